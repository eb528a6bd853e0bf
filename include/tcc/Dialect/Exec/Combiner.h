// How a reduction combines.
#ifndef TCC_DIALECT_EXEC_COMBINER_H
#define TCC_DIALECT_EXEC_COMBINER_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tcc::exec {

/// The op of a reduction's body that takes an element into the result, where that is all that it
/// does with it and the order of such steps does not matter; else null.
mlir::Operation *combinerOf(mlir::linalg::GenericOp op, unsigned result);

} // namespace tcc::exec

#endif
