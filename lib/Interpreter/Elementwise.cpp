// Elementwise ops: from their definitions, by the C library in double precision and by integers
// wide enough never to overflow.
#include "ElementwiseRules.h"

#include <cmath>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

namespace {
/// A formula for each sort of numbers.
template <class... Functions> struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions> Overloaded(Functions...) -> Overloaded<Functions...>;
} // namespace

//===- definitions --------------------------------------------------------------------------===//

/// As IEEE has it: -0 is less than +0.
static double greater(double a, double b) {
  return a != a || b != b ? a + b : a == b ? (std::signbit(a) ? b : a) : std::fmax(a, b);
}
static double lesser(double a, double b) { return -greater(-a, -b); }
static WideInt greater(WideInt a, WideInt b) { return a < b ? b : a; }
static WideInt lesser(WideInt a, WideInt b) { return a < b ? a : b; }
template <class T> static T signOf(T x) { return x > 0 ? T(1) : x < 0 ? T(-1) : x; }
// Only the low 64 bits count, which wrap as the type's do.
static WideInt wholePower(WideInt a, WideInt b) {
  if (b < 0)
    return a == 1 ? 1 : a == -1 ? (b % 2 ? -1 : 1) : 0;
  uint64_t result = 1, square = uint64_t(a);
  for (auto rest = uint64_t(b); rest; rest >>= 1, square *= square)
    result *= rest & 1 ? square : 1;
  return WideInt(result);
}
// exp(x) - 1 and log(1 + x) of complex numbers, the real parts without cancellation.
static ComplexNumber minusOne(ComplexNumber x) {
  double sine = std::sin(x.imag() / 2);
  return {std::expm1(x.real()) * std::cos(x.imag()) - 2 * sine * sine, std::exp(x).imag()};
}
static ComplexNumber logOfOneAnd(ComplexNumber x) {
  double a = x.real(), b = x.imag();
  if (std::abs(x) > 0.5)
    return std::log(1.0 + x);
  return {std::log1p(a * (2 + a) + b * b) / 2, std::atan2(b, 1 + a)};
}
static double gelu(double x) { return 0.5 * x * (1 + std::erf(x * M_SQRT1_2)); }
static double approximateGelu(double x) {
  return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
}

template <class T> static bool holds(ComparePredicate predicate, T a, T b) {
  switch (predicate) {
  case ComparePredicate::Eq:
    return a == b;
  case ComparePredicate::Ne:
    return a != b;
  case ComparePredicate::Lt:
    return a < b;
  case ComparePredicate::Le:
    return a <= b;
  case ComparePredicate::Gt:
    return a > b;
  case ComparePredicate::Ge:
    return a >= b;
  }
  llvm_unreachable("all predicates are named above");
}

// Floats become integers by truncation; what does not fit is the nearest that does, NaN is 0.
static Element converted(const Literal &x, int64_t i, Type to) {
  if (x.isComplex() && isa<ComplexType>(to))
    return x[i];
  if (x.isComplex() && to.isInteger(1))
    return number(x[i].real != 0 || x[i].imaginary != 0);
  bool isReal = x.isFloat() || x.isComplex();
  if (isa<FloatType, ComplexType>(to))
    return number(isReal ? x[i].real : double(x[i].integer));
  if (!isReal)
    return number(to.isInteger(1) ? WideInt(x[i].integer != 0) : x[i].integer);
  double value = x[i].real;
  if (to.isInteger(1))
    return number(value != 0);
  unsigned width = to.getIntOrFloatBitWidth();
  bool isUnsigned = to.isUnsignedInteger();
  WideInt low = isUnsigned ? 0 : -(WideInt(1) << (width - 1));
  WideInt high = (WideInt(1) << (isUnsigned ? width : width - 1)) - 1;
  if (std::isnan(value))
    return number(WideInt(0));
  return number(value <= double(low) ? low : value >= double(high) ? high : WideInt(value));
}

