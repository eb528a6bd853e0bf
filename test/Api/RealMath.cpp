// Special functions, inverse trigonometry and bits of Ops.h: each function once on numbers, against
// C++. Their whole ranges are compared in test/Ops.
#include "Real.h"

#include <cmath>
#include <limits>

using namespace tcc;
using namespace tcc::testing;

static OpCase onHalf(const char *name, Tensor (*op)(Arg), double expected) {
  return {name, [op](const Tensors &t) { return op(t[0]); }, {{1}, {expected}, DType::F64}};
}

static OpGroup functionGroup() {
  double x = 0.5;
  std::vector<OpCase> cases{
      onHalf("square", square, x * x),
      onHalf("cbrt", cbrt, std::cbrt(x)),
      onHalf("tan", tan, std::tan(x)),
      onHalf("asin", asin, std::asin(x)),
      onHalf("acos", acos, std::acos(x)),
      onHalf("atan", atan, std::atan(x)),
      onHalf("sinh", sinh, std::sinh(x)),
      onHalf("cosh", cosh, std::cosh(x)),
      onHalf("asinh", asinh, std::asinh(x)),
      onHalf("atanh", atanh, std::atanh(x)),
      onHalf("erfc", erfc, std::erfc(x)),
      onHalf("erfInv", erfInv, 0.47693627620446987), // erf of it is 0.5
      onHalf("lgamma", lgamma, std::lgamma(x)),
      onHalf("digamma", digamma, -1.9635100260214235), // -euler's gamma - 2 log 2
      onHalf("besselI0e", besselI0e, std::exp(-x) * std::cyl_bessel_i(0, x)),
      onHalf("besselI1e", besselI1e, std::exp(-x) * std::cyl_bessel_i(1, x)),
      onHalf("roundNearestAfz", roundNearestAfz, 1),
  };
  return {"SpecialFunctions", {Tensor(std::vector<double>{x}, {1})}, std::move(cases)};
}

static OpGroup numberGroup() {
  double infinity = std::numeric_limits<double>::infinity();
  auto f64 = [](double value) { return Wanted{{1}, {value}, DType::F64}; };
  auto truth = [](double value) { return Wanted{{1}, {value}, DType::I1}; };
  std::vector<OpCase> cases{
      {"acosh", [](const Tensors &t) { return acosh(t[1]); }, f64(std::acosh(2.0))},
      {"atan2", [](const Tensors &t) { return atan2(t[0], t[1]); }, f64(std::atan2(-7.5, 2))},
      {"remainder", [](const Tensors &t) { return remainder(t[0], t[1]); }, f64(-1.5)},
      {"zeta", [](const Tensors &t) { return zeta(t[1], 1.0); }, f64(M_PI * M_PI / 6)},
      {"polygamma", [](const Tensors &t) { return polygamma(t[1] - 1, 0.5); },
       f64(M_PI * M_PI / 2)},
      {"nextAfter", [](const Tensors &t) { return nextAfter(t[1], t[2]); },
       f64(std::nextafter(2.0, infinity))},
      {"reducePrecision", [](const Tensors &t) { return reducePrecision(t[0] - 0.1, 5, 2); },
       f64(-8)},
      {"isFinite", [](const Tensors &t) { return isFinite(t[2]); }, truth(0)},
      {"isInf", [](const Tensors &t) { return isInf(t[2]); }, truth(1)},
      {"isPosInf", [](const Tensors &t) { return isPosInf(t[2]); }, truth(1)},
      {"isNegInf", [](const Tensors &t) { return isNegInf(t[2]); }, truth(0)},
  };
  auto number = [](double value) { return Tensor(std::vector<double>{value}, {1}); };
  return {"NumbersF64", {number(-7.5), number(2), number(infinity)}, std::move(cases)};
}

static OpGroup bitGroup() {
  auto i32 = [](double value) { return Wanted{{1}, {value}, DType::I32}; };
  std::vector<OpCase> cases{
      {"shiftLeft", [](const Tensors &t) { return shiftLeft(t[0], t[1]); }, i32(-36)},
      {"shiftRightLogical", [](const Tensors &t) { return shiftRightLogical(t[0], t[1]); },
       i32(double(0xFFFFFFF7u >> 2))},
      {"shiftRightArithmetic", [](const Tensors &t) { return shiftRightArithmetic(t[0], t[1]); },
       i32(-3)},
      {"popcnt", [](const Tensors &t) { return popcnt(t[0]); }, i32(31)},
      {"countLeadingZeros", [](const Tensors &t) { return countLeadingZeros(t[1]); }, i32(30)},
      {"bitcastConvert", [](const Tensors &t) { return bitcastConvert(t[2], DType::I32); },
       i32(0x3F800000)},
  };
  Tensors inputs{Tensor(std::vector<int32_t>{-9}, {1}), Tensor(std::vector<int32_t>{2}, {1}),
                 Tensor(std::vector<float>{1}, {1})};
  return {"ShiftsAndBits", std::move(inputs), std::move(cases)};
}

std::vector<OpGroup> tcc::testing::mathGroups() {
  return {functionGroup(), numberGroup(), bitGroup()};
}
