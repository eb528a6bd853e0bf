// LLVM's back end for this machine's architecture, registered once.
#ifndef TCC_LIB_TARGET_CPU_NATIVE_H
#define TCC_LIB_TARGET_CPU_NATIVE_H

#include "llvm/MC/TargetRegistry.h"
#include "llvm/TargetParser/Triple.h"

namespace tcc::cpu {

/// Null where this LLVM has no back end for it.
const llvm::Target *nativeTarget(const llvm::Triple &triple);

} // namespace tcc::cpu

#endif
