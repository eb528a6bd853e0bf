// Floats of 8 bits to f32 and back, by their bits: no CPU need know them. Formats are those of
// APFloat, which says what each of them has: a sign, nought, infinities, which codes are NaN.
#include "Elementwise.h"

using namespace mlir;
using namespace tcc::ir;

static constexpr int floatMantissa = 23, floatBias = 127;

namespace {
struct Format {
  const llvm::fltSemantics &semantics;
  int mantissa, bias;
  bool hasSign, hasInfinity, hasNegativeZero;
  int64_t largest; // the code of the greatest finite number

  explicit Format(FloatType type)
      : semantics(type.getFloatSemantics()),
        mantissa(int(APFloat::semanticsPrecision(semantics)) - 1),
        bias(1 - APFloat::semanticsMinExponent(semantics)),
        hasSign(APFloat::semanticsHasSignedRepr(semantics)),
        hasInfinity(APFloat::semanticsHasInf(semantics)),
        hasNegativeZero(hasSign && !APFloat::getZero(semantics, true).bitcastToAPInt().isZero()),
        largest(codeOf(APFloat::getLargest(semantics))) {}

  int64_t nan() const { return codeOf(APFloat::getQNaN(semantics)); }
  /// What becomes of a number that is too large.
  int64_t overflow() const { return hasInfinity ? codeOf(APFloat::getInf(semantics)) : nan(); }
  static int64_t codeOf(const APFloat &x) { return int64_t(x.bitcastToAPInt().getZExtValue()); }
};
} // namespace

static Value choose(ScalarBuilder &s, Value condition, Value a, Value b) {
  return s.create<arith::SelectOp>(condition, a, b);
}
static Value related(ScalarBuilder &s, arith::CmpIPredicate predicate, Value a, int64_t b) {
  return s.create<arith::CmpIOp>(predicate, a, s.like(a, double(b)));
}
using Predicate = arith::CmpIPredicate;

//===- from 8 bits --------------------------------------------------------------------------===//

/// Each code is a power of two.
static Value fromScale(ScalarBuilder &s, Value code, const Format &format) {
  Value bits = s.create<arith::ShLIOp>(code, s.like(code, floatMantissa));
  bits =
      choose(s, related(s, Predicate::eq, code, 0), s.like(code, 1 << (floatMantissa - 1)), bits);
  Value isNan = related(s, Predicate::eq, code, format.nan());
  return s.fromBits(choose(s, isNan, s.like(code, 0x7fc00000), bits), s.getF32Type());
}

Value ScalarBuilder::fromSmallFloat(Value x) {
  Format format(cast<FloatType>(x.getType()));
  Value code = arith::ExtUIOp::create(*this, getI32Type(), castSign(*this, x, getI8Type()));
  if (!format.hasSign)
    return fromScale(*this, code, format);
  Value magnitude = create<arith::AndIOp>(code, like(code, 0x7f));
  // Exponent and mantissa where f32 has them; of a denormal, the mantissa as a number of its units.
  Value shifted = create<arith::ShLIOp>(magnitude, like(code, floatMantissa - format.mantissa));
  Value rebias = like(code, double(floatBias - format.bias) * (1 << floatMantissa));
  Value normal = create<arith::AddIOp>(shifted, rebias);
  Value unit = constant(getF32Type(), std::ldexp(1.0, 1 - format.bias - format.mantissa));
  Value denormal =
      bitsOf(create<arith::MulFOp>(create<arith::UIToFPOp>(getF32Type(), magnitude), unit));
  Value isDenormal = related(*this, Predicate::slt, magnitude, 1 << format.mantissa);
  Value bits = choose(*this, isDenormal, denormal, normal);
  if (format.hasInfinity)
    bits = choose(*this, related(*this, Predicate::sgt, magnitude, format.largest),
                  like(code, 0x7f800000), bits);
  Value isNan = format.hasInfinity ? related(*this, Predicate::sgt, magnitude, format.overflow())
                : format.hasNegativeZero ? related(*this, Predicate::sgt, magnitude, format.largest)
                                         : related(*this, Predicate::eq, code, format.nan());
  bits = choose(*this, isNan, like(code, 0x7fc00000), bits);
  Value sign = create<arith::ShLIOp>(create<arith::AndIOp>(code, like(code, 0x80)), like(code, 24));
  return fromBits(create<arith::OrIOp>(bits, sign), getF32Type());
}

