// Whether the rows of a batch keep to themselves: what allows a batch of any size to be done block
// by block.
#ifndef TCC_LIB_COMPILER_ROWINDEPENDENCE_H
#define TCC_LIB_COMPILER_ROWINDEPENDENCE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tcc {

/// One program on linalg, specialised for a batch of `rows`.
struct SizedProgram {
  mlir::func::FuncOp function;
  int64_t rows;
};

/// Proves that the program is the same for every batch and that row i of each batched value depends
/// on row i of others alone. `one` and `other` are the program at two sizes: an extent that differs
/// is the batch's, anything else that differs is refused. `refuse` makes the error, at an op of
/// `one`.
mlir::LogicalResult
checkRowsIndependent(SizedProgram one, SizedProgram other,
                     llvm::function_ref<mlir::InFlightDiagnostic(mlir::Operation *)> refuse);

} // namespace tcc

#endif
