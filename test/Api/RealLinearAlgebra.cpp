// Linear algebra by the functions of LinearAlgebraOps.h: what is solved is multiplied back, and
// second derivatives against differences of the first.
#include "Real.h"

#include <cmath>

using namespace tcc;
using namespace tcc::testing;

static Tensor matrix(std::vector<double> values, int64_t rows) {
  int64_t count = int64_t(values.size());
  return Tensor(values, {rows, count / rows});
}

static const Numbers positive{5, 1, 0.5, 1, 4, -1, 0.5, -1, 6};
static const Numbers regular{0.5, 2, -1, 3, 0.25, 1, -2, 1, 4};

static void expectClose(const Tensor &got, const Numbers &wanted, double tolerance = 1e-12) {
  Array array = got.array();
  ASSERT_EQ(array.size(), int64_t(wanted.size()));
  for (size_t i = 0; i < wanted.size(); ++i)
    EXPECT_NEAR(array.as<double>()[i], wanted[i], tolerance) << "element " << i;
}

TEST(RealLinearAlgebra, FactorsMultiplyBack) {
  Tensor a = matrix(positive, 3), r = matrix(regular, 3);
  Tensor l = cholesky(a);
  expectClose(matmul(l, l, false, true), positive);
  auto [q, upper] = qr(r);
  expectClose(matmul(q, upper), regular);
  expectClose(matmul(q, q, true), {1, 0, 0, 0, 1, 0, 0, 0, 1});
  auto [v, w] = eigh(a);
  expectClose(matmul(v * reshape(w, {1, 3}), v, false, true), positive);
  auto [packed, scales] = householder(r);
  expectClose(householderProduct(packed, scales), q.toVector<double>());
  SingularValues s = svd(r);
  expectClose(matmul(s.u * reshape(s.s, {1, 3}), s.vt), regular);
  // Of rank 1: the other columns are orthonormal all the same.
  Tensor u = svd(matrix({1, 2, 2, 4, 3, 6}, 3)).u;
  expectClose(matmul(u, u, true), {1, 0, 0, 1});
  LuFactors f = lu(r);
  expectTensor(f.pivots, {{3}, {1, 1, 2}, DType::I32});
  expectTensor(f.permutation, {{3}, {1, 0, 2}, DType::I32});
}

TEST(RealLinearAlgebra, Systems) {
  Tensor a = matrix(positive, 3), r = matrix(regular, 3), b = matrix({1, 2, 3, 4, 5, 6}, 3);
  Numbers right = b.toVector<double>();
  expectClose(matmul(r, solve(r, b)), right);
  expectClose(matmul(a, solvePositive(a, b)), right);
  expectClose(matmul(r, inverse(r)), {1, 0, 0, 0, 1, 0, 0, 0, 1});
  double minors = 0.5 * (0.25 * 4 - 1) - 2 * (3 * 4 + 2) - (3 + 0.5);
  expectClose(determinant(r), {minors});
  expectClose(triangularSolve(matrix({2, 0, 1, 4}, 2), matrix({2, 4}, 2)), {1, 0.75});
  Tensor upper =
      triangularSolve(matrix({2, 1, 0, 4}, 2), matrix({2, 4}, 1), {.right = true, .upper = true});
  expectClose(upper, {1, 0.75});
  // The same as a part of programs, batched.
  Tensor both(std::vector<double>{2, 1, 1, 3, 4, 0, 1, 1}, {2, 2, 2});
  expectClose(jit([](Tensor x) { return determinant(x); })(both), {5, 4});
  expectClose(jit([](Tensor x) { return matmul(inverse(x), x); })(both), {1, 0, 0, 1, 1, 0, 0, 1});
}

/// The gradient of <gradient of f, direction> against differences along each element.
template <class F> static void expectSecondDerivative(F f, const Numbers &start) {
  auto slope = [f](Tensor a, Tensor direction) { return sum(grad(f)(a) * direction); };
  auto first = jit(slope);
  auto second = grad(slope);
  Numbers weights;
  for (size_t i = 0; i < start.size(); ++i)
    weights.push_back(std::sin(double(i) + 1));
  Tensor direction = matrix(weights, 3);
  Array got = second(matrix(start, 3), direction).array();
  for (size_t i = 0; i < start.size(); ++i) {
    double step = 1e-5, values[2];
    for (int side : {0, 1}) {
      Numbers moved = start;
      moved[i] += side ? step : -step;
      values[side] = first(matrix(moved, 3), direction).template item<double>();
    }
    double difference = (values[1] - values[0]) / (2 * step);
    EXPECT_NEAR(got.as<double>()[i], difference, 1e-7 * std::max(1.0, std::abs(difference)))
        << "element " << i;
  }
}

TEST(RealLinearAlgebra, SecondDerivatives) {
  expectSecondDerivative([](Tensor a) { return sum(sin(cholesky(a))); }, positive);
  expectSecondDerivative(
      [](Tensor a) { return sum(sin(triangularSolve(a, a, {.upper = true, .transpose = true}))); },
      positive);
  expectSecondDerivative([](Tensor a) { return sum(sin(inverse(a))); }, regular);
  expectSecondDerivative([](Tensor a) { return sum(sin(qr(a).second)); }, regular);
  expectSecondDerivative([](Tensor a) { return sum(sin(eigh(a).first)); }, positive);
  expectSecondDerivative([](Tensor a) { return sum(sin(svd(a).u)); }, regular);
}

TEST(RealLinearAlgebra, WhatIsNoMatrix) {
  Tensor x(std::vector<double>{1, 2}, {2});
  std::string message = messageOf([&] { cholesky(x); });
  EXPECT_NE(message.find("must be a matrix"), std::string::npos) << message;
  EXPECT_NE(message.find(lineOf(__FILE__, __LINE__ - 2)), std::string::npos) << message;
}
