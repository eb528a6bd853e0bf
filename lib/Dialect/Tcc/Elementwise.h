// What the rules of elementwise ops are made of; ElementwiseBase.td pastes calls of these into
// every op's class.
#ifndef TCC_LIB_DIALECT_TCC_ELEMENTWISE_H
#define TCC_LIB_DIALECT_TCC_ELEMENTWISE_H

#include "ElementwiseFolding.h"
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/RuleSite.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <cmath>

namespace tcc::ir {

//===- inference ----------------------------------------------------------------------------===//

/// The operands' shapes broadcast together. Element types of the operands from `firstTyped` on must
/// agree; that is the result's too unless `element` is given.
llvm::LogicalResult inferElementwise(const RuleSite &site, mlir::ValueRange operands,
                                     unsigned firstTyped, mlir::Type element,
                                     llvm::SmallVectorImpl<mlir::Type> &types);
/// The predicate of a comparison, by its bare name.
mlir::ParseResult parsePredicate(mlir::OpAsmParser &parser, ComparePredicate &predicate);
void printPredicate(mlir::OpAsmPrinter &printer, mlir::Operation *op, ComparePredicate predicate);
/// i1, in the operands' context.
mlir::Type boolType(mlir::ValueRange operands);

//===- derivatives --------------------------------------------------------------------------===//

/// A value of `like`'s type from one that broadcasts to it.
mlir::Value broadcastLike(RuleBuilder &g, mlir::Value x, mlir::Value like);

/// Reverse mode: each partial, summed over what broadcasting repeated.
template <class OpTy>
llvm::SmallVector<mlir::Value> vjpOfPartials(OpTy op, RuleBuilder &g, mlir::ValueRange cotangents) {
  llvm::SmallVector<mlir::Value> result;
  for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
    mlir::Value partial;
    if (mlir::isa<mlir::FloatType>(g.type(operand).getElementType()))
      partial = op.partial(g, i, cotangents[0]);
    result.push_back(partial ? g.sumTo(partial, operand) : mlir::Value());
  }
  return result;
}

/// Forward mode: the sum of the partials.
template <class OpTy>
llvm::SmallVector<mlir::Value> jvpOfPartials(OpTy op, RuleBuilder &g, mlir::ValueRange tangents) {
  mlir::Value sum;
  for (auto [i, tangent] : llvm::enumerate(tangents))
    if (mlir::Value partial = tangent ? op.partial(g, i, tangent) : mlir::Value())
      sum = sum ? g.add(sum, partial) : partial;
  return {sum ? broadcastLike(g, sum, op.getResult()) : mlir::Value()};
}

/// t where a beats b, half of it where they are equal.
mlir::Value shareOfExtremum(RuleBuilder &g, mlir::Value t, ComparePredicate beats, mlir::Value a,
                            mlir::Value b);
/// t where low < x < high.
mlir::Value shareOfMiddle(RuleBuilder &g, mlir::Value t, mlir::Value x, mlir::Value low,
                          mlir::Value high);
/// t * b * a^(b-1), nought where b is.
mlir::Value derivativeByBase(RuleBuilder &g, mlir::Value t, mlir::Value a, mlir::Value b);
/// t * y * log(a), nought where a is.
mlir::Value derivativeByExponent(RuleBuilder &g, mlir::Value t, mlir::Value a, mlir::Value y);
/// t * (I0e(x) - y * (sign(x) + 1/x)), a half of t at nought.
/// Of zeta(x, q) by x.
mlir::Value derivativeOfZeta(RuleBuilder &g, mlir::Value x, mlir::Value q);
mlir::Value derivativeOfBesselI1e(RuleBuilder &g, mlir::Value t, mlir::Value x, mlir::Value y);

//===- lowering -----------------------------------------------------------------------------===//

class ScalarBuilder;
using ScalarBody = llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::ValueRange)>;

/// Builds the scalar code of one element. Float ops may be contracted (fused multiply-add), and
/// nothing else. Values of unsigned integers keep their type, so that whatever computes with them
/// knows it; the ops themselves are signless.
class ScalarBuilder : public mlir::ImplicitLocOpBuilder {
public:
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;

  template <class OpTy, class... Args> mlir::Value create(Args... args) {
    auto op = OpTy::create(*this, computed(args)...);
    if constexpr (requires { op.setFastmath(mlir::arith::FastMathFlags::contract); })
      op.setFastmath(mlir::arith::FastMathFlags::contract);
    mlir::Value result = op;
    (restoreSign(result, args), ...);
    return result;
  }
  /// FloatOp or IntOp, as the operands are.
  template <class FloatOp, class IntOp, class... Rest>
  mlir::Value number(mlir::Value x, Rest... rest) {
    return isFloat(x) ? create<FloatOp>(x, rest...) : create<IntOp>(x, rest...);
  }
  /// The same, where integers with and without a sign differ.
  template <class FloatOp, class SignedOp, class UnsignedOp>
  mlir::Value ordered(mlir::Value a, mlir::Value b) {
    return isUnsigned(a) ? create<UnsignedOp>(a, b) : number<FloatOp, SignedOp>(a, b);
  }
  static bool isFloat(mlir::Value x) { return mlir::isa<mlir::FloatType>(x.getType()); }
  static bool isUnsigned(mlir::Value x) { return x.getType().isUnsignedInteger(); }
  /// The body on floats of 32 bits at least: what has 16 is widened, and the result rounded once.
  mlir::Value inWideFloats(mlir::ValueRange in, ScalarBody body);