//===- to 8 bits ----------------------------------------------------------------------------===//

/// The nearest power of two, the upper of two as near; the least one for nought and what is
/// smaller, none for what is negative.
static Value toScale(ScalarBuilder &s, Value bits, const Format &format) {
  Value size = s.create<arith::AndIOp>(bits, s.like(bits, 0x7fffffff));
  Value half = s.like(bits, 1 << (floatMantissa - 1));
  Value code =
      s.create<arith::ShRUIOp>(s.create<arith::AddIOp>(size, half), s.like(bits, floatMantissa));
  Value isTiny = related(s, Predicate::slt, size, 0x00600000); // below 1.5 times the least one
  code = choose(s, isTiny, s.like(bits, 0), code);
  Value isNegative = s.create<arith::AndIOp>(related(s, Predicate::slt, bits, 0),
                                             related(s, Predicate::sgt, size, 0));
  Value isNone =
      s.create<arith::OrIOp>(isNegative, related(s, Predicate::sgt, code, format.largest));
  return choose(s, isNone, s.like(bits, double(format.nan())), code);
}

// Rounded to the nearest, ties to even: by adding to the bits, of a denormal by a float so large
// that its last place is the denormals' unit.
Value ScalarBuilder::toSmallFloat(Value x, FloatType to) {
  Format format(to);
  Value bits = bitsOf(x), code;
  if (!format.hasSign) {
    code = toScale(*this, bits, format);
    return castSign(*this, arith::TruncIOp::create(*this, getI8Type(), code), to);
  }
  int dropped = floatMantissa - format.mantissa;
  Value size = create<arith::AndIOp>(bits, like(bits, 0x7fffffff));
  Value odd =
      create<arith::AndIOp>(create<arith::ShRUIOp>(size, like(bits, dropped)), like(bits, 1));
  Value rounded =
      create<arith::AddIOp>(create<arith::AddIOp>(size, like(bits, (1 << (dropped - 1)) - 1)), odd);
  Value normal =
      create<arith::SubIOp>(create<arith::ShRUIOp>(rounded, like(bits, dropped)),
                            like(bits, double((floatBias - format.bias) << format.mantissa)));
  Value large =
      constant(getF32Type(), std::ldexp(1.0, 1 - format.bias - format.mantissa + floatMantissa));
  Value sum = arith::AddFOp::create(*this, fromBits(size, getF32Type()), large);
  Value denormal = create<arith::SubIOp>(bitsOf(sum), bitsOf(large));
  Value isDenormal =
      related(*this, Predicate::slt, size, int64_t(floatBias + 1 - format.bias) << floatMantissa);
  code = choose(*this, isDenormal, denormal, normal);
  code = choose(*this, related(*this, Predicate::sgt, code, format.largest),
                like(bits, double(format.overflow())), code);
  Value isNan = related(*this, Predicate::sgt, size, 0x7f800000);
  code = choose(*this, isNan, like(bits, double(format.nan())), code);
  Value sign =
      create<arith::AndIOp>(create<arith::ShRUIOp>(bits, like(bits, 24)), like(bits, 0x80));
  Value isUnsignedCode = create<arith::OrIOp>(related(*this, Predicate::eq, code, 0),
                                              related(*this, Predicate::eq, code, 0x80));
  if (!format.hasNegativeZero) // that code is NaN's
    sign = choose(*this, isUnsignedCode, like(bits, 0), sign);
  code = create<arith::OrIOp>(code, sign);
  return castSign(*this, arith::TruncIOp::create(*this, getI8Type(), code), to);
}
