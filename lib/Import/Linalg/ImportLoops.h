// What a program of linalg ops says with loops and computed positions, in the form of the stages.
#ifndef TCC_LIB_IMPORT_LINALG_IMPORTLOOPS_H
#define TCC_LIB_IMPORT_LINALG_IMPORTLOOPS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tcc::importer {

/// Kernels take tensors: a loop carries its counter as one, and a branch is a case of two.
/// Fails, with a diagnostic, on loops and branches that carry scalars.
mlir::LogicalResult normalizeControl(mlir::func::FuncOp function);

/// No position that a program computes leads outside its tensor: it is clamped, unless it is seen
/// to be inside.
void clampPositions(mlir::func::FuncOp function);

} // namespace tcc::importer

#endif
