// Matrices in derivatives: triangles, products and the like, of the last two axes.
#ifndef TCC_LIB_DIALECT_TCC_MATRIXRULES_H
#define TCC_LIB_DIALECT_TCC_MATRIXRULES_H

#include "tcc/Dialect/Tcc/TccDialect.h"

namespace tcc::ir {

/// The type of a matrix operand; failure after an error.
llvm::FailureOr<mlir::RankedTensorType> matrixType(const RuleSite &site, mlir::Value x,
                                                   llvm::StringRef name);
/// The same, as many rows as columns.
llvm::FailureOr<mlir::RankedTensorType> squareType(const RuleSite &site, mlir::Value x,
                                                   llvm::StringRef name);
/// The type of a matrix operand that may be given in parts: `imaginary` is null, or of that type.
llvm::FailureOr<mlir::RankedTensorType> partsType(const RuleSite &site, mlir::Value x,
                                                  mlir::Value imaginary);
/// The lesser of the numbers of rows and columns; dynamic where one of them is.
int64_t shorterSide(mlir::RankedTensorType matrix);
/// The axes before the matrix, then others.
llvm::SmallVector<int64_t> batchesThen(mlir::RankedTensorType matrix, llvm::ArrayRef<int64_t> more);

class MatrixRules {
public:
  explicit MatrixRules(RuleBuilder &g) : g(g) {}

  RuleBuilder &g;

  mlir::Value product(mlir::Value x, mlir::Value y, bool transposeX = false,
                      bool transposeY = false);
  mlir::Value transpose(mlir::Value x);
  /// x where row - column is at least 0, or 1 if strict; else 0.
  mlir::Value lower(mlir::Value x, bool isStrict = false);
  mlir::Value upper(mlir::Value x, bool isStrict = false);
  /// The lower triangle with half the diagonal: of x + x^T it gives what x does in symmetric use.
  mlir::Value halfLower(mlir::Value x);
  /// The symmetric matrix whose lower triangle is that of x.
  mlir::Value symmetric(mlir::Value x);
  /// [..., n] as the diagonal of [..., n, n], and back.
  mlir::Value diagonalMatrix(mlir::Value x);
  mlir::Value diagonal(mlir::Value x);
  /// Solves op(a) X = b, or X op(a) = b.
  mlir::Value solve(mlir::Value a, mlir::Value b, bool right, bool upper, bool transposed,
                    bool unit = false);
  /// Whether row and column are as the predicate says, [rows, columns] of i1.
  mlir::Value mask(ComparePredicate predicate, mlir::Value like);

private:
  mlir::Value keep(ComparePredicate predicate, mlir::Value x);
};

} // namespace tcc::ir

#endif
