// Complex arithmetic on pairs of real tensors.
#include "tcc/Dialect/Tcc/TccDialect.h"

#include <cmath>

using namespace mlir;
using namespace tcc::ir;

bool tcc::ir::isComplex(Type tensor) {
  auto shaped = dyn_cast<ShapedType>(tensor);
  return shaped && isa<ComplexType>(shaped.getElementType());
}

Type tcc::ir::partType(ValueRange operands) {
  if (operands.empty() || !isComplex(operands[0].getType()))
    return {};
  return cast<ComplexType>(getElementTypeOrSelf(operands[0])).getElementType();
}

Type tcc::ir::complexType(ValueRange operands) {
  Type part = operands.empty() ? Type() : getElementTypeOrSelf(operands[0]);
  return part && (part.isF32() || part.isF64()) ? Type(ComplexType::get(part)) : Type();
}

//===- magnitudes ---------------------------------------------------------------------------===//

Value ComplexBuilder::isEqual(Value x, double c) { return compare(ComparePredicate::Eq, x, c); }

Value ComplexBuilder::side(Value x) {
  return select(compare(ComparePredicate::Lt, x, 0.0), scalar(x, -1), scalar(x, 1));
}

Value ComplexBuilder::isNegative(Value x) {
  return create<CompareOp>(x, scalar(x, 0), ComparePredicate::Lt, /*total=*/true);
}

/// The magnitude as `greater * root`, where nothing overflows that need not.
struct ComplexBuilder::Polar {
  Value greater; // of the magnitudes of the parts
  Value ratio;   // of the lesser to the greater
  Value root;    // sqrt(1 + ratio^2)
  Value isZero, isInfinite;
};

ComplexBuilder::Polar ComplexBuilder::polar(const Complex &x) {
  Value re = mul(x.re, side(x.re)), im = mul(x.im, side(x.im));
  Value isReGreater = compare(ComparePredicate::Ge, re, im);
  Polar p;
  p.greater = select(isReGreater, re, im);
  Value less = select(isReGreater, im, re);
  p.isZero = isEqual(p.greater, 0);
  p.isInfinite = create<OrOp>(isEqual(re, INFINITY), isEqual(im, INFINITY));
  Value ratio = div(less, select(p.isZero, scalar(re, 1), p.greater));
  p.ratio = select(isEqual(less, INFINITY), scalar(re, 1), ratio);
  p.root = sqrt(add(mul(p.ratio, p.ratio), 1));
  return p;
}

Value ComplexBuilder::magnitude(const Complex &x) {
  Polar p = polar(x);
  Value finite = select(p.isZero, scalar(x.re, 0), mul(p.greater, p.root));
  return select(p.isInfinite, scalar(x.re, INFINITY), finite);
}

Complex ComplexBuilder::sign(const Complex &x) {
  Polar p = polar(x);
  Value greater = select(p.isZero, scalar(x.re, 1), p.greater);
  auto scaled = [&](Value part) { return div(div(part, greater), p.root); };
  return {scaled(x.re), scaled(x.im)};
}

//===- arithmetic ---------------------------------------------------------------------------===//

Complex ComplexBuilder::mul(const Complex &x, const Complex &y) {
  return {sub(mul(x.re, y.re), mul(x.im, y.im)), add(mul(x.re, y.im), mul(x.im, y.re))};
}

// Smith's way: both are divided by the greater part of y. Where the parts of y are both nought or
// both infinite, their quotient is taken to be a number.
Complex ComplexBuilder::div(const Complex &x, const Complex &y) {
  Value isReGreater = compare(ComparePredicate::Ge, abs(y.re), abs(y.im));
  Value great = select(isReGreater, y.re, y.im), small = select(isReGreater, y.im, y.re);
  Value one = scalar(great, 1), isZero = isEqual(great, 0);
  Value ratio = div(small, select(isZero, one, great));
  ratio = select(isEqual(abs(small), INFINITY), mul(side(small), side(great)), ratio);
  Value denominator = add(great, mul(small, ratio));
  Value a = select(isReGreater, x.re, x.im), b = select(isReGreater, x.im, x.re);
  Value turn = select(isReGreater, one, scalar(great, -1));
  return {div(add(a, mul(b, ratio)), denominator),
          mul(turn, div(sub(b, mul(a, ratio)), denominator))};
}

