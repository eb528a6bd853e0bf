// The emulated GPU: kernels run on this CPU, thread by thread.
#ifndef TCCRT_EMULATOR_H
#define TCCRT_EMULATOR_H

#include "tccrt.h"

namespace tcc::detail {

/// Runs a function of a device program. Addresses outside the kernel's memory, races between
/// threads that no barrier orders, and threads that wait for others in vain end it: then
/// TCCRT_DEVICE_FAULT, with the thread and the place in the thread's last error.
/// TCC_EMULATOR_ORDER=forward|reverse|shuffled says which thread goes first.
tccrt_status emulate(const tccrt_device_program &program, const tccrt_function &function,
                     void *const *buffers);

} // namespace tcc::detail

#endif
