// Special functions and bits, from their definitions: in long double where the C library has none.
#include "ElementwiseRules.h"

#include "llvm/ADT/APFloat.h"

#include <cmath>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;
using Long = long double;

//===- special functions --------------------------------------------------------------------===//

// By halving: erf rises.
static double inverseErf(double x) {
  if (!(std::fabs(x) < 1))
    return std::fabs(x) == 1 ? x * INFINITY : NAN;
  Long low = 0, high = 8, tail = 1 - std::fabs(Long(x));
  for (int i = 0; i < 100; ++i) {
    Long middle = (low + high) / 2;
    (std::erfc(middle) > tail ? low : high) = middle;
  }
  return double(std::copysign(low, Long(x)));
}

// Euler and Maclaurin's sum after 60 terms, where few corrections are enough.
static Long hurwitzSum(Long x, Long q) {
  Long sum = 0;
  for (int k = 0; k < 60; ++k)
    sum += std::pow(q + k, -x);
  Long a = q + 60, power = std::pow(a, -x), term = x * power / a;
  sum += power * a / (x - 1) + power / 2 + term / 12;
  term *= (x + 1) * (x + 2) / (a * a);
  sum -= term / 720;
  term *= (x + 3) * (x + 4) / (a * a);
  return std::isfinite(term) ? sum + term / 30240 : sum;
}

static double hurwitzZeta(double x, double q) {
  if (!(x > 1) || std::isnan(q))
    return x == 1 ? INFINITY : NAN;
  if (q <= 0)
    return q == std::floor(q) ? INFINITY : x == std::floor(x) ? double(hurwitzSum(x, q)) : NAN;
  return double(hurwitzSum(x, q));
}

// The logarithm's derivative of Gamma by its recurrence up to 60, and its asymptotic series there.
static double digammaOf(double value) {
  Long x = value, sum = 0;
  if (x <= 0 && x == std::floor(x))
    return NAN;
  if (x < 0) {
    Long part = x - std::nearbyint(x);
    return double(Long(digammaOf(double(1 - value))) - M_PIl / std::tan(M_PIl * part));
  }
  for (; x < 60; ++x)
    sum -= 1 / x;
  Long inverse = 1 / (x * x);
  return double(sum + std::log(x) - 1 / (2 * x) -
                inverse * (1.0L / 12 - inverse * (1.0L / 120 - inverse / 252)));
}

static double polygammaOf(double n, double x) {
  if (n == 0)
    return digammaOf(x);
  if (n < 0 || n != std::floor(n))
    return NAN;
  double sign = std::fmod(n, 2) == 0 ? -1 : 1;
  return sign * std::tgamma(n + 1) * hurwitzZeta(n + 1, x);
}

static double scaledBessel(int order, double value) {
  Long x = std::fabs(value), y;
  if (x < 500)
    y = std::cyl_bessel_i(Long(order), x) * std::exp(-x);
  else // asymptotically
    y = (1 - (4.0L * order * order - 1) / (8 * x) +
         (4.0L * order * order - 1) * (4.0L * order * order - 9) / (128 * x * x)) /
        std::sqrt(2 * M_PIl * x);
  return double(order == 1 && value < 0 ? -y : y);
}

static void addFunctions(Rules &rules) {
  using D = double;
  addUnary<ErfcOp>(rules, [](D x) { return std::erfc(x); });
  addUnary<ErfInvOp>(rules, inverseErf);
  addUnary<LgammaOp>(rules, [](D x) { return double(std::lgamma(Long(x))); });
  addUnary<DigammaOp>(rules, digammaOf);
  addBinary<PolygammaOp>(rules, polygammaOf);
  addBinary<ZetaOp>(rules, hurwitzZeta);
  addUnary<BesselI0eOp>(rules, [](D x) { return scaledBessel(0, x); });
  addUnary<BesselI1eOp>(rules, [](D x) { return scaledBessel(1, x); });
}

//===- bits ---------------------------------------------------------------------------------===//

static double neighbour(double a, double b, FloatType type) {
  if (std::isnan(a) || std::isnan(b))
    return NAN;
  if (a == b)
    return b;
  bool lost;
  llvm::APFloat x(a);
  x.convert(type.getFloatSemantics(), llvm::APFloat::rmNearestTiesToEven, &lost);
  x.next(/*nextDown=*/b < a);
  x.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven, &lost);
  return x.convertToDouble();
}

