// How the runtime reports: a status for the caller and a sentence for the thread's last error.
#ifndef TCCRT_ERROR_H
#define TCCRT_ERROR_H

#include "tccrt.h"

namespace tcc::detail {

/// Keeps the message for tccrt_last_error() of this thread and returns `status`.
[[gnu::format(printf, 2, 3)]] tccrt_status fail(tccrt_status status, const char *format, ...);

} // namespace tcc::detail

#endif
