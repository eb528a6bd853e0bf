// How far f32 polynomials are from libm in double, over the whole range; what they make of special
// values; f64 stays libm's.
#include "Compile.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace tcc::test;

namespace {

constexpr int count = 1 << 16;
constexpr double ulp = 1.2e-7;
constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

std::string plan(const std::string &op, const std::string &type) {
  std::string buffer = "memref<" + std::to_string(count) + "x" + type + ">";
  return "#id = affine_map<(d0) -> (d0)>\n"
         "exec.kernel elementwise @k inputs 1 outputs 1 {\n^bb0(%x: " +
         buffer + ", %y: " + buffer +
         "):\n"
         "  linalg.generic {indexing_maps = [#id, #id], iterator_types = [\"parallel\"]} ins(%x "
         ": " +
         buffer + ") outs(%y : " + buffer + ") {\n  ^bb0(%a: " + type + ", %o: " + type +
         "):\n    %r = " + op + " %a : " + type + "\n    linalg.yield %r : " + type +
         "\n  }\n  exec.return\n}\n"
         "func.func @main(%x: " +
         buffer + ", %y: " + buffer +
         ", %arena: memref<64xi8>) attributes {tcc.num_inputs = 1 : i64, "
         "exec.results = array<i64: -1>, exec.arena_bytes = 64 : i64} {\n"
         "  exec.launch @k pointwise [0] ins(%x : " +
         buffer + ") outs(%y : " + buffer + ")\n  return\n}\n";
}

template <class T> std::vector<T> apply(const std::string &op, std::vector<T> x) {
  std::vector<T> y(count);
  x.resize(count, T(1));
  call(load(compile(plan(op, sizeof(T) == 4 ? "f32" : "f64")).object), {x.data()}, {y.data()});
  return y;
}

template <class T> std::vector<T> range(double low, double high) {
  std::vector<T> x(count);
  for (int i = 0; i < count; ++i)
    x[i] = T(low + (high - low) * i / (count - 1));
  return x;
}

/// Tiny to huge, both signs, in equal steps of the exponent.
std::vector<float> magnitudes(double smallest, double largest, bool negative) {
  std::vector<float> x(count);
  for (int i = 0; i < count; ++i) {
    double v = smallest * std::pow(largest / smallest, double(i / 2) / (count / 2));
    x[i] = float(negative && i % 2 ? -v : v);
  }
  return x;
}

double worst(const std::string &op, double (*reference)(double), const std::vector<float> &x) {
  auto y = apply<float>(op, x);
  double error = 0;
  for (int i = 0; i < count; ++i) {
    double wanted = reference(double(x[i]));
    if (!std::isfinite(y[i]))
      return inf;
    double floor = std::numeric_limits<float>::min(); // relative error means nothing for denormals
    error = std::max(error, std::abs(y[i] - wanted) / std::max(std::abs(wanted), floor));
  }
  return error;
}

} // namespace

TEST(Approximation, Exp) {
  EXPECT_LT(worst("math.exp", std::exp, range<float>(-87, 88.7)), 1.5 * ulp);
  EXPECT_LT(worst("math.exp", std::exp, range<float>(-87.3f, -80)), 1.5 * ulp);
  auto y = apply<float>("math.exp", {0.0f, -0.0f, inf, -inf, notANumber, 89.0f, -105.0f, -90.0f});
  EXPECT_EQ(y[0], 1);
  EXPECT_EQ(y[1], 1);
  EXPECT_EQ(y[2], inf);
  EXPECT_EQ(y[3], 0);
  EXPECT_TRUE(std::isnan(y[4]));
  EXPECT_EQ(y[5], inf);
  EXPECT_EQ(y[6], 0);
  EXPECT_EQ(y[7], 0) << "denormals are nought";
}

