// Values and gradients of the elementwise family.
#include "OpValues.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace tcc::test;
using Elements = const std::vector<double> &;

static OpCase unary(const std::string &name, double (*f)(double), double low, double high,
                    bool differentiable = true) {
  return {.op = "tcc." + name + " %a : tensor<3x5xT>",
          .arguments = {"3x5xT"},
          .result = "3x5xT",
          .reference = elementwise([f](Elements e) { return f(e[0]); }),
          .low = low,
          .high = high,
          .wrt = differentiable ? std::vector<int64_t>{0} : std::vector<int64_t>{}};
}

/// (2,1,4) with (3,1): both operands stretch.
static OpCase binary(const std::string &name, double (*f)(double, double), double low = -2,
                     double high = 2) {
  return {.op = "tcc." + name + " %a, %b : tensor<2x1x4xT>, tensor<3x1xT>",
          .arguments = {"2x1x4xT", "3x1xT"},
          .result = "2x3x4xT",
          .reference = elementwise([f](Elements e) { return f(e[0], e[1]); }),
          .low = low,
          .high = high,
          .wrt = {0, 1}};
}

static double gelu(double x) { return x * 0.5 * std::erfc(-x / std::sqrt(2.0)); }
static double geluTanh(double x) {
  return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
}

static const OpCase cases[] = {
    unary(
        "neg", [](double x) { return -x; }, -2, 2),
    unary(
        "abs", [](double x) { return std::abs(x); }, -2, 2),
    unary(
        "sign", [](double x) { return double(x > 0) - double(x < 0); }, -2, 2),
    unary(
        "exp", [](double x) { return std::exp(x); }, -5, 5),
    unary(
        "expm1", [](double x) { return std::expm1(x); }, -1, 1),
    unary(
        "log", [](double x) { return std::log(x); }, 0.01, 10),
    unary(
        "log1p", [](double x) { return std::log1p(x); }, -0.9, 3),
    unary(
        "sqrt", [](double x) { return std::sqrt(x); }, 0.01, 10),
    unary(
        "rsqrt", [](double x) { return 1 / std::sqrt(x); }, 0.01, 10),
    unary(
        "sin", [](double x) { return std::sin(x); }, -7, 7),
    unary(
        "cos", [](double x) { return std::cos(x); }, -7, 7),
    unary(
        "tanh", [](double x) { return std::tanh(x); }, -5, 5),
    unary(
        "sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }, -30, 30),
    unary(
        "relu", [](double x) { return std::max(x, 0.0); }, -2, 2),
    unary(
        "erf", [](double x) { return std::erf(x); }, -4, 4),
    unary("gelu", gelu, -4, 4),
    unary(
        "floor", [](double x) { return std::floor(x); }, -4, 4),
    unary(
        "ceil", [](double x) { return std::ceil(x); }, -4, 4),
    unary(
        "round", [](double x) { return std::nearbyint(x); }, -4, 4),
    binary("add", [](double a, double b) { return a + b; }),
    binary("sub", [](double a, double b) { return a - b; }),
    binary("mul", [](double a, double b) { return a * b; }),
    binary(
        "div", [](double a, double b) { return a / b; }, 0.5, 2),
    binary("max", [](double a, double b) { return std::max(a, b); }),
    binary("min", [](double a, double b) { return std::min(a, b); }),
    binary(
        "pow", [](double a, double b) { return std::pow(a, b); }, 0.3, 3),
    {.op = "tcc.gelu %a {approximate} : tensor<3x5xT>",
     .arguments = {"3x5xT"},
     .result = "3x5xT",
     .reference = elementwise([](Elements e) { return geluTanh(e[0]); }),
     .low = -4,
     .high = 4,
     .wrt = {0}},
    {.op = "tcc.select %a, %b, %c : tensor<4xi1>, tensor<3x4xT>, tensor<T>",
     .arguments = {"4xi1", "3x4xT", "T"},
     .result = "3x4xT",
     .reference = elementwise([](Elements e) { return e[0] != 0 ? e[1] : e[2]; }),
     .wrt = {1, 2}},
    {.op = "tcc.clamp %a, %b, %c : tensor<3x4xT>, tensor<T>, tensor<4xT>",
     .arguments = {"3x4xT", "T", "4xT"},
     .result = "3x4xT",
     .reference = elementwise([](Elements e) { return std::min(std::max(e[0], e[1]), e[2]); }),
     .wrt = {0, 1, 2}},
    {.op = "tcc.compare le %a, %b : tensor<3x4xT>, tensor<4xT>",
     .arguments = {"3x4xT", "4xT"},
     .result = "3x4xi1",
     .reference = elementwise([](Elements e) { return double(e[0] <= e[1]); })},
    {.op = "tcc.convert %a to i32 : tensor<3x4xT>",
     .arguments = {"3x4xT"},
     .result = "3x4xi32",
     .reference = elementwise([](Elements e) { return std::trunc(e[0]); }),
     .low = -50,
     .high = 50},
    {.op = "tcc.convert %a to f64 : tensor<3x4xf32>",
     .arguments = {"3x4xf32"},
     .result = "3x4xf64",
     .reference = elementwise([](Elements e) { return e[0]; })},
};

class ElementwiseValues : public ::testing::TestWithParam<OpCase> {};

TEST_P(ElementwiseValues, F32) { expectValues(GetParam(), "f32"); }
TEST_P(ElementwiseValues, F64) { expectValues(GetParam(), "f64"); }
TEST_P(ElementwiseValues, Gradient) {
  if (!GetParam().wrt.empty())
    expectGradient(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Ops, ElementwiseValues, ::testing::ValuesIn(cases));

// Where mathematics has corners: infinities, NaN, signed noughts, huge arguments.
static OpCase special(const std::string &name, double (*f)(double)) {
  OpCase c = unary(name, f, 0, 0, false);
  c.reference = elementwise([f](Elements e) { return f(e[0]); });
  return c;
}

TEST(ElementwiseValues, HugeArgumentsStayFinite) {
  for (double magnitude : {50.0, 88.0, 1000.0, 1e30}) {
    OpCase sigmoid = special("sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); });
    sigmoid.low = -magnitude;
    sigmoid.high = magnitude;
    expectValues(sigmoid, "f32");
    OpCase tanh = special("tanh", [](double x) { return std::tanh(x); });
    tanh.low = -magnitude;
    tanh.high = magnitude;
    expectValues(tanh, "f32");
  }
}

// One over the extreme of two noughts: -0 is the lesser one, in scalar code as in vectors.
TEST(ElementwiseValues, ExtremesOfNoughts) {
  for (std::string count : {"1", "7", "200"})
    for (std::string kind : {"max", "min"})
      for (std::string operands : {"%a, %m", "%m, %a", "%m, %m", "%a, %a", "%a, %z", "%m, %z"}) {
        bool isNegative =
            kind == "max" ? operands == "%m, %m" : operands.find("%m") != std::string::npos;
        std::string x = "tensor<" + count + "xT>";
        std::string types = operands.ends_with("%z") ? x + ", tensor<T>" : x + ", " + x;
        OpCase c{.op = "tcc.div %one, %e : tensor<T>, " + x,
                 .arguments = {count + "xT"},
                 .result = count + "xT",
                 .reference =
                     elementwise([=](Elements) { return isNegative ? -INFINITY : INFINITY; }),
                 .low = 0,
                 .high = 0,
                 .before = "  %one = tcc.constant dense<1.0> : tensor<T>\n"
                           "  %z = tcc.constant dense<0.0> : tensor<T>\n  %m = tcc.neg %a : " +
                           x + "\n  %e = tcc." + kind + " " + operands + " : " + types + "\n"};
        expectValues(c, "f32");
        expectValues(c, "f64");
      }
}

TEST(ElementwiseValues, IntegerDivision) {
  OpCase c{.op = "tcc.div %a, %b : tensor<40xi32>, tensor<40xi32>",
           .arguments = {"40xi32", "40xi32"},
           .result = "40xi32",
           .reference =
               elementwise([](Elements e) { return e[1] == 0 ? -1.0 : std::trunc(e[0] / e[1]); }),
           .low = -6,
           .high = 6};
  expectValues(c, "f32");
}