static void addArithmetic(Rules &rules) {
  using D = double;
  using W = WideInt;
  addBinary<AddOp>(rules, std::plus<>(), std::plus<W>());
  addBinary<SubOp>(rules, std::minus<>(), std::minus<W>());
  addBinary<MulOp>(rules, std::multiplies<>(), [](W a, W b) { // 64 bits times 64 bits
    return W(static_cast<unsigned __int128>(a) * static_cast<unsigned __int128>(b));
  });
  addBinary<DivOp>(rules, std::divides<>(), [](W a, W b) { return b == 0 ? W(-1) : a / b; });
  addBinary<MaxOp>(
      rules, [](D a, D b) { return greater(a, b); }, [](W a, W b) { return greater(a, b); });
  addBinary<MinOp>(
      rules, [](D a, D b) { return lesser(a, b); }, [](W a, W b) { return lesser(a, b); });
  addBinary<PowOp>(rules, [](auto a, auto b) { return std::pow(a, b); }, wholePower);
  addBinary<RemainderOp>(
      rules, [](D a, D b) { return std::fmod(a, b); }, [](W a, W b) { return b == 0 ? a : a % b; });
  addUnary<SquareOp>(
      rules, [](auto x) -> decltype(x * x) { return x * x; },
      [](W x) { return W(static_cast<unsigned __int128>(x) * static_cast<unsigned __int128>(x)); });
  addUnary<NegOp>(rules, std::negate<>(), std::negate<W>());
  addUnary<AbsOp>(rules, [](auto x) { return std::abs(x); }, [](W x) { return x < 0 ? -x : x; });
  addUnary<SignOp>(rules,
                   Overloaded{[](D x) { return signOf(x); },
                              [](ComplexNumber x) { return x == 0.0 ? x : x / std::abs(x); }},
                   signOf<W>);
  addUnary<ReluOp>(
      rules, [](D x) { return greater(x, 0.0); }, [](W x) { return greater(x, W(0)); });
}

static void addTranscendental(Rules &rules) {
  using D = double;
  addUnary<ExpOp>(rules, [](auto x) { return std::exp(x); });
  addUnary<Expm1Op>(rules, Overloaded{[](D x) { return std::expm1(x); },
                                      [](ComplexNumber x) { return minusOne(x); }});
  addUnary<LogOp>(rules, [](auto x) { return std::log(x); });
  addUnary<Log1pOp>(rules, Overloaded{[](D x) { return std::log1p(x); },
                                      [](ComplexNumber x) { return logOfOneAnd(x); }});
  addUnary<SqrtOp>(rules, [](auto x) { return std::sqrt(x); });
  addUnary<RsqrtOp>(rules, [](auto x) { return 1.0 / std::sqrt(x); });
  addUnary<SinOp>(rules, [](auto x) { return std::sin(x); });
  addUnary<CosOp>(rules, [](auto x) { return std::cos(x); });
  addUnary<TanhOp>(rules, [](auto x) { return std::tanh(x); });
  addUnary<ErfOp>(rules, [](D x) { return std::erf(x); });
  addUnary<SigmoidOp>(rules, [](auto x) { return 1.0 / (1.0 + std::exp(-x)); });
  addUnary<FloorOp>(rules, [](D x) { return std::floor(x); });
  addUnary<CeilOp>(rules, [](D x) { return std::ceil(x); });
  addUnary<RoundOp>(rules, [](D x) { return std::nearbyint(x); });
  addUnary<RoundNearestAfzOp>(rules, [](D x) { return std::round(x); });
  addUnary<TanOp>(rules, [](auto x) { return std::tan(x); });
  addUnary<AsinOp>(rules, [](auto x) { return std::asin(x); });
  addUnary<AcosOp>(rules, [](auto x) { return std::acos(x); });
  addUnary<AtanOp>(rules, [](auto x) { return std::atan(x); });
  addBinary<Atan2Op>(rules, Overloaded{[](D a, D b) { return std::atan2(a, b); },
                                       [](ComplexNumber a, ComplexNumber b) {
                                         return ComplexNumber(0, -1) *
                                                std::log((b + ComplexNumber(0, 1) * a) /
                                                         std::sqrt(a * a + b * b));
                                       }});
  addUnary<SinhOp>(rules, [](auto x) { return std::sinh(x); });
  addUnary<CoshOp>(rules, [](auto x) { return std::cosh(x); });
  addUnary<AsinhOp>(rules, [](auto x) { return std::asinh(x); });
  addUnary<AcoshOp>(rules, [](auto x) { return std::acosh(x); });
  addUnary<AtanhOp>(rules, [](auto x) { return std::atanh(x); });
  addUnary<CbrtOp>(rules, Overloaded{[](D x) { return std::cbrt(x); },
                                     [](ComplexNumber x) {
                                       return std::polar(std::cbrt(std::abs(x)), std::arg(x) / 3);
                                     }});
  addUnary<IsFiniteOp>(rules, [](D x) { return bool(std::isfinite(x)); });
  addUnary<IsInfOp>(rules, [](D x) { return bool(std::isinf(x)); });
  addUnary<IsPosInfOp>(rules, [](D x) { return x == INFINITY; });
  addUnary<IsNegInfOp>(rules, [](D x) { return x == -INFINITY; });
}

