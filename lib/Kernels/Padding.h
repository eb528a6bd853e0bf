// Zeros around a convolution's image.
#ifndef TCC_LIB_KERNELS_PADDING_H
#define TCC_LIB_KERNELS_PADDING_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tcc::detail {

/// Whether a contraction, joined with the padding that makes this operand, will leave out the taps
/// beyond the border: that costs less than a copy, and less than the taps. Code generation for
/// contractions must agree (tcc::cpu::Contraction::canSlide, canLeaveOut).
bool leavesOutTaps(mlir::OpOperand &image);

/// Gives each such contraction a padding of its own.
void separatePadding(mlir::Block &block);

} // namespace tcc::detail

#endif
