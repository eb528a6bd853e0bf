// How windows lie over a tensor, and the loops over them: of pools, general window reductions,
// their derivatives, and convolutions.
#ifndef TCC_LIB_DIALECT_TCC_SLIDINGWINDOWS_H
#define TCC_LIB_DIALECT_TCC_SLIDINGWINDOWS_H

#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/RuleSite.h"

namespace tcc::ir {

/// Padding of a tensor: `interior` elements between any two, then `low` before and `high` after;
/// a negative number cuts off. One entry per axis.
struct Padding {
  llvm::SmallVector<int64_t> low, high, interior;
};
/// x so padded with `value`, as a slice of x in a tensor full of it; x itself where nothing is
/// added.
mlir::Value padded(LinalgBuilder &b, mlir::Value x, const Padding &padding, mlir::Value value);

/// One entry per axis.
struct SlidingWindows {
  llvm::SmallVector<int64_t> size, strides, low, high, dilation, baseDilation;

  /// Those of an op's attributes; what is not given has no effect.
  template <class OpTy> static SlidingWindows of(OpTy &op, int64_t rank) {
    auto orElse = [&](llvm::ArrayRef<int64_t> given, int64_t value) {
      return given.empty() ? llvm::SmallVector<int64_t>(rank, value)
                           : llvm::SmallVector<int64_t>(given);
    };
    SlidingWindows w{llvm::SmallVector<int64_t>(op.getWindow()),
                     orElse(op.getStrides(), 1),
                     orElse(op.getLow(), 0),
                     orElse(op.getHigh(), 0),
                     orElse(op.getWindowDilation(), 1),
                     llvm::SmallVector<int64_t>(rank, 1)};
    if constexpr (requires { op.getBaseDilation(); })
      w.baseDilation = orElse(op.getBaseDilation(), 1);
    return w;
  }

  /// A number for each axis, each in range.
  llvm::LogicalResult check(const RuleSite &site, llvm::ArrayRef<int64_t> shape) const;
  /// How many windows lie along each axis of a tensor of `shape`; unknown where its extent is.
  llvm::SmallVector<int64_t> count(llvm::ArrayRef<int64_t> shape) const;
  /// Whether the windows reach from each element to an end of one axis (to its front, or to its
  /// back), and along no other: the axis.
  std::optional<int64_t> runningAxis(llvm::ArrayRef<int64_t> shape, bool &isReverse) const;
  /// What the windows over a tensor of `shape` see. Along an axis with one window it is cut to
  /// that: only the window then says how long the loop is.
  Padding padding(llvm::ArrayRef<int64_t> shape) const;
  /// The windows over a tensor of an element per window of a tensor of `shape` that give, for each
  /// element of the latter, the windows it is in: strides and dilations change places.
  SlidingWindows transposed(llvm::ArrayRef<int64_t> shape) const;
};

/// Elements along an axis with d - 1 between any two.
int64_t dilatedExtent(int64_t extent, int64_t dilation);

/// The loops of a window reduction: the result's axes, with those of the window before the last.
struct WindowLoops {
  WindowLoops(LinalgBuilder &b, const SlidingWindows &windows, llvm::ArrayRef<int64_t> counts);

  mlir::AffineMap source; // of the padded tensor
  mlir::AffineMap result;
  Indexed window; // an operand that only tells how many elements a window has
  llvm::SmallVector<int64_t> reductions;
  /// In the body: an index into the tensor before padding; negative or too large in the padding.
  mlir::Value position(mlir::ImplicitLocOpBuilder &b, int64_t axis) const;

private:
  llvm::SmallVector<int64_t> resultLoops, windowLoops; // of each axis; -1: none
  SlidingWindows windows;
};

} // namespace tcc::ir

#endif
