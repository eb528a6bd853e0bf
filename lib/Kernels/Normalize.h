// One form for everything that fusion and grouping look at.
#ifndef TCC_LIB_KERNELS_NORMALIZE_H
#define TCC_LIB_KERNELS_NORMALIZE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tcc::detail {

/// Diagnoses what kernels cannot be made of: branches, symbolic shapes, scalars at the edge.
mlir::LogicalResult checkSupported(mlir::func::FuncOp function);

/// Every linalg op but fill a generic, no padding and concatenation but slices written into a
/// tensor, no unit dimensions, splats inside bodies, no dead code.
mlir::LogicalResult normalize(mlir::func::FuncOp function);

/// What fusion leaves: operands twice, results that nobody reads, the same op twice.
mlir::LogicalResult cleanUp(mlir::func::FuncOp function);

} // namespace tcc::detail

#endif
