// libclc's functions for NVIDIA GPUs, as they are part of this program.
#ifndef TCC_LIB_TARGET_CUDA_DEVICELIBRARY_H
#define TCC_LIB_TARGET_CUDA_DEVICELIBRARY_H

#include "llvm/ADT/StringRef.h"

namespace tcc::cuda {

/// Bitcode of mathematical functions, mangled as OpenCL's: _Z3sinf.
llvm::StringRef deviceLibrary();

} // namespace tcc::cuda

#endif
