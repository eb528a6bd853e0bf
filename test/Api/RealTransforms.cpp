// grad, valueAndGrad and jit on the compiler, nested in each other, against formulas; and the two
// programs of the design as written there.
#include "Real.h"
#include "tcc/data.h"
#include "tcc/nn.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>

using namespace tcc;
using namespace tcc::testing;

static void expectScalar(const Tensor &got, double wanted, double tolerance = 1e-5) {
  expectTensor(got, {{}, {wanted}}, tolerance);
}

namespace {

struct Layer {
  Tensor w, b;
};
struct Model {
  Layer first;
  std::vector<Layer> others;
  std::map<std::string, Tensor> named;
  std::optional<Tensor> gain;
  int power = 2; // static: passed through
};

} // namespace

TEST(RealGradients, OfEachUnaryFunction) {
  struct Case {
    Tensor (*f)(Arg);
    double (*derivative)(double);
  };
  const Case cases[] = {
      {exp, [](double x) { return std::exp(x); }},
      {expm1, [](double x) { return std::exp(x); }},
      {log, [](double x) { return 1 / x; }},
      {log1p, [](double x) { return 1 / (1 + x); }},
      {sqrt, [](double x) { return 0.5 / std::sqrt(x); }},
      {rsqrt, [](double x) { return -0.5 * std::pow(x, -1.5); }},
      {sin, [](double x) { return std::cos(x); }},
      {cos, [](double x) { return -std::sin(x); }},
      {tanh, [](double x) { return 1 - std::tanh(x) * std::tanh(x); }},
      {erf, [](double x) { return 2 / std::sqrt(M_PI) * std::exp(-x * x); }},
      {sigmoid, [](double x) { return std::exp(-x) / std::pow(1 + std::exp(-x), 2); }},
      {[](Arg x) { return pow(x, 3); }, [](double x) { return 3 * x * x; }},
      {[](Arg x) { return pow(2, x); }, [](double x) { return std::log(2) * std::pow(2, x); }},
      {[](Arg x) { return 1 / x; }, [](double x) { return -1 / x / x; }},
      {floor, [](double) { return 0.0; }},
      {relu, [](double) { return 1.0; }},
  };
  auto all = [&](Tensor x) {
    Tensors gradients;
    for (const Case &one : cases)
      gradients.push_back(grad([&](Tensor y) { return one.f(y); })(x));
    return gradients;
  };
  Tensors gradients = jit(all, {.verifyEach = true})(0.75);
  for (size_t i = 0; i < gradients.size(); ++i) {
    SCOPED_TRACE(i);
    expectScalar(gradients[i], cases[i].derivative(0.75));
  }
}

TEST(RealGradients, ThirdDerivatives) {
  auto wave = [](Tensor x) { return sin(x) * x; };
  double x = 0.7; // (sin x * x)''' = -3 sin x - x cos x
  expectScalar(grad(grad(grad(wave)))(x), -3 * std::sin(x) - x * std::cos(x));
  auto power = [](Tensor x) { return x * x * x * x; };
  expectScalar(grad(grad(grad(power)))(x), 24 * x);
  auto loss = [](Tensor x) { return tanh(x); };
  double t = std::tanh(x), d = 1 - t * t;
  expectScalar(grad(grad(loss))(x), -2 * t * d);
  expectScalar(jit(grad(jit(grad(grad(loss)))))(x), -2 * d * d + 4 * t * t * d);
}

TEST(RealGradients, OfOtherArgumentsAndSeveral) {
  auto f = [](Tensor x, Tensor y, Tensor z) { return sum(x * y * y * exp(z)); };
  Tensor x{1.0, 2.0}, y{3.0, -1.0};
  expectTensor(grad<1>(f)(x, y, 0.0), {{2}, {6, -4}});
  auto [value, gradients] = valueAndGrad<2, 0>(f)(x, y, 0.0);
  expectScalar(value, 11);
  expectScalar(std::get<0>(gradients), 11);
  expectTensor(std::get<1>(gradients), {{2}, {9, 1}});
}

