// What is a contraction to fusion and grouping.
#ifndef TCC_LIB_KERNELS_CONTRACTIONS_H
#define TCC_LIB_KERNELS_CONTRACTIONS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tcc::detail {

/// A product of two factors, summed: by linalg's own definition, or with factors that are read
/// through any map, as a convolution reads what lies under its window.
bool isContraction(mlir::linalg::GenericOp op);

/// A contraction of which one factor is reused: not the row-wise dot product of two tensors alike.
bool reusesFactor(mlir::linalg::GenericOp op);

} // namespace tcc::detail

#endif
