// Complex arithmetic in ops on real tensors: what the rules by which complex numbers are split into
// their parts are made of. Formulas keep clear of overflow and cancellation on the way, and choose
// between two cases by a comparison, never by an op whose derivative is lost where the cases meet.
#ifndef TCC_DIALECT_TCC_COMPLEXBUILDER_H
#define TCC_DIALECT_TCC_COMPLEXBUILDER_H

#include "tcc/Dialect/Tcc/RuleBuilder.h"

namespace tcc::ir {

/// The parts of a tensor of complex numbers; a tensor of others has no imaginary part.
struct Complex {
  mlir::Value re, im = {};
};

/// The type of the parts of the first operand's elements; null where they are not complex.
mlir::Type partType(mlir::ValueRange operands);
/// Complex numbers of the first operand's elements.
mlir::Type complexType(mlir::ValueRange operands);
bool isComplex(mlir::Type tensor);

class ComplexBuilder : public RuleBuilder {
public:
  using RuleBuilder::add, RuleBuilder::sub, RuleBuilder::mul, RuleBuilder::div, RuleBuilder::neg,
      RuleBuilder::exp, RuleBuilder::log, RuleBuilder::log1p, RuleBuilder::sqrt, RuleBuilder::tanh,
      RuleBuilder::sigmoid, RuleBuilder::abs, RuleBuilder::sign, RuleBuilder::compare,
      RuleBuilder::select, RuleBuilder::pow;
  using RuleBuilder::RuleBuilder;

  Complex join(const Complex &re, const Complex &im) { return {re.re, im.re}; }
  Complex conj(const Complex &x) { return {x.re, neg(x.im)}; }
  Complex add(const Complex &x, const Complex &y) { return {add(x.re, y.re), add(x.im, y.im)}; }
  Complex sub(const Complex &x, const Complex &y) { return {sub(x.re, y.re), sub(x.im, y.im)}; }
  Complex neg(const Complex &x) { return {neg(x.re), neg(x.im)}; }
  Complex mul(const Complex &x, const Complex &y);
  Complex div(const Complex &x, const Complex &y);
  Complex pow(const Complex &x, const Complex &y);
  Complex abs(const Complex &x) { return {magnitude(x)}; }
  Complex sign(const Complex &x);
  Complex exp(const Complex &x);
  Complex expm1(const Complex &x);
  Complex log(const Complex &x);
  Complex log1p(const Complex &x);
  Complex sqrt(const Complex &x);
  Complex rsqrt(const Complex &x);
  Complex cbrt(const Complex &x);
  Complex sin(const Complex &x);
  Complex cos(const Complex &x);
  Complex tan(const Complex &x);
  Complex sinh(const Complex &x);
  Complex cosh(const Complex &x);
  Complex tanh(const Complex &x);
  Complex asin(const Complex &x);
  Complex acos(const Complex &x);
  Complex atan(const Complex &x);
  Complex asinh(const Complex &x);
  Complex acosh(const Complex &x);
  Complex atanh(const Complex &x);
  Complex atan2(const Complex &y, const Complex &x);
  Complex sigmoid(const Complex &x);
  /// eq or ne.
  Complex compare(ComparePredicate predicate, const Complex &x, const Complex &y);

  /// sqrt(re^2 + im^2).
  mlir::Value magnitude(const Complex &x);

private:
  struct Polar;
  Polar polar(const Complex &x);
  Complex timesI(const Complex &x) { return {neg(x.im), x.re}; }
  Complex timesMinusI(const Complex &x) { return {x.im, neg(x.re)}; }
  /// 1 or, where x < 0, -1: unlike tcc.sign not 0 anywhere.
  mlir::Value side(mlir::Value x);
  mlir::Value isNegative(mlir::Value x); // -0 is
  mlir::Value isEqual(mlir::Value x, double c);
};

} // namespace tcc::ir

#endif
