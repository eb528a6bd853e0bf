// Kernel arguments that share a buffer.
#ifndef TCC_LIB_KERNELS_MERGEALIASES_H
#define TCC_LIB_KERNELS_MERGEALIASES_H

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace tcc::detail {

/// An output whose buffer is also an input's becomes that input inside the kernel (its own argument
/// has no uses left). A kernel that is launched with other sharing elsewhere is cloned.
void mergeAliases(mlir::ModuleOp module);

/// `stem`, or `stem_1` ... where the module has such a symbol.
std::string unusedName(mlir::ModuleOp module, llvm::StringRef stem);

} // namespace tcc::detail

#endif
