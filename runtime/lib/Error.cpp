// The last error of each thread, in a fixed buffer: reporting never allocates and so never fails.
#include "Error.h"

#include <cstdarg>
#include <cstdio>

static thread_local char lastError[2048] = "";

tccrt_status tcc::detail::fail(tccrt_status status, const char *format, ...) {
  // Through a copy: an argument may be the last error itself.
  char message[sizeof lastError];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  snprintf(lastError, sizeof lastError, "%s", message);
  return status;
}

const char *tccrt_last_error(void) { return lastError; }

const char *tccrt_status_name(tccrt_status status) {
  switch (status) {
  case TCCRT_OK:
    return "ok";
  case TCCRT_INVALID_ARGUMENT:
    return "invalid argument";
  case TCCRT_NOT_FOUND:
    return "not found";
  case TCCRT_INCOMPATIBLE:
    return "incompatible";
  case TCCRT_OUT_OF_MEMORY:
    return "out of memory";
  case TCCRT_DEVICE_FAULT:
    return "device fault";
  }
  return "unknown status";
}

uint32_t tccrt_abi_version(void) { return TCCRT_ABI_VERSION; }
