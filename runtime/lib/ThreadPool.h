// The process's one pool of threads: what a call's parallel_for runs on.
#ifndef TCCRT_THREADPOOL_H
#define TCCRT_THREADPOOL_H

#include "tccrt.h"

#include <csetjmp>

namespace tcc::detail {

/// What the runtime knows of a call beyond what compiled code sees; `call` is always part of one.
struct CallFrame : tccrt_call {
  int32_t workers; // for how many there is scratch
  const tccrt_manifest *manifest = nullptr;
  jmp_buf *stopped = nullptr; // where a call goes on that a kernel's fault has ended
};

/// tccrt_call::parallel_for: runs tasks 0..count-1 on the pool and returns when all are done.
/// Worker 0 is the caller. A loop inside a loop, or beside another thread's, runs in its caller
/// alone.
void parallelFor(const tccrt_call *call, tccrt_task_fn fn, void *const *buffers, int64_t count,
                 int64_t grain);

} // namespace tcc::detail

#endif
