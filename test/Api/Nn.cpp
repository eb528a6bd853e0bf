// Layers, initializers, losses, metrics and optimizers.
#include "tcc/nn.h"
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

TEST(Layers, ParametersAreNamedByPlace) {
  auto model = nn::sequential(nn::flatten(), nn::dense(8, relu),
                              nn::sequential(nn::dense(4, {}, {.useBias = false})));
  auto params = model.init(1, {3, 5});
  EXPECT_EQ(leafNames(params), (std::vector<std::string>{"1.bias", "1.kernel", "2.0.kernel"}));
  EXPECT_EQ(params.at("1.kernel").shape(), (Shape{15, 8}));
  EXPECT_EQ(model.outputShape({3, 5}), Shape{4});
  EXPECT_EQ(model.apply(params, full({2, 3, 5}, 1)).shape(), (Shape{2, 4}));
}

TEST(Layers, SeedsDecide) {
  auto model = nn::sequential(nn::dense(8), nn::dense(8));
  auto a = model.init(1, {8}), b = model.init(1, {8}), c = model.init(2, {8});
  auto kernel = [](const nn::Params &p, const char *name) { return p.at(name).toVector<float>(); };
  EXPECT_EQ(kernel(a, "0.kernel"), kernel(b, "0.kernel"));
  EXPECT_NE(kernel(a, "0.kernel"), kernel(c, "0.kernel"));
  EXPECT_NE(kernel(a, "0.kernel"), kernel(a, "1.kernel"));
}

TEST(Layers, MisuseIsNamed) {
  EXPECT_NE(messageOf([] { nn::dense(3).init(0, {2, 2}); }).find("put flatten() before it"),
            std::string::npos);
  EXPECT_NE(messageOf([] { nn::dropout(1.5); }).find("Nn.cpp"), std::string::npos);
  EXPECT_NE(messageOf([] { nn::dense(0); }).find("one unit"), std::string::npos);
  EXPECT_NE(messageOf([] { nn::dense(3).apply({}, Tensor({{1.0}})); }).find("'kernel' is missing"),
            std::string::npos);
}

TEST(Layers, OpsCarryTheLineOfTheirLayer) {
  unsigned line = __LINE__ + 1;
  auto model = nn::sequential(nn::dense(2, relu));
  auto f = jit([=](nn::Params p, Tensor x) { return model.apply(p, x); });
  const detail::Graph &graph = f.graph(model.init(0, {3}), full({1, 3}, 1));
  ASSERT_EQ(graph.nodes.size(), 3u);
  for (const auto &node : graph.nodes)
    EXPECT_EQ(node.where.line, line) << node.name;
}

TEST(Layers, DropoutDropsInTrainingOnly) {
  auto layer = nn::dropout(0.25);
  auto f =
      jit([=](Tensor x, Tensor key) { return layer.apply({}, x, {.train = true, .key = key}); });
  Tensor x = full({1000}, 3);
  auto values = f(x, randomKey(7)).toVector<float>();
  double kept = 0;
  for (float v : values) {
    EXPECT_TRUE(v == 0 || v == 4) << v;
    kept += v != 0;
  }
  EXPECT_NEAR(kept / 1000, 0.75, 0.05);
  EXPECT_EQ(f(x, randomKey(7)).toVector<float>(), values);
  EXPECT_NE(f(x, randomKey(7, 1)).toVector<float>(), values);
  EXPECT_EQ(layer.apply({}, x).toVector<float>(), x.toVector<float>());
  EXPECT_NE(messageOf([&] { layer.apply({}, x, {.train = true}); }).find("needs a key"),
            std::string::npos);
}

TEST(Initializers, VariancesAreThoseOfThePapers) {
  auto moments = [](const nn::Initializer &make) {
    nn::RandomStream random(3, 0);
    Array array = make(random, {200, 100});
    double sum = 0, squares = 0;
    for (float v : array.as<float>()) {
      sum += v;
      squares += v * v;
    }
    return std::pair(sum / 20000, squares / 20000);
  };
  for (auto [name, variance] : std::map<std::string, double>{{"glorot_uniform", 2.0 / 300},
                                                             {"xavier_normal", 2.0 / 300},
                                                             {"he_normal", 2.0 / 200},
                                                             {"he_uniform", 2.0 / 200},
                                                             {"lecun_normal", 1.0 / 200},
                                                             {"lecun_uniform", 1.0 / 200}}) {
    auto [mean, square] = moments(nn::initializerByName(name));
    EXPECT_NEAR(mean, 0, 0.003) << name;
    EXPECT_NEAR(square, variance, variance * 0.05) << name;
  }
  EXPECT_NE(messageOf([] { nn::initializerByName("gloriot"); }).find("glorot_uniform"),
            std::string::npos);
}

