// Loops and branches of a plan: every carried value and every result has one buffer, known before
// bufferization and all that is left after it.
#ifndef TCC_LIB_KERNELS_CARRYINPLACE_H
#define TCC_LIB_KERNELS_CARRYINPLACE_H

#include "Dependences.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

namespace tcc::detail {

/// The new tensor that a value is written to, seen through what passes it on: views (collected from
/// the value down), launches, loops, branches. Null if it has other memory.
mlir::bufferization::AllocTensorOp homeOf(mlir::Value value,
                                          llvm::SmallVectorImpl<mlir::Operation *> &views);

/// Everything written to the new tensor `home` of a value goes to `destination` instead, which has
/// the value's type and is defined before.
void replaceHome(mlir::bufferization::AllocTensorOp home, llvm::ArrayRef<mlir::Operation *> views,
                 mlir::Value destination);

/// Whether nobody needs what `destination`, a value of the block of `home`, holds once the first of
/// the ops writes to `home`.
bool canTake(mlir::Value destination, mlir::bufferization::AllocTensorOp home);

/// On tensors: what a round of a loop makes next is written to the buffer of what it replaces, by
/// its launch where nobody needs the old value any more, else by a copy at the round's end. The
/// branches of a choice write to one buffer; rows to where they are stacked.
void carryInPlace(mlir::func::FuncOp function);

/// On buffers: loops and branches hand on no buffers, as each is one and the same all the time;
/// rows become exec.row.
llvm::LogicalResult dropCarried(mlir::func::FuncOp function);

} // namespace tcc::detail

#endif
