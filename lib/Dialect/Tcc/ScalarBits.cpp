// Scalar code of elementwise ops that work on bits and whole numbers.
#include "Elementwise.h"

using namespace mlir;
using namespace tcc::ir;

static IntegerType bitsType(Type type) {
  return IntegerType::get(type.getContext(), type.getIntOrFloatBitWidth());
}

Value ScalarBuilder::bitsOf(Value x) { return create<arith::BitcastOp>(bitsType(x.getType()), x); }

Value ScalarBuilder::fromBits(Value bits, Type type) {
  return create<arith::BitcastOp>(type, bits);
}

//===- shifts -------------------------------------------------------------------------------===//

// arith's shifts are undefined from the width on; as numbers without a sign, negative ones are
// beyond it too.
static Value isShift(ScalarBuilder &s, Value count) {
  Value width = s.like(count, count.getType().getIntOrFloatBitWidth());
  return s.create<arith::CmpIOp>(arith::CmpIPredicate::ult, count, width);
}

template <class OpTy> static Value shifted(ScalarBuilder &s, Value a, Value b) {
  Value inside = isShift(s, b);
  Value count = s.create<arith::SelectOp>(inside, b, s.like(b, 0));
  return s.create<arith::SelectOp>(inside, s.create<OpTy>(a, count), s.like(a, 0));
}

Value ScalarBuilder::shiftedLeft(Value a, Value b) { return shifted<arith::ShLIOp>(*this, a, b); }
Value ScalarBuilder::shiftedRight(Value a, Value b) { return shifted<arith::ShRUIOp>(*this, a, b); }

Value ScalarBuilder::shiftedRightWithSign(Value a, Value b) {
  Value all = like(b, b.getType().getIntOrFloatBitWidth() - 1);
  return create<arith::ShRSIOp>(a, create<arith::SelectOp>(isShift(*this, b), b, all));
}

//===- whole numbers ------------------------------------------------------------------------===//

// arith.remsi is undefined at x rem 0, which is x, and at the least number rem -1: by 1 and by -1
// all leave 0.
Value ScalarBuilder::remainder(Value a, Value b) {
  if (isFloat(a))
    return create<arith::RemFOp>(a, b);
  Value isZero = compare(ComparePredicate::Eq, b, like(b, 0)), isSpecial = isZero;
  if (!isUnsigned(a))
    isSpecial = create<arith::OrIOp>(isZero, compare(ComparePredicate::Eq, b, like(b, -1)));
  Value divisor = create<arith::SelectOp>(isSpecial, like(b, 1), b);
  Value rest =
      isUnsigned(a) ? create<arith::RemUIOp>(a, divisor) : create<arith::RemSIOp>(a, divisor);
  return create<arith::SelectOp>(isZero, a, rest);
}

// By squaring, a step a bit of the exponent, whatever its value: no loop, so that vectors work.
Value ScalarBuilder::wholePower(Value a, Value b) {
  unsigned width = b.getType().getIntOrFloatBitWidth();
  Value result = like(a, 1), square = a;
  for (unsigned i = 0; i < width; ++i) {
    Value bit = create<arith::AndIOp>(create<arith::ShRUIOp>(b, like(b, i)), like(b, 1));
    Value isSet = compare(ComparePredicate::Ne, bit, like(b, 0));
    result = create<arith::SelectOp>(isSet, create<arith::MulIOp>(result, square), result);
    square = i + 1 < width ? create<arith::MulIOp>(square, square) : square;
  }
  if (isUnsigned(a))
    return result;
  // 1 to any power is 1, -1 is itself to an odd one: what squaring gave already.
  Value isUnit = compare(ComparePredicate::Eq, magnitude(a), like(a, 1));
  Value inverse = create<arith::SelectOp>(isUnit, result, like(a, 0));
  Value isNegative = compare(ComparePredicate::Lt, b, like(b, 0));
  return create<arith::SelectOp>(isNegative, inverse, result);
}

//===- bits of floats -----------------------------------------------------------------------===//