TEST(Approximation, Expm1) {
  EXPECT_LT(worst("math.expm1", std::expm1, range<float>(-40, 88.7)), 2.5 * ulp);
  EXPECT_LT(worst("math.expm1", std::expm1, magnitudes(1e-30, 80, true)), 2.5 * ulp);
  auto y = apply<float>("math.expm1", {0.0f, -0.0f, inf, -inf, notANumber, 100.0f});
  EXPECT_EQ(y[0], 0);
  EXPECT_TRUE(std::signbit(y[1]));
  EXPECT_EQ(y[2], inf);
  EXPECT_EQ(y[3], -1);
  EXPECT_TRUE(std::isnan(y[4]));
  EXPECT_EQ(y[5], inf);
}

TEST(Approximation, Log) {
  EXPECT_LT(worst("math.log", std::log, magnitudes(1.2e-38, 3e38, false)), 1.5 * ulp);
  EXPECT_LT(worst("math.log", std::log, range<float>(0.5, 2)), 1.5 * ulp);
  auto y = apply<float>("math.log", {0.0f, -0.0f, inf, -1.0f, notANumber, 1.0f});
  EXPECT_EQ(y[0], -inf);
  EXPECT_EQ(y[1], -inf);
  EXPECT_EQ(y[2], inf);
  EXPECT_TRUE(std::isnan(y[3]));
  EXPECT_TRUE(std::isnan(y[4]));
  EXPECT_EQ(y[5], 0);
}

TEST(Approximation, Log1p) {
  EXPECT_LT(worst("math.log1p", std::log1p, magnitudes(1e-30, 1e30, false)), 3 * ulp);
  EXPECT_LT(worst("math.log1p", std::log1p, range<float>(-0.9999, 1)), 3 * ulp);
  auto y = apply<float>("math.log1p", {0.0f, -0.0f, inf, -1.0f, -2.0f, notANumber});
  EXPECT_EQ(y[0], 0);
  EXPECT_TRUE(std::signbit(y[1]));
  EXPECT_EQ(y[2], inf);
  EXPECT_EQ(y[3], -inf);
  EXPECT_TRUE(std::isnan(y[4]));
  EXPECT_TRUE(std::isnan(y[5]));
}

TEST(Approximation, Tanh) {
  EXPECT_LT(worst("math.tanh", std::tanh, range<float>(-12, 12)), 5 * ulp);
  EXPECT_LT(worst("math.tanh", std::tanh, magnitudes(1e-30, 20, true)), 5 * ulp);
  auto y = apply<float>("math.tanh", {0.0f, -0.0f, inf, -inf, notANumber});
  EXPECT_EQ(y[0], 0);
  EXPECT_TRUE(std::signbit(y[1]));
  EXPECT_NEAR(y[2], 1, 3e-7);
  EXPECT_NEAR(y[3], -1, 3e-7);
  EXPECT_TRUE(std::isnan(y[4]));
}

TEST(Approximation, Erf) {
  EXPECT_LT(worst("math.erf", std::erf, range<float>(-6, 6)), 2 * ulp);
  EXPECT_LT(worst("math.erf", std::erf, magnitudes(1e-30, 1e30, true)), 2 * ulp);
  auto y = apply<float>("math.erf", {0.0f, inf, -inf, notANumber});
  EXPECT_EQ(y[0], 0);
  EXPECT_EQ(y[1], 1);
  EXPECT_EQ(y[2], -1);
  EXPECT_TRUE(std::isnan(y[3]));
}

TEST(Approximation, DoublesStayAccurate) {
  std::pair<const char *, double (*)(double)> ops[] = {{"math.exp", std::exp},
                                                       {"math.tanh", std::tanh},
                                                       {"math.erf", std::erf},
                                                       {"math.expm1", std::expm1}};
  auto x = range<double>(-3, 3);
  for (auto [op, reference] : ops) {
    auto y = apply<double>(op, x);
    for (int i = 0; i < count; ++i)
      ASSERT_NEAR(y[i], reference(x[i]), 4e-16 * std::max(1.0, std::abs(reference(x[i]))))
          << op << "(" << x[i] << ")";
  }
}