// x^y = |x|^c exp(-d t) at the angle d log|x| + c t, where y = c + i d, and t is the angle of x.
Complex ComplexBuilder::pow(const Complex &x, const Complex &y) {
  Value size = magnitude(x), angle = create<Atan2Op>(x.im, x.re);
  Value logarithm = log(select(isEqual(size, 0), scalar(size, 1), size));
  Value length = mul(pow(size, y.re), exp(neg(mul(y.im, angle))));
  Value turn = add(mul(y.im, logarithm), mul(y.re, angle));
  return {mul(length, create<CosOp>(turn)), mul(length, create<SinOp>(turn))};
}

Complex ComplexBuilder::compare(ComparePredicate predicate, const Complex &x, const Complex &y) {
  Value re = compare(predicate, x.re, y.re), im = compare(predicate, x.im, y.im);
  if (predicate == ComparePredicate::Eq)
    return {create<AndOp>(re, im)};
  return {create<OrOp>(re, im)};
}

//===- exponentials -------------------------------------------------------------------------===//

// By halves, since exp(re) may be infinite where its product with a cosine is not.
Complex ComplexBuilder::exp(const Complex &x) {
  Value half = exp(mul(x.re, 0.5));
  auto times = [&](Value wave) { return mul(mul(half, wave), half); };
  Value isReal = create<AndOp>(isEqual(half, INFINITY), isEqual(x.im, 0));
  return {times(create<CosOp>(x.im)), select(isReal, x.im, times(create<SinOp>(x.im)))};
}

Complex ComplexBuilder::expm1(const Complex &x) {
  Value sine = create<SinOp>(mul(x.im, 0.5));
  Value re = mul(create<Expm1Op>(x.re), create<CosOp>(x.im));
  return {sub(re, mul(mul(sine, sine), 2)), exp(x).im};
}

Complex ComplexBuilder::log(const Complex &x) {
  Polar p = polar(x);
  Value re = add(log(p.greater), mul(log1p(mul(p.ratio, p.ratio)), 0.5));
  return {select(p.isInfinite, scalar(re, INFINITY), re), create<Atan2Op>(x.im, x.re)};
}

// Near nought |1 + x|^2 is 1 and a little.
Complex ComplexBuilder::log1p(const Complex &x) {
  auto isSmall = [&](Value part) { return compare(ComparePredicate::Lt, abs(part), 0.5); };
  Value little = add(mul(x.re, add(x.re, 2)), mul(x.im, x.im));
  Complex far = log({add(x.re, 1), x.im});
  return {select(create<AndOp>(isSmall(x.re), isSmall(x.im)), mul(log1p(little), 0.5), far.re),
          far.im};
}

//===- roots --------------------------------------------------------------------------------===//

// t = sqrt((|x| + |re|) / 2) is one part's magnitude, |im| / 2t the other's.
Complex ComplexBuilder::sqrt(const Complex &x) {
  Value isLeft = compare(ComparePredicate::Lt, x.re, 0.0), isBelow = isNegative(x.im);
  Value t = sqrt(add(mul(magnitude(x), 0.5), mul(mul(x.re, side(x.re)), 0.5)));
  Value other = div(mul(x.im, 0.5), select(isEqual(t, 0), scalar(t, 1), t));
  Value re = select(isLeft, select(isBelow, neg(other), other), t);
  Value im = select(isLeft, select(isBelow, neg(t), t), other);
  Value isInfinite = isEqual(abs(x.im), INFINITY);
  return {select(isInfinite, scalar(t, INFINITY), re), select(isInfinite, x.im, im)};
}

Complex ComplexBuilder::rsqrt(const Complex &x) {
  Complex root = sqrt(x);
  Value size = magnitude(x), isInfinite = isEqual(size, INFINITY), zero = scalar(size, 0);
  Value re = select(isEqual(size, 0), scalar(size, INFINITY), div(root.re, size));
  return {select(isInfinite, zero, re), select(isInfinite, zero, neg(div(root.im, size)))};
}

Complex ComplexBuilder::cbrt(const Complex &x) {
  Value length = create<CbrtOp>(magnitude(x));
  Value angle = div(create<Atan2Op>(x.im, x.re), scalar(x.re, 3));
  return {mul(length, create<CosOp>(angle)), mul(length, create<SinOp>(angle))};
}

//===- waves --------------------------------------------------------------------------------===//