Value tcc::ir::nextAfter(ScalarBuilder &s, Value a, Value b) {
  Type type = a.getType();
  Value bits = s.bitsOf(a), zero = s.like(a, 0);
  // One step away from nought where b lies further out on a's own side.
  Value isUp = s.compare(ComparePredicate::Lt, a, b);
  Value isPositive = s.compare(ComparePredicate::Gt, a, zero);
  Value grows = s.compare(ComparePredicate::Eq, isUp, isPositive);
  Value step = s.create<arith::SelectOp>(grows, s.like(bits, 1), s.like(bits, -1));
  Value next = s.fromBits(s.create<arith::AddIOp>(bits, step), type);
  // From nought to the least denormal, with b's sign.
  Value least = s.fromBits(s.like(bits, 1), type);
  Value fromZero = s.create<arith::SelectOp>(isUp, least, s.negated(least));
  Value isZero = s.compare(ComparePredicate::Eq, a, zero);
  next = s.create<arith::SelectOp>(isZero, fromZero, next);
  next = s.create<arith::SelectOp>(s.compare(ComparePredicate::Eq, a, b), b, next);
  Value isNan = s.create<arith::CmpFOp>(arith::CmpFPredicate::UNO, a, b);
  return s.create<arith::SelectOp>(isNan, s.create<arith::AddFOp>(a, b), next);
}

namespace {
/// A float type's layout, as constants of its bits.
struct Layout {
  ScalarBuilder &s;
  IntegerType bits;
  unsigned mantissa, exponent;

  Layout(ScalarBuilder &s, FloatType type)
      : s(s), bits(bitsType(type)), mantissa(type.getFPMantissaWidth() - 1),
        exponent(type.getWidth() - 1 - mantissa) {}
  Value constant(uint64_t value) { return s.integer(bits, APInt(bits.getWidth(), value)); }
  /// The exponent field of 2^power.
  Value power(int64_t power) {
    int64_t bias = (int64_t(1) << (exponent - 1)) - 1;
    return constant(uint64_t(bias + power) << mantissa);
  }
};
} // namespace

// To the nearest at a place inside the mantissa, ties to even: half of the last bit that stays,
// less one, plus that bit.
static Value roundMantissa(Layout layout, Value x, unsigned kept) {
  ScalarBuilder &s = layout.s;
  unsigned dropped = layout.mantissa - kept;
  Value last = s.create<arith::ShRUIOp>(x, layout.constant(dropped));
  Value isOdd = s.create<arith::AndIOp>(last, layout.constant(1));
  uint64_t half = uint64_t(1) << (dropped - 1);
  x = s.create<arith::AddIOp>(x, s.create<arith::AddIOp>(isOdd, layout.constant(half - 1)));
  APInt mask = APInt::getHighBitsSet(layout.bits.getWidth(), layout.bits.getWidth() - dropped);
  return s.create<arith::AndIOp>(x, s.integer(layout.bits, mask));
}

Value tcc::ir::reducePrecision(ScalarBuilder &s, Value x, unsigned exponentBits,
                               unsigned mantissaBits) {
  Layout layout(s, cast<FloatType>(x.getType()));
  unsigned width = layout.bits.getWidth();
  Value bits = s.bitsOf(x);
  Value sign = s.create<arith::AndIOp>(bits, s.integer(layout.bits, APInt::getSignMask(width)));
  Value magnitude = s.create<arith::XOrIOp>(bits, sign);
  if (mantissaBits < layout.mantissa)
    magnitude = roundMantissa(layout, magnitude, mantissaBits);
  if (exponentBits < layout.exponent) {
    int64_t bias = (int64_t(1) << (exponentBits - 1)) - 1;
    Value infinity = layout.power(int64_t(1) << (layout.exponent - 1));
    Value isAbove =
        s.create<arith::CmpIOp>(arith::CmpIPredicate::uge, magnitude, layout.power(bias + 1));
    Value isBelow =
        s.create<arith::CmpIOp>(arith::CmpIPredicate::ult, magnitude, layout.power(1 - bias));
    magnitude = s.create<arith::SelectOp>(isAbove, infinity, magnitude);
    magnitude = s.create<arith::SelectOp>(isBelow, layout.constant(0), magnitude);
  }
  Value result = s.fromBits(s.create<arith::OrIOp>(sign, magnitude), x.getType());
  Value isNan = s.create<arith::CmpFOp>(arith::CmpFPredicate::UNO, x, x);
  if (mantissaBits != 0)
    return s.create<arith::SelectOp>(isNan, x, result);
  Value infinity = s.create<arith::OrIOp>(sign, layout.power(int64_t(1) << (layout.exponent - 1)));
  return s.create<arith::SelectOp>(isNan, s.fromBits(infinity, x.getType()), result);
}
