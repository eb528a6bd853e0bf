// Discrete Fourier transforms as products with matrices.
#ifndef TCC_LIB_DIALECT_TCC_FOURIER_H
#define TCC_LIB_DIALECT_TCC_FOURIER_H

#include "tcc/Dialect/Tcc/TccDialect.h"

namespace tcc::ir {

/// Transforms along single axes. `x` may have no imaginary part: then that is nought.
class Fourier {
public:
  /// With exp(-2 pi i / n) or, backward, its conjugate; nothing is divided by n.
  Fourier(ComplexBuilder &c, bool isBackward) : c(c), isBackward(isBackward) {}

  Complex along(const Complex &x, int64_t axis);
  /// The first n/2 + 1 elements along the last axis, of real x.
  Complex ofReal(mlir::Value x);
  /// n real elements from those.
  mlir::Value toReal(const Complex &x, int64_t n);

private:
  Complex alongLast(const Complex &x);
  Complex byFactors(const Complex &x, int64_t n1);
  Complex byConvolution(const Complex &x);
  /// x times an n x columns matrix of roots, over `axis`, which becomes the last one.
  Complex direct(const Complex &x, int64_t axis, int64_t columns);
  mlir::Value multiply(mlir::Value x, int64_t axis, mlir::Value matrix);
  /// A constant of these shape and numbers, like x's elements.
  mlir::Value constant(mlir::Value like, llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<double> numbers);
  Complex constant(mlir::Value like, llvm::ArrayRef<int64_t> shape,
                   llvm::ArrayRef<std::complex<double>> numbers);

  ComplexBuilder &c;
  bool isBackward;
};

} // namespace tcc::ir

#endif