Complex ComplexBuilder::sinh(const Complex &x) {
  return {mul(create<SinhOp>(x.re), create<CosOp>(x.im)),
          mul(create<CoshOp>(x.re), create<SinOp>(x.im))};
}
Complex ComplexBuilder::cosh(const Complex &x) {
  return {mul(create<CoshOp>(x.re), create<CosOp>(x.im)),
          mul(create<SinhOp>(x.re), create<SinOp>(x.im))};
}

// sinh(re) cosh(re) + i sin(im) cos(im) over sinh(re)^2 + cos(im)^2, both times 4 exp(-2|re|): then
// nothing overflows, and nothing cancels.
Complex ComplexBuilder::tanh(const Complex &x) {
  Value outer = side(x.re), away = mul(mul(x.re, outer), -2);
  Value decay = exp(away), rest = neg(create<Expm1Op>(away)); // rest = 1 - decay
  Value sine = create<SinOp>(x.im), cosine = create<CosOp>(x.im);
  Value below = add(mul(rest, rest), mul(mul(decay, 4), mul(cosine, cosine)));
  Value re = mul(outer, div(mul(rest, add(decay, 1)), below));
  return {re, div(mul(mul(decay, 4), mul(sine, cosine)), below)};
}

Complex ComplexBuilder::sin(const Complex &x) { return timesMinusI(sinh(timesI(x))); }
Complex ComplexBuilder::cos(const Complex &x) { return cosh(timesI(x)); }
Complex ComplexBuilder::tan(const Complex &x) { return timesMinusI(tanh(timesI(x))); }

// With w = exp(-|re|) at the angle of im: 1 / (1 + w) or w / (1 + w), by the side.
Complex ComplexBuilder::sigmoid(const Complex &x) {
  Value away = neg(mul(x.re, side(x.re))), decay = exp(away), rest = create<Expm1Op>(away);
  Value cosine = mul(decay, create<CosOp>(x.im)), half = create<CosOp>(mul(x.im, 0.5));
  Value below = add(mul(rest, rest), mul(mul(decay, 4), mul(half, half))); // |1 + w|^2
  Value isLeft = compare(ComparePredicate::Lt, x.re, 0.0);
  Value above = add(cosine, select(isLeft, mul(decay, decay), scalar(decay, 1)));
  return {div(above, below), div(mul(decay, create<SinOp>(x.im)), below)};
}

//===- inverses -----------------------------------------------------------------------------===//

// These three are Kahan's, by the roots of 1 - x and 1 + x, or x - 1 and x + 1.
Complex ComplexBuilder::asin(const Complex &x) {
  Complex p = sqrt({sub(1, x.re), neg(x.im)}), q = sqrt({add(x.re, 1), x.im});
  return {create<Atan2Op>(x.re, sub(mul(p.re, q.re), mul(p.im, q.im))),
          create<AsinhOp>(sub(mul(p.re, q.im), mul(p.im, q.re)))};
}
Complex ComplexBuilder::acos(const Complex &x) {
  Complex p = sqrt({sub(1, x.re), neg(x.im)}), q = sqrt({add(x.re, 1), x.im});
  return {mul(create<Atan2Op>(p.re, q.re), 2),
          create<AsinhOp>(sub(mul(q.re, p.im), mul(q.im, p.re)))};
}
Complex ComplexBuilder::acosh(const Complex &x) {
  Complex p = sqrt({add(x.re, -1), x.im}), q = sqrt({add(x.re, 1), x.im});
  return {create<AsinhOp>(add(mul(p.re, q.re), mul(p.im, q.im))),
          mul(create<Atan2Op>(p.im, q.re), 2)};
}

Complex ComplexBuilder::atanh(const Complex &x) {
  Value outer = side(x.re), a = mul(x.re, outer), near = sub(1, a), square = mul(x.im, x.im);
  Value growth = div(mul(a, 4), add(mul(near, near), square));
  Value turn = create<Atan2Op>(mul(x.im, 2), sub(mul(near, add(a, 1)), square));
  return {mul(mul(log1p(growth), 0.25), outer), mul(turn, 0.5)};
}

Complex ComplexBuilder::asinh(const Complex &x) { return timesMinusI(asin(timesI(x))); }
Complex ComplexBuilder::atan(const Complex &x) { return timesMinusI(atanh(timesI(x))); }

// The angle of the unit vector (x + i y) / sqrt(x^2 + y^2).
Complex ComplexBuilder::atan2(const Complex &y, const Complex &x) {
  Complex length = sqrt(add(mul(x, x), mul(y, y)));
  return timesMinusI(log(div(add(x, timesI(y)), length)));
}
