// Matrices of complex numbers in ops on their parts. A real matrix is one without an imaginary
// part: a derivative that is written in these terms holds for both.
#ifndef TCC_LIB_DIALECT_TCC_COMPLEXMATRICES_H
#define TCC_LIB_DIALECT_TCC_COMPLEXMATRICES_H

#include "MatrixRules.h"

namespace tcc::ir {

/// Fails, after an error, where more dimensions are symbolic than a reshape can tell.
llvm::LogicalResult checkComplexMatrices(mlir::Operation *op);

class ComplexMatrices {
public:
  explicit ComplexMatrices(RuleBuilder &g) : c(g.b, g.loc), m(c) {}
  ComplexMatrices(const ComplexMatrices &) = delete;

  ComplexBuilder c;
  MatrixRules m; // of either part

  Complex add(const Complex &x, const Complex &y);
  Complex conj(const Complex &x) { return x.im ? c.conj(x) : x; }
  /// Of what is marked as adjoint the conjugate transpose.
  Complex product(const Complex &x, const Complex &y, bool adjointX = false, bool adjointY = false);
  Complex lower(const Complex &x, bool isStrict = false);
  Complex upper(const Complex &x, bool isStrict = false);
  Complex cholesky(const Complex &a);
  /// Solves op(a) X = b, or X op(a) = b; `transposed` without conjugation.
  Complex solve(const Complex &a, const Complex &b, bool right, bool upper, bool transposed,
                bool unit = false);

private:
  mlir::Value interleave(mlir::Value x, mlir::Value y, int64_t axis);
  Complex separate(mlir::Value x, int64_t axis);
  mlir::Value embed(const Complex &x);
  mlir::Value every(mlir::Value x, int64_t row, int64_t column);
  Complex divideAlong(const Complex &x, const Complex &diagonal, bool isByRow);
};

} // namespace tcc::ir

#endif
