// A module in the LLVM dialect in parts, so that several threads can make machine code of it.
#ifndef TCC_LIB_TARGET_CPU_PARTITION_H
#define TCC_LIB_TARGET_CPU_PARTITION_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace tcc::cpu {

/// At most `count` modules of about equal work, the first with the program's entry. Each function
/// and global is defined in one of them and declared, hidden from other objects, where it is used.
/// Depends on the module alone, never on the machine. Empty where the module is better left whole.
llvm::SmallVector<mlir::OwningOpRef<mlir::ModuleOp>> partition(mlir::ModuleOp module,
                                                               int64_t count);

} // namespace tcc::cpu

#endif