// Denormals of the type have a coarser last place, those of the smaller format are nought.
static double reduced(double x, ReducePrecisionOp op) {
  if (std::isnan(x) && op.getMantissaBits() == 0)
    return std::copysign(INFINITY, x);
  if (!std::isfinite(x) || x == 0)
    return x;
  auto &format = cast<FloatType>(op.getType().getElementType()).getFloatSemantics();
  int least = llvm::APFloat::semanticsMinExponent(format);
  int place = std::max(std::ilogb(x), least) - int(op.getMantissaBits());
  int finest = least - int(llvm::APFloat::semanticsPrecision(format)) + 1;
  double y =
      std::ldexp(std::nearbyint(std::ldexp(x, -std::max(place, finest))), std::max(place, finest));
  int exponent = std::ilogb(y), bias = (1 << (std::min<int>(op.getExponentBits(), 12) - 1)) - 1;
  if (y != 0 && exponent > std::min(bias, -least + 1))
    return std::copysign(INFINITY, x);
  bool isNarrower = bias < -least + 1;
  return y == 0 || (isNarrower && exponent < 1 - bias) ? std::copysign(0, x) : y;
}

/// The low bits of a number, as an unsigned one.
static uint64_t low(WideInt x, unsigned width) {
  return uint64_t(x) & (width == 64 ? ~uint64_t(0) : (uint64_t(1) << width) - 1);
}

/// A shift by a rule of the bits, the count and the width.
template <class OpTy, class Shift> static void addShift(Rules &rules, Shift shift) {
  rules.add<OpTy>([shift](OpTy op, const Literals &in) {
    unsigned width = op.getType().getElementTypeBitWidth();
    return generate(op.getType(), [&](const Position &p) -> Element {
      uint64_t a = low(broadcastAt(in[0], p).integer, width);
      uint64_t count = low(broadcastAt(in[1], p).integer, width);
      return {0, WideInt(shift(a, count, width))};
    });
  });
}

static void addBits(Rules &rules) {
  addShift<ShiftLeftOp>(rules, [](uint64_t a, uint64_t count, unsigned width) {
    return count >= width ? 0 : a << count;
  });
  addShift<ShiftRightLogicalOp>(rules, [](uint64_t a, uint64_t count, unsigned width) {
    return count >= width ? 0 : a >> count;
  });
  addShift<ShiftRightArithmeticOp>(rules, [](uint64_t a, uint64_t count, unsigned width) {
    uint64_t sign = a & (uint64_t(1) << (width - 1));
    for (uint64_t i = 0; i < std::min<uint64_t>(count, width);
         ++i) // one place, the first bit again
      a = (a >> 1) | sign;
    return a;
  });
  auto counted = [](unsigned width, WideInt x, bool leading) {
    unsigned ones = 0, zeros = 0;
    for (uint64_t bits = low(x, width), i = width; i-- > 0;) {
      ones += bits >> i & 1;
      zeros += ones == 0;
    }
    return Element{0, WideInt(leading ? zeros : ones)};
  };
  rules.add<PopcntOp>([=](PopcntOp op, const Literals &in) {
    return generate(op.getType(), [&](const Position &p) {
      return counted(op.getType().getElementTypeBitWidth(), broadcastAt(in[0], p).integer, false);
    });
  });
  rules.add<CountLeadingZerosOp>([=](CountLeadingZerosOp op, const Literals &in) {
    return generate(op.getType(), [&](const Position &p) {
      return counted(op.getType().getElementTypeBitWidth(), broadcastAt(in[0], p).integer, true);
    });
  });
  rules.add<NextAfterOp>([](NextAfterOp op, const Literals &in) {
    return generate(op.getType(), [&](const Position &p) -> Element {
      auto type = cast<FloatType>(op.getType().getElementType());
      return {neighbour(broadcastAt(in[0], p).real, broadcastAt(in[1], p).real, type), 0};
    });
  });
  rules.add<ReducePrecisionOp>([](ReducePrecisionOp op, const Literals &in) {
    return generate(op.getType(), [&](const Position &p) -> Element {
      return {reduced(broadcastAt(in[0], p).real, op), 0};
    });
  });
  rules.add<BitcastConvertOp>([](BitcastConvertOp op, const Literals &in) {
    std::vector<char> memory(size_t(in[0].size() * elementBytes(in[0].elementType())));
    in[0].toBytes(memory.data());
    return Literal::fromBytes(op.getType(), memory.data());
  });
}

void tcc::interpreter::addSpecialRules(Rules &rules) {
  addFunctions(rules);
  addBits(rules);
}
