// One linalg op as work of a team of threads.
#ifndef TCC_LIB_TARGET_CUDA_THREADLOOPS_H
#define TCC_LIB_TARGET_CUDA_THREADLOOPS_H

#include "tcc/Schedules/CudaGrid.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tcc::cuda {

/// What global memory is moved by, in bytes.
inline constexpr int64_t widestAccess = 16;

/// Threads that share an op's work: number `id` (an index) of `size`, in blocks of `block`. Of the
/// outermost loop they take `rows` iterations from `lower` up to `upper`; all where `lower` is
/// null. Buffers are aligned to `alignment` bytes.
struct Team {
  mlir::Value id;
  int64_t size, block, alignment;
  mlir::Value lower, upper;
  int64_t rows = 0;
};

/// Emits the op's loops before it. Sums that several threads share are combined in
/// one order: the same bits each time. `exchange` gives workgroup memory for `count` elements.
void emitThreads(mlir::linalg::GenericOp op, const Team &team,
                 llvm::function_ref<mlir::Value(mlir::Type element, int64_t count)> exchange);

/// Work items of the op for a team that takes all of it: threads beyond them would idle.
int64_t usefulThreads(mlir::linalg::GenericOp op, int64_t block, int64_t alignment);

} // namespace tcc::cuda

#endif
