// Loops and branches of ControlFlow.h on the compiler: values against plain C++, gradients against
// formulas and differences, inside and outside of traced functions.
#include "Real.h"

#include <cmath>

using namespace tcc;
using namespace tcc::testing;

static void expectScalar(const Tensor &got, double wanted, double tolerance = 1e-5) {
  expectTensor(got, {{}, {wanted}}, tolerance);
}

TEST(RealControl, CondRunsOneBranch) {
  auto magnitude = [](Tensor x) { return cond(less(x, 0), [&] { return -x; }, [&] { return x; }); };
  for (float x : {-3.f, 2.f}) {
    expectScalar(magnitude(x), std::abs(x));
    expectScalar(jit(magnitude)(x), std::abs(x));
    expectScalar(grad(magnitude)(x), x < 0 ? -1 : 1);
  }
  auto chosen = jit([](Tensor p, Tensor a, Tensor b) {
    // Arguments are passed on; numbers take the type of the other branch.
    return cond(
        p, [](Tensor x, Tensor y) { return std::pair(x + y, Tensor(1.f)); },
        [](Tensor x, Tensor y) { return std::pair(x * y, x); }, a, b);
  });
  auto [first, second] = chosen(Tensor(true), 3.f, 4.f);
  expectScalar(first, 7);
  expectScalar(second, 1);
  expectScalar(chosen(Tensor(false), 3.f, 4.f).first, 12);
}

TEST(RealControl, SwitchCaseTakesTheLastBranchOutOfRange) {
  using Branch = std::function<Tensor(const Tensor &)>;
  std::vector<Branch> branches{[](const Tensor &x) { return sin(x); },
                               [](const Tensor &x) { return x; },
                               [](const Tensor &x) { return x * x; }};
  auto f = jit([=](Tensor i, Tensor x) { return switchCase(i, branches, x); });
  expectScalar(f(Tensor(0), 2.f), std::sin(2));
  expectScalar(f(Tensor(1), 2.f), 2);
  expectScalar(f(Tensor(2), 2.f), 4);
  expectScalar(f(Tensor(7), 2.f), 4);
  auto g = jit([=](Tensor i, Tensor x) {
    return grad([&](Tensor y) { return switchCase(i, branches, y); })(x);
  });
  expectScalar(g(Tensor(0), 2.f), std::cos(2));
  expectScalar(g(Tensor(2), 2.f), 4);
}

TEST(RealControl, WhileLoopStopsByItsData) {
  struct State {
    Tensor n, steps;
  };
  // Collatz: how many steps from n to 1.
  auto collatz = [](Tensor n) {
    State last = whileLoop([](const State &s) { return notEqual(s.n, 1); },
                           [](const State &s) {
                             Tensor half = s.n / 2;
                             Tensor next = select(equal(half * 2, s.n), half, s.n * 3 + 1);
                             return State{next, s.steps + 1};
                           },
                           State{n, Tensor(0)});
    return last.steps;
  };
  for (auto [n, steps] : {std::pair(1, 0), std::pair(6, 8), std::pair(27, 111)})
    expectTensor(jit(collatz)(Tensor(n)), {{}, {double(steps)}, DType::I32});
  expectTensor(collatz(Tensor(6)), {{}, {8}, DType::I32});
}

TEST(RealControl, WhileLoopHasNoGradient) {
  auto f = [](Tensor x) {
    return whileLoop([](Tensor y) { return less(y, 100); }, [](Tensor y) { return y * y; }, x);
  };
  expectScalar(jit(f)(3.f), 6561);
  EXPECT_NE(messageOf([&] { grad(f)(Tensor(3.f)); }).find("has no gradient"), std::string::npos);
}

// h_t = tanh(w h_{t-1} + x_t); all of them, and the last one.
static std::pair<Tensor, Tensor> recurrence(Tensor w, Tensor h, Tensor xs, bool reverse = false) {
  return scan(
      [&](Tensor carried, Tensor x) {
        Tensor next = tanh(w * carried + x);
        return std::pair(next, next);
      },
      h, xs, {.reverse = reverse});
}