  mlir::Value constant(mlir::Type type, double value);
  mlir::Value like(mlir::Value x, double value) { return constant(x.getType(), value); }
  /// Floats by their bits if the order is `total`.
  mlir::Value compare(ComparePredicate predicate, mlir::Value a, mlir::Value b, bool total = false);
  mlir::Value maximum(mlir::Value a, mlir::Value b);
  mlir::Value minimum(mlir::Value a, mlir::Value b);
  mlir::Value negated(mlir::Value x);
  mlir::Value magnitude(mlir::Value x);
  mlir::Value sign(mlir::Value x);
  mlir::Value quotient(mlir::Value a, mlir::Value b);
  mlir::Value remainder(mlir::Value a, mlir::Value b);
  mlir::Value power(mlir::Value a, mlir::Value b);
  mlir::Value logistic(mlir::Value x);
  mlir::Value clamp(mlir::Value x, mlir::Value low, mlir::Value high);
  mlir::Value convert(mlir::Value x, mlir::Type to);
  mlir::Value shiftedLeft(mlir::Value a, mlir::Value b);
  mlir::Value shiftedRight(mlir::Value a, mlir::Value b);
  mlir::Value shiftedRightWithSign(mlir::Value a, mlir::Value b);
  /// The bits of a float as a signless integer, and back.
  mlir::Value bitsOf(mlir::Value x);
  mlir::Value fromBits(mlir::Value bits, mlir::Type type);
  /// A constant of an integer type.
  mlir::Value integer(mlir::IntegerType type, const llvm::APInt &value);

private:
  mlir::Value computed(mlir::Value x) { return castSign(*this, x, computedType(x.getType())); }
  template <class T> T computed(T other) { return other; }
  /// Gives the result the sign of an operand of its width.
  void restoreSign(mlir::Value &result, mlir::Value operand) {
    if (isUnsigned(operand) && computedType(operand.getType()) == result.getType())
      result = castSign(*this, result, operand.getType());
  }
  template <class T> void restoreSign(mlir::Value &, T) {}
  mlir::Value wholePower(mlir::Value a, mlir::Value b);
  mlir::Value convertInteger(mlir::Value x, mlir::IntegerType to);
  mlir::Value convertFloat(mlir::Value x, mlir::FloatType to);
  mlir::Value roundToOdd(mlir::Value x);
  mlir::Value fromSmallFloat(mlir::Value x);
  mlir::Value toSmallFloat(mlir::Value x, mlir::FloatType to);
  mlir::Value saturated(mlir::Value x, mlir::IntegerType to);
};

/// Scalar code of Special.td: of f32 in double precision where that is what accuracy takes.
mlir::Value erfInverse(ScalarBuilder &s, mlir::Value x);
mlir::Value logGamma(ScalarBuilder &s, mlir::Value x);
mlir::Value digamma(ScalarBuilder &s, mlir::Value x);
mlir::Value polygamma(ScalarBuilder &s, mlir::Value n, mlir::Value x);
mlir::Value zeta(ScalarBuilder &s, mlir::Value x, mlir::Value q);
mlir::Value besselI0e(ScalarBuilder &s, mlir::Value x);
mlir::Value besselI1e(ScalarBuilder &s, mlir::Value x);
mlir::Value nextAfter(ScalarBuilder &s, mlir::Value a, mlir::Value b);
mlir::Value reducePrecision(ScalarBuilder &s, mlir::Value x, unsigned exponentBits,
                            unsigned mantissaBits);

/// What ScalarCode asks of an op: the body sees elements with the signs of the operands' types, and
/// floats of 32 bits at least unless it is `exact`: what it gives needs no rounding.
mlir::Value lowerScalar(mlir::OpBuilder &b, mlir::Operation *op, mlir::ValueRange elements,
                        bool isExact, ScalarBody body);

/// One linalg.generic over the result, of the op's ScalarCode. Dimensions that broadcast are
/// dropped from the operands, so that maps are projections; an operand that is one number becomes a
/// scalar in the body.
llvm::FailureOr<llvm::SmallVector<mlir::Value>> lowerElementwise(mlir::OpBuilder &b, ScalarCode op);

} // namespace tcc::ir

#endif
