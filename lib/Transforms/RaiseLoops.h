// tcc.while that counts becomes tcc.scan; also asked for before a function is differentiated.
#ifndef TCC_LIB_TRANSFORMS_RAISELOOPS_H
#define TCC_LIB_TRANSFORMS_RAISELOOPS_H

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tcc::detail {

/// Raises the loops of a function, inner ones first. Others stay as they are.
void raiseLoops(mlir::func::FuncOp function);

/// Tensors that a loop reads or makes row by row become rows and stacked results of it.
void raiseRows(ir::ScanOp scan);

} // namespace tcc::detail

#endif
