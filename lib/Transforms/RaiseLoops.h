// tcc.while that counts becomes tcc.scan; also asked for before a function is differentiated.
#ifndef TCC_LIB_TRANSFORMS_RAISELOOPS_H
#define TCC_LIB_TRANSFORMS_RAISELOOPS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tcc::detail {

/// Raises the loops of a function, inner ones first. Others stay as they are.
void raiseLoops(mlir::func::FuncOp function);

} // namespace tcc::detail

#endif
