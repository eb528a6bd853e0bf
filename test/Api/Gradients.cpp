// grad and valueAndGrad, alone and nested, on trees and with auxiliary results.
#include "FakeCompiler.h"
#include "tcc/tcc.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace tcc;

template <class F> static std::string messageOf(F f) {
  try {
    f();
  } catch (const Error &error) {
    return error.what();
  }
  return "no error";
}

struct Mlp {
  tcc::Tensor w1, b1, w2, b2;
};

tcc::Tensor loss(const Mlp &m, tcc::Tensor x, tcc::Tensor labels) {
  auto h = relu(matmul(x, m.w1) + m.b1);
  return mean(softmaxCrossEntropy(matmul(h, m.w2) + m.b2, labels));
}

// The second program of the design, as written there.
TEST(Gradients, ATrainingStepLearns) {
  auto step = tcc::jit(
      [](Mlp m, tcc::Tensor x, tcc::Tensor y) {
        auto [l, g] = tcc::valueAndGrad(loss)(m, x, y);
        return std::pair(l, tcc::map([](auto p, auto d) { return p - 0.5f * d; }, m, g));
      },
      {.donate = {0}});
  Tensor x({{0.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}, {1.0, 1.0}}), y{0, 1, 1, 0};
  Mlp model{Tensor({{1.0, -0.8, 0.6, -0.4}, {-0.9, 0.7, 0.5, -0.3}}), Tensor{0.1, 0.1, 0.1, 0.1},
            Tensor({{0.5, -0.5}, {-0.6, 0.6}, {0.7, -0.7}, {-0.8, 0.8}}), Tensor{0.0, 0.0}};
  float first = loss(model, x, y).item<float>(), last = 0;
  for (int i = 0; i < 60; ++i) {
    auto [l, updated] = step(model, x, y);
    model = updated;
    last = l.item<float>();
  }
  EXPECT_LT(last, first / 2);
}

TEST(Gradients, TheGradientHasTheFormOfTheArgument) {
  auto f = [](std::pair<Tensor, std::vector<Tensor>> p) { return sum(p.first * p.second[0]); };
  auto g = grad(f)({Tensor{1.0, 2.0}, {Tensor{3.0, 4.0}}});
  EXPECT_NEAR(g.first.toVector<float>()[1], 4, 1e-4);
  EXPECT_NEAR(g.second[0].toVector<float>()[1], 2, 1e-4);
}

TEST(Gradients, ByOtherArguments) {
  auto f = [](Tensor x, Tensor y, Tensor z) { return x * y * y * z; };
  EXPECT_NEAR(grad<1>(f)(2.0, 3.0, 1.0).item<float>(), 12, 1e-3);
  auto [value, gradients] = valueAndGrad<0, 1>(f)(2.0, 3.0, 1.0);
  EXPECT_NEAR(value.item<float>(), 18, 1e-4);
  EXPECT_NEAR(std::get<0>(gradients).item<float>(), 9, 1e-3);
  EXPECT_NEAR(std::get<1>(gradients).item<float>(), 12, 1e-3);
}

TEST(Gradients, AuxiliaryResultsComeAlong) {
  auto f = [](Tensor x, Tensor y) {
    Tensor p = x * y;
    return std::pair(sum(p * p), Mlp{p, x, y, p + 1});
  };
  auto [result, g] = valueAndGrad(f)(Tensor{1.0, 2.0}, Tensor{3.0, 4.0});
  EXPECT_NEAR(result.first.item<float>(), 73, 1e-3);
  EXPECT_EQ(result.second.b2.toVector<float>(), (std::vector<float>{4, 9}));
  EXPECT_NEAR(g.toVector<float>()[1], 64, 1e-2);
}

TEST(Gradients, OfGradients) {
  auto cube = [](Tensor x) { return x * x * x; };
  EXPECT_NEAR(grad(grad(cube))(2.0).item<float>(), 12, 1e-2);
  auto f = jit([=](Tensor x) { return grad([=](Tensor y) { return grad(cube)(y) * x; })(x); });
  EXPECT_NEAR(f(2.0).item<float>(), 24, 1e-2);
  const detail::Graph &graph = f.graph(Tensor(2.0));
  ASSERT_EQ(graph.nodes.size(), 1u);
  EXPECT_EQ(graph.nodes[0].callee->nodes[0].name, "tcc.value_and_grad");
}

TEST(Gradients, CompiledFunctionsDifferentiate) {
  auto square = jit([](Tensor x) { return x * x; });
  EXPECT_NEAR(grad(square)(3.0).item<float>(), 6, 1e-3);
}

TEST(Gradients, AnIntegerHasNone) {
  auto f = [](std::pair<Tensor, Tensor> p) { return sum(p.first); };
  std::string message = messageOf([&] { grad(f)({Tensor{1.0}, Tensor{1}}); });
  EXPECT_NE(message.find("'arg0[1]': expected a float tensor, got i32"), std::string::npos)
      << message;
}

TEST(Gradients, ErrorsNameTheLine) {
  auto f = [](Tensor x) { return x * 2; };
  unsigned line = __LINE__ + 1;
  std::string message = messageOf([&] { grad(f)(Tensor{1.0, 2.0}); });
  EXPECT_NE(message.find("Gradients.cpp:" + std::to_string(line)), std::string::npos) << message;
}