TEST(RealGradients, BroadcastOperandsAreSummed) {
  auto f = [](Tensor x, Tensor b, Tensor s) { return sum((x + b) * s); };
  auto [x, b, s] = grad<0, 1, 2>(f)(Tensor({{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}}), Tensor{1.0, -1.0},
                                    Tensor(2.0));
  expectTensor(x, {{3, 2}, Numbers(6, 2)});
  expectTensor(b, {{2}, {6, 6}});
  expectScalar(s, 21);
}

TEST(RealGradients, AuxiliaryResultsAndNestedTrees) {
  Model model{{Tensor{1.0, 2.0}, 3.0},
              {{Tensor{4.0, 5.0}, 6.0}, {Tensor{-1.0, 1.0}, 0.0}},
              {{"scale", 2.0}, {"shift", 1.0}},
              Tensor(0.5)};
  auto f = [](const Model &m, Tensor x) {
    Tensor y = m.first.w * x + m.first.b;
    for (const Layer &layer : m.others)
      y = y * layer.w + layer.b;
    for (int i = 1; i < m.power; ++i)
      y = y * y;
    y = y * m.named.at("scale") + m.named.at("shift");
    return std::pair(*m.gain * sum(y), std::array<Tensor, 2>{y, x});
  };
  auto [result, g] = jit(valueAndGrad(f))(model, Tensor{1.0, -1.0});
  // Element 0: u = 1 + 3 = 4, 4 * 4 + 6 = 22, -22, 484, 969; element 1: u = 1, 5 + 6 = 11, 11, 121,
  // 243.
  expectScalar(result.first, 606);
  expectTensor(result.second[0], {{2}, {969, 243}});
  expectTensor(result.second[1], {{2}, {1, -1}});
  // d / d y_last = 0.5 * 2 * 2 y: -44 and 22.
  expectTensor(g.others[1].w, {{2}, {-44 * 22, 22 * 11}});
  expectScalar(g.others[1].b, -22);
  expectTensor(g.others[0].w, {{2}, {44 * 4, 22}});
  expectTensor(g.first.w, {{2}, {44 * 4, -22 * 5}});
  expectScalar(g.first.b, 44 * 4 + 22 * 5);
  expectScalar(g.named.at("scale"), 0.5 * 605);
  expectScalar(g.named.at("shift"), 1);
  expectScalar(*g.gain, 1212);
  EXPECT_EQ(g.power, 2);
}

TEST(RealGradients, JitInsideGradInsideJitInsideGrad) {
  auto cube = jit([](Tensor x) { return x * x * x; });
  auto inner = jit(grad(cube));                                      // 3 x^2
  auto outer = [=](Tensor x, Tensor y) { return inner(x * y) * y; }; // 3 x^2 y^3
  expectScalar(grad<1>(outer)(2.0, 3.0), 9 * 4 * 9);
  expectScalar(jit(grad(grad(outer)))(2.0, 3.0), 6 * 27);
}

TEST(RealGradients, PerturbationsAreNotConfused) {
  // d/dx (x * d/dy (x + y)) = 1, and d/dx (x * d/dy (x * y)) = 2 x.
  auto sums = [](Tensor x) { return x * grad([=](Tensor y) { return x + y; })(1.0); };
  auto products = [](Tensor x) { return x * grad([=](Tensor y) { return x * y; })(x); };
  expectScalar(grad(sums)(3.0), 1);
  expectScalar(grad(products)(3.0), 6);
}