TEST(RealControl, ScanStacksRows) {
  std::vector<float> xs{0.5f, -1, 2, 0.25f};
  Tensor rows(xs, {4});
  auto f = jit([](Tensor w, Tensor h, Tensor x) { return recurrence(w, h, x); });
  auto [last, all] = f(0.75f, 0.1f, rows);
  double h = 0.1;
  Numbers wanted;
  for (float x : xs)
    wanted.push_back(h = std::tanh(0.75 * h + x));
  expectScalar(last, h);
  expectTensor(all, {{4}, wanted});
  auto [first, backwards] = recurrence(0.75f, 0.1f, rows, /*reverse=*/true);
  h = 0.1;
  for (size_t i = 4; i-- > 0;)
    wanted[i] = h = std::tanh(0.75 * h + xs[i]);
  expectScalar(first, h);
  expectTensor(backwards, {{4}, wanted});
}

/// Of f64, which a C++ number is not by itself.
static Tensor number(double x) { return Tensor(std::vector<double>{x}, {}); }

TEST(RealControl, GradientThroughScan) {
  Tensor rows(std::vector<double>{0.5, -1, 2, 0.25}, {4});
  auto loss = [&](Tensor w, Tensor h, Tensor xs) {
    auto [last, all] = recurrence(w, h, xs);
    return sum(all * all) + last;
  };
  auto value = jit(loss);
  auto [dw, dh, dxs] = grad<0, 1, 2>(loss)(number(0.75), number(0.1), rows);
  auto at = [&](double w, double h, double x) {
    Tensor moved(std::vector<double>{0.5, -1 + x, 2, 0.25}, {4});
    return value(number(w), number(h), moved).item<double>();
  };
  double e = 1e-5;
  auto near = [](double got, double high, double low, double step) {
    EXPECT_NEAR(got, (high - low) / (2 * step), 1e-8);
  };
  near(dw.item<double>(), at(0.75 + e, 0.1, 0), at(0.75 - e, 0.1, 0), e);
  near(dh.item<double>(), at(0.75, 0.1 + e, 0), at(0.75, 0.1 - e, 0), e);
  near(dxs.array().as<double>()[1], at(0.75, 0.1, e), at(0.75, 0.1, -e), e);
  // Of the gradient again: along w.
  auto slope = grad([&](Tensor w) { return grad(loss)(w, number(0.1), rows); });
  auto first = jit([&](Tensor w) { return grad(loss)(w, number(0.1), rows); });
  double second = slope(number(0.75)).item<double>();
  near(second, first(number(0.75 + e)).item<double>(), first(number(0.75 - e)).item<double>(), e);
}

TEST(RealControl, ForiLoopCounts) {
  auto power = [](Tensor x) {
    return foriLoop(0, 5, [&](Tensor, Tensor y) { return y * x; }, Tensor(1.f));
  };
  expectScalar(power(2.f), 32);
  expectScalar(grad(power)(2.f), 80);
  auto total = jit([](Tensor start) {
    return foriLoop(3, 7, [](Tensor i, Tensor sum) { return sum + i; }, start);
  });
  expectTensor(total(Tensor(100)), {{}, {118}, DType::I32});
  expectTensor(jit([](Tensor x) {
                 return foriLoop(5, 5, [](Tensor, Tensor y) { return y + 1; }, x);
               })(Tensor(2)),
               {{}, {2}, DType::I32});
}

// A branch in a loop in a function that is differentiated.
TEST(RealControl, NestedRegionsCapture) {
  auto f = [](Tensor x, Tensor limit) {
    auto [last, none] = scan(
        [&](Tensor y, Tensor i) {
          Tensor next = cond(less(i, limit), [&] { return y * x; }, [&] { return y + x; });
          return std::pair(next, std::tuple<>());
        },
        x, iota({4}, 0));
    return last;
  };
  // x * x * x + x + x
  expectScalar(jit(f)(3.f, Tensor(2)), 33);
  expectScalar(grad(f)(3.f, Tensor(2)), 29);
}

TEST(RealControl, WhatGoesInComesOut) {
  auto loop = jit([](Tensor x) {
    return whileLoop([](Tensor y) { return less(y, 3); },
                     [](Tensor y) { return convert(y, DType::F32); }, x);
  });
  std::string message = messageOf([&] { loop(Tensor(1)); });
  EXPECT_NE(message.find("goes in as i32 and comes out as f32"), std::string::npos) << message;
  auto shapes = jit([](Tensor x) {
    return foriLoop(0, 3, [](Tensor, Tensor y) { return reshape(y, {2, 1}); }, x);
  });
  message = messageOf([&] { shapes(Tensor(std::vector<float>{1, 2}, {2})); });
  EXPECT_NE(message.find("body must yield"), std::string::npos) << message;
  EXPECT_NE(message.find(lineOf(__FILE__, __LINE__ - 4)), std::string::npos) << message;
}
