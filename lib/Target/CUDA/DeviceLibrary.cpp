// The bitcode is a file of the build (CMakeLists.txt).
#include "DeviceLibrary.h"

asm(".section .rodata\n"
    ".balign 16\n"
    "tcc_device_library:\n"
    ".incbin \"" TCC_DEVICE_LIBRARY "\"\n"
    "tcc_device_library_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" __attribute__((visibility("hidden"))) const char tcc_device_library[],
    tcc_device_library_end[];

llvm::StringRef tcc::cuda::deviceLibrary() {
  return {tcc_device_library, size_t(tcc_device_library_end - tcc_device_library)};
}