TEST(RealGradients, CapturedTensorsAreInputs) {
  Tensor w{2.0, 3.0}, table({{1.0, 2.0}, {3.0, 4.0}});
  auto f = jit([=](Tensor x) {
    return grad([=](Tensor y) { return sum(matmul(table, y * w) * y) + sum(w); })(x);
  });
  // f = sum_i y_i sum_j t_ij w_j y_j; df/dy_k = sum_j t_kj w_j y_j + w_k sum_i t_ik y_i
  Tensor got = f(Tensor{1.0, 1.0});
  expectTensor(got, {{2}, {2 + 6 + 2 * 4, 6 + 12 + 3 * 6}});
  EXPECT_EQ(f.graph(Tensor{1.0, 1.0}).arguments.size(), 3u);
  expectTensor(grad([&](Tensor y) { return sum(y * w); })(Tensor{0.0, 0.0}), {{2}, {2, 3}});
  expectTensor(f(Tensor{0.0, 2.0}), {{2}, {12 + 2 * 6, 24 + 3 * 8}});
}

TEST(RealGradients, ByAnUnusedArgumentAndByWhatIsReturned) {
  auto f = [](Tensor x, Tensor unused) { return x; };
  auto [value, gradients] = valueAndGrad<0, 1>(f)(2.0, Tensor{1.0, 2.0});
  expectScalar(value, 2);
  expectScalar(std::get<0>(gradients), 1);
  expectTensor(std::get<1>(gradients), {{2}, {0, 0}});
  auto constant = [](Tensor) { return Tensor(3.0) + 1; };
  expectScalar(grad(constant)(2.0), 0);
}

TEST(RealGradients, CalledTwiceAndOnOtherShapes) {
  auto g = grad([](Tensor x) { return sum(x * x); });
  for (double scale : {1.0, -2.0})
    expectTensor(g(Tensor{scale, 2 * scale}), {{2}, {2 * scale, 4 * scale}});
  expectTensor(g(Tensor({{3.0}})), {{1, 1}, {6}});
  expectTensor(g(Tensor(std::vector<double>{1, 2}, {2})), {{2}, {2, 4}, DType::F64});
  expectTensor(g(Tensor(std::vector<float>(), {0})), {{0}, {}});
  auto twice = jit([=](Tensor x) { return std::pair(g(x), g(x * 2)); });
  auto [a, b] = twice(Tensor{1.0});
  expectTensor(a, {{1}, {2}});
  expectTensor(b, {{1}, {4}});
}

TEST(RealGradients, OfStructuredOps) {
  Tensor x({{0.5, -1.0, 2.0}, {1.5, 0.25, -0.75}}), labels{2, 0};
  Tensor weights({{1.0, 2.0, 3.0}, {-1.0, 0.5, 4.0}});
  std::vector<std::function<Tensor(Tensor)>> functions{
      [=](Tensor t) { return sum(softmax(t) * weights); },
      [=](Tensor t) { return sum(logSoftmax(t, 0) * weights); },
      [=](Tensor t) { return mean(crossEntropy(t, labels)); },
      [=](Tensor t) {
        return sum(pad(slice(transpose(t), {0, 0}, {-1, 1}), 1, {1, 0}, {0, 2}, {1, 0}) * 3);
      },
      [=](Tensor t) {
        return sum(concatenate({t, t * t}, -1) * concatenate({weights, weights}, 1));
      },
      [=](Tensor t) {
        return sum(gather(transpose(t), Tensor{0, 0, 2}) * 2) +
               sum(scatterAdd(t, labels, 4) * scatterAdd(t, labels, 4));
      },
      [=](Tensor t) {
        return sum(matmul(t, weights, false, true) * matmul(t, weights, false, true));
      },
      [=](Tensor t) { return sum(reduceProd(t, {1})) + sum(reduceMax(t, {0})) + min(t) * max(t); },
      [=](Tensor t) { return sum(dot(t, weights, {{0}, {0}, {1}, {1}})) + mse(t, weights); },
      [=](Tensor t) {
        return sum(binaryCrossEntropy(t, sigmoid(weights))) +
               sum(select(greater(t, 0), t * t, 3 * t));
      },
      [=](Tensor t) {
        return sum(clamp(t, -0.9, 1.7) * weights) + sum(broadcast(t, {2, 2, 3}) * weights);
      },
      [=](Tensor t) { return sum(gelu(t) + geluApproximate(t) + abs(t)); },
  };
  auto all = [&](Tensor t) {
    Tensors out;
    for (const auto &f : functions)
      out.push_back(f(t));
    return out;
  };
  auto gradients = jit([&](Tensor t) {
    Tensors out;
    for (const auto &f : functions)
      out.push_back(grad(f)(t));
    return out;
  })(x);
  auto values = jit(all);
  std::vector<float> base = x.toVector<float>();
  constexpr double h = 1.0 / 128;
  for (size_t e = 0; e < base.size(); ++e) {
    std::vector<float> up = base, down = base;
    up[e] += float(h), down[e] -= float(h);
    Tensors high = values(Tensor(up, {2, 3})), low = values(Tensor(down, {2, 3}));
    for (size_t i = 0; i < functions.size(); ++i) {
      double slope = (high[i].item<double>() - low[i].item<double>()) / (2 * h);
      EXPECT_NEAR(gradients[i].toVector<double>()[e], slope, 2e-2 * std::max(1.0, std::abs(slope)))
          << "function " << i << ", element " << e;
    }
  }
}

