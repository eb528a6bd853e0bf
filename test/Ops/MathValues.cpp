// Values and gradients of the trigonometric and special functions, bits and counts: against the C
// library, mathematics' own identities, and the interpreter.
#include "OpValues.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

using namespace tcc::test;
using Elements = const std::vector<double> &;

static OpCase unary(const std::string &name, double (*f)(double), double low, double high,
                    bool differentiable = true) {
  return {.op = "tcc." + name + " %a : tensor<7x5xT>",
          .arguments = {"7x5xT"},
          .result = "7x5xT",
          .reference = elementwise([f](Elements e) { return f(e[0]); }),
          .low = low,
          .high = high,
          .wrt = differentiable ? std::vector<int64_t>{0} : std::vector<int64_t>{}};
}

static OpCase binary(const std::string &name, double (*f)(double, double), double low, double high,
                     std::vector<int64_t> wrt = {0, 1}) {
  return {.op = "tcc." + name + " %a, %b : tensor<2x1x4xT>, tensor<3x1xT>",
          .arguments = {"2x1x4xT", "3x1xT"},
          .result = "2x3x4xT",
          .reference = elementwise([f](Elements e) { return f(e[0], e[1]); }),
          .low = low,
          .high = high,
          .wrt = std::move(wrt)};
}

// By Newton's method on what the C library has: its inverse is the reference.
static double inverseErf(double x) {
  double y = 0;
  for (int i = 0; i < 60; ++i)
    y -= (std::erf(y) - x) / (M_2_SQRTPI * std::exp(-y * y));
  return y;
}
// By differences of the C library's lgamma, in long double.
static double digammaOf(double x) {
  long double h = 1e-5L;
  return double((8 * (lgammal(x + h) - lgammal(x - h)) - lgammal(x + 2 * h) + lgammal(x - 2 * h)) /
                (12 * h));
}
static double besselOf(int order, double x) {
  return std::exp(-std::abs(x)) * (order && x < 0 ? -1 : 1) *
         std::cyl_bessel_i(double(order), std::abs(x));
}

static const OpCase cases[] = {
    unary(
        "tan", [](double x) { return std::tan(x); }, -1.4, 1.4),
    unary(
        "asin", [](double x) { return std::asin(x); }, -0.95, 0.95),
    unary(
        "acos", [](double x) { return std::acos(x); }, -0.95, 0.95),
    unary(
        "atan", [](double x) { return std::atan(x); }, -9, 9),
    unary(
        "sinh", [](double x) { return std::sinh(x); }, -3, 3),
    unary(
        "cosh", [](double x) { return std::cosh(x); }, -3, 3),
    unary(
        "asinh", [](double x) { return std::asinh(x); }, -9, 9),
    unary(
        "acosh", [](double x) { return std::acosh(x); }, 1.1, 9),
    unary(
        "atanh", [](double x) { return std::atanh(x); }, -0.95, 0.95),
    unary(
        "cbrt", [](double x) { return std::cbrt(x); }, 0.05, 30),
    unary(
        "cbrt", [](double x) { return std::cbrt(x); }, -30, -0.05),
    unary(
        "square", [](double x) { return x * x; }, -3, 3),
    unary(
        "round_nearest_afz", [](double x) { return std::round(x); }, -4, 4),
    unary(
        "erfc", [](double x) { return std::erfc(x); }, -3, 3),
    unary("erf_inv", inverseErf, -0.99, 0.99),
    unary(
        "lgamma", [](double x) { return std::lgamma(x); }, 0.05, 12),
    unary(
        "lgamma", [](double x) { return std::lgamma(x); }, -2.9, -2.1),
    unary("digamma", digammaOf, 0.2, 12),
    unary("digamma", digammaOf, -2.9, -2.1),
    unary(
        "bessel_i0e", [](double x) { return besselOf(0, x); }, -12, 12),
    unary(
        "bessel_i1e", [](double x) { return besselOf(1, x); }, -12, 12),
    binary(
        "atan2", [](double a, double b) { return std::atan2(a, b); }, 0.2, 3),
    binary("remainder", [](double a, double b) { return std::fmod(a, b); }, 0.6, 2.9, {}),
    // zeta(x, q) - zeta(x, q + 1) is q^-x: summed until nothing is left.
    binary("zeta",
           [](double x, double q) {
             long double sum = 0, terms = 2000;
             for (long double k = 0; k < terms; ++k)
               sum += std::pow(q + k, -static_cast<long double>(x));
             long double rest = q + terms; // an integral, half a term, and the first correction
             return double(sum + std::pow(rest, 1 - x) / (x - 1) + std::pow(rest, -x) / 2 +
                           x * std::pow(rest, -x - 1) / 12);
           },
           1.5, 6, {0, 1}),
    {.op = "tcc.remainder %a, %b : tensor<3x4xT>, tensor<4xT>",
     .arguments = {"3x4xT", "4xT"},
     .result = "3x4xT",
     .reference = elementwise([](Elements e) { return std::fmod(e[0], e[1]); }),
     .low = 1.1,
     .high = 1.9,
     .wrt = {0, 1}},
    {.op = "tcc.reduce_precision %a exponent 5 mantissa 4 : tensor<3x4xT>",
     .arguments = {"3x4xT"},
     .result = "3x4xT",
     .reference = elementwise([](Elements e) {
       double place = std::ldexp(1, std::ilogb(e[0]) - 4);
       return std::nearbyint(e[0] / place) * place;
     })},
};

class MathValues : public ::testing::TestWithParam<OpCase> {};

TEST_P(MathValues, F32) { expectValues(GetParam(), "f32"); }
TEST_P(MathValues, F64) { expectValues(GetParam(), "f64"); }
TEST_P(MathValues, Gradient) {
  if (!GetParam().wrt.empty())
    expectGradient(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Ops, MathValues, ::testing::ValuesIn(cases));