TEST(Initializers, UniformNumbersArePhilox) {
  nn::RandomStream random(0, 0);
  double first = random.uniform();
  nn::RandomStream again(0, 0);
  EXPECT_EQ(again.uniform(), first);
  EXPECT_NE(nn::RandomStream(0, 1).uniform(), first);
  EXPECT_NE(nn::RandomStream(uint64_t(1) << 32, 0).uniform(), first);
}

TEST(Losses, ValuesByHand) {
  EXPECT_NEAR(nn::binaryCrossEntropy(Tensor{0.0, 2.0}, Tensor{1, 0}).toVector<float>()[1],
              std::log(1 + std::exp(2)), 1e-5);
  EXPECT_NEAR(nn::mse(Tensor{1.0, 2.0}, Tensor{0.0, 4.0}).item<float>(), 2.5, 1e-6);
  EXPECT_EQ(nn::huber(Tensor{0.5, 3.0}, Tensor{0.0, 0.0}).toVector<float>(),
            (std::vector<float>{0.125, 2.5}));
  Tensor logits({{1.0, 2.0}, {3.0, 0.0}, {0.0, 1.0}});
  EXPECT_NEAR(nn::accuracy.function(logits, Tensor{1, 1, 1}).item<float>(), 2.0 / 3, 1e-6);
  EXPECT_NEAR(
      nn::binaryAccuracy.function(Tensor{1.0, -1.0, 2.0, -3.0}, Tensor{1, 1, 1, 0}).item<float>(),
      0.75, 1e-6);
}

// One parameter against formulas written out, three steps.
static void expectSteps(const optim::Optimizer &optimizer,
                        const std::function<double(double p, double g, int t)> &reference) {
  Tensor p = 1.0f;
  auto state = optimizer.init(p);
  double expected = 1;
  for (int t = 1; t <= 3; ++t) {
    double g = 0.5 * t;
    expected = reference(expected, g, t);
    std::tie(p, state) = optimizer.update(p, Tensor(g), state);
    EXPECT_NEAR(p.item<double>(), expected, 1e-6) << optimizer.name << " step " << t;
    EXPECT_EQ(state.step.item<int>(), t);
  }
}

TEST(Optimizers, FollowTheirFormulas) {
  expectSteps(optim::sgd(0.1), [](double p, double g, int) { return p - 0.1 * g; });
  double v = 0;
  expectSteps(optim::momentum(0.1, 0.8),
              [&](double p, double g, int) { return p - 0.1 * (v = 0.8 * v + g); });
  v = 0;
  expectSteps(optim::momentum(0.1, 0.8, true), [&](double p, double g, int) {
    v = 0.8 * v + g;
    return p - 0.1 * (0.8 * v + g);
  });
  for (double decay : {0.0, 0.1}) {
    double m = 0, s = 0;
    expectSteps(decay != 0 ? optim::adamW(0.1, decay) : optim::adam(0.1),
                [&](double p, double g, int t) {
                  m = 0.9 * m + 0.1 * g;
                  s = 0.999 * s + 0.001 * g * g;
                  double mHat = m / (1 - std::pow(0.9, t)), sHat = s / (1 - std::pow(0.999, t));
                  return p - 0.1 * decay * p - 0.1 * mHat / (std::sqrt(sHat) + 1e-8);
                });
  }
}

TEST(Optimizers, StateHasTheFormOfTheParameters) {
  nn::Params params{{"a", Tensor{1.0, 2.0}}, {"b", Tensor(3.0f)}};
  auto state = optim::adam().init(params);
  EXPECT_EQ(leafNames(state), (std::vector<std::string>{"step", "slots[0].a", "slots[0].b",
                                                        "slots[1].a", "slots[1].b"}));
  auto [updated, next] = optim::adam().update(params, params, state);
  EXPECT_EQ(updated.at("a").shape(), Shape{2});
}