static void addBitwise(Rules &rules) {
  using W = WideInt;
  addBinary<AndOp>(rules, None(), std::bit_and<W>());
  addBinary<OrOp>(rules, None(), std::bit_or<W>());
  addBinary<XorOp>(rules, None(), std::bit_xor<W>());
  addUnary<NotOp>(rules, None(), [](W x) { return ~x; });
}

// Operands of several types each, and formulas that an attribute chooses.
static void addSelections(Rules &rules) {
  rules.add<ConstantOp>([](ConstantOp op, const Literals &) {
    return Literal::fromAttribute(resultType(op), op.getValue());
  });
  rules.add<GeluOp>([](GeluOp op, const Literals &in) {
    return generate(resultType(op), [&](const Position &p) {
      double x = broadcastAt(in[0], p).real;
      return number(op.getApproximate() ? approximateGelu(x) : gelu(x));
    });
  });
  rules.add<CompareOp>([](CompareOp op, const Literals &in) {
    auto key = [](double x) { // in the order of the bits
      auto bits = llvm::bit_cast<int64_t>(x);
      return bits < 0 ? INT64_MIN - bits - 1 : bits;
    };
    return generate(resultType(op), [&](const Position &p) {
      const Element &a = broadcastAt(in[0], p), &b = broadcastAt(in[1], p);
      if (in[0].isComplex()) {
        bool isSame = a.real == b.real && a.imaginary == b.imaginary;
        return number(isSame == (op.getPredicate() == ComparePredicate::Eq));
      }
      if (op.getTotal() && in[0].isFloat())
        return number(holds(op.getPredicate(), key(a.real), key(b.real)));
      return number(in[0].isFloat() ? holds(op.getPredicate(), a.real, b.real)
                                    : holds(op.getPredicate(), a.integer, b.integer));
    });
  });
  rules.add<SelectOp>([](SelectOp op, const Literals &in) {
    return generate(resultType(op), [&](const Position &p) {
      return broadcastAt(in[broadcastAt(in[0], p).integer ? 1 : 2], p);
    });
  });
  rules.add<ClampOp>([](ClampOp op, const Literals &in) {
    return generate(resultType(op), [&](const Position &p) {
      const Element &x = broadcastAt(in[0], p), &low = broadcastAt(in[1], p),
                    &high = broadcastAt(in[2], p);
      return Element{lesser(greater(x.real, low.real), high.real),
                     lesser(greater(x.integer, low.integer), high.integer)};
    });
  });
  rules.add<ConvertOp>([](ConvertOp op, const Literals &in) {
    Literal result(resultType(op));
    for (int64_t i = 0; i < result.size(); ++i)
      result.set(i, converted(in[0], i, result.elementType()));
    return result;
  });
}

void tcc::interpreter::addElementwiseRules(Rules &rules) {
  addArithmetic(rules);
  addTranscendental(rules);
  addBitwise(rules);
  addSelections(rules);
}