//===- the programs of the design ------------------------------------------------------------===//

struct Mlp {
  tcc::Tensor w1, b1, w2, b2;
};
tcc::Tensor loss(const Mlp &m, tcc::Tensor x, tcc::Tensor labels) {
  auto h = relu(matmul(x, m.w1) + m.b1);
  return mean(softmaxCrossEntropy(matmul(h, m.w2) + m.b2, labels));
}

TEST(RealDesign, TheStepLearns) {
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
  for (int i = 0; i < 200; ++i) {
    auto [l, updated] = step(model, x, y);
    model = updated;
    last = l.item<float>();
    if (i == 0)
      EXPECT_NEAR(last, first, 1e-6);
  }
  EXPECT_LT(last, first / 10);
}

// Squares: the brighter half says the class.
static data::Dataset squares(int64_t samples) {
  Array features(DType::F32, {samples, 4, 4}), labels(DType::I32, {samples});
  for (int64_t i = 0; i < samples; ++i) {
    int label = int(i * 7 % 3 % 2);
    labels.as<int32_t>()[size_t(i)] = label;
    for (int64_t p = 0; p < 16; ++p)
      features.as<float>()[size_t(i * 16 + p)] =
          float((p < 8) == bool(label)) + float(i * 31 % 17 + p * 3 % 5) / 40;
  }
  return {features, labels, {}, {}};
}

TEST(RealDesign, TheTrainerLearns) {
  const char *folder = std::getenv("TCC_DATA");
  data::Split data{squares(320), squares(64)};
  if (folder && std::filesystem::exists(std::filesystem::path(folder) / "mnist")) {
    auto mnist = tcc::data::mnist(std::filesystem::path(folder) / "mnist");
    std::vector<int64_t> few(2000);
    std::iota(few.begin(), few.end(), 0);
    data = {mnist.train.select(few), mnist.test.select(few)};
  }
  TemporaryFolder out;
  auto model =
      tcc::nn::sequential(tcc::nn::flatten(), tcc::nn::dense(128, tcc::relu), tcc::nn::dense(10));
  tcc::Trainer trainer(model, {.loss = tcc::nn::softmaxCrossEntropy,
                               .optimizer = tcc::optim::adam(1e-3),
                               .metrics = {tcc::nn::accuracy},
                               .target = "cpu"});
  auto history = trainer.fit(
      data.train, {.epochs = 5, .batchSize = 32, .validation = data.test, .verbose = false});
  trainer.save(out / "mnist.safetensors");
  EXPECT_GT(history.epochs.back().validation->metrics[0], 0.8);
  EXPECT_GT(trainer.report().kernels.size(), 0u);
  tcc::Trainer other(model);
  other.load(out / "mnist.safetensors");
  EXPECT_TRUE(sameBits(Tensor(other.predict(data.test.features)),
                       Tensor(trainer.predict(data.test.features))));
}
