// What recognising patterns share: values seen through broadcasts and reshapes, products as
// factors, reductions that are lined up with what they were made from.
#ifndef TCC_LIB_TRANSFORMS_RECOGNITION_H
#define TCC_LIB_TRANSFORMS_RECOGNITION_H

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/IR/PatternMatch.h"

namespace tcc::detail {

inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value v) {
  return llvm::cast<mlir::RankedTensorType>(v.getType()).getShape();
}
/// v without the broadcasts that made it larger.
mlir::Value withoutBroadcasts(mlir::Value v);
/// v without reshapes that only add or drop axes of extent 1.
mlir::Value withoutUnitReshapes(mlir::Value v);
/// Both.
mlir::Value sourceOf(mlir::Value v);
/// The op of this class that made v, seen through broadcasts and unit axes.
template <class OpTy> OpTy madeBy(mlir::Value v) { return sourceOf(v).getDefiningOp<OpTy>(); }

/// Whether v, an operand beside one of `shape`, is 1 along `axes` and nowhere else (but where
/// `shape` is): a reduction over `axes` then stands beside the elements that it was made from.
bool isAlongAxes(mlir::Value v, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> axes);

/// The number that all elements of v are, if that is known.
std::optional<double> numberOf(mlir::Value v);
/// Whether v is the number c as far as v's type can say it.
bool isNumber(mlir::Value v, double c);

/// A product, negations and divisions by numbers included, as a number and the other factors.
struct Product {
  double number = 1;
  llvm::SmallVector<mlir::Value> factors;
  explicit Product(mlir::Value v) { add(v); }
  /// Whether it is number * the given factors, in any order.
  bool is(double number, mlir::ValueRange factors) const;

private:
  void add(mlir::Value v);
};

/// Whether all of v is nought, of either sign.
bool isZero(mlir::Value v);

/// Whether two numbers are equal but for their rounding to f32 or half types.
bool isClose(double a, double b);

/// The operand beside which `v` stands in a sum of two; null if it is none of them.
mlir::Value otherSummand(ir::AddOp sum, llvm::function_ref<bool(mlir::Value)> is);
inline mlir::Value otherSummand(ir::AddOp sum, mlir::Value v) {
  return otherSummand(sum, [&](mlir::Value summand) { return summand == v; });
}

/// x of mean(x) over `axes`, as reduce_mean or as a sum and a division; null if v is no mean.
mlir::Value meanOf(mlir::Value v, llvm::SmallVectorImpl<int64_t> &axes);

void populateSoftmaxPatterns(mlir::RewritePatternSet &patterns);
void populateNormalizationPatterns(mlir::RewritePatternSet &patterns);
void populateAttentionPatterns(mlir::RewritePatternSet &patterns);
void populateQrPatterns(mlir::RewritePatternSet &patterns);

} // namespace tcc::detail

#endif
