// Calls of compiled functions: from several threads at once, and what one costs beside the raw
// executable.
#include "Real.h"
#include "tcc/Compiler/Compiler.h"
#include "tcc/Executable.h"
#include "tcc/data.h"

#include <chrono>
#include <cmath>
#include <thread>

using namespace tcc;
using namespace tcc::testing;

TEST(RealThreads, OneFunctionCalledByTwo) {
  Tensor w = normal(randomKey(1), {60, 60});
  auto f = jit([=](Tensor x) { return sum(tanh(matmul(x, w)), {1}) + x * 2; });
  auto reference = [&](int i) { return f(full({60, 60}, 0.01 * i)); };
  Tensors wanted;
  for (int i = 0; i < 8; ++i)
    wanted.push_back(reference(i));
  std::atomic<int> wrong = 0;
  auto work = [&](int start) {
    for (int round = 0; round < 200; ++round) {
      int i = (start + round) % 8;
      wrong += !sameBits(reference(i), wanted[size_t(i)]);
    }
  };
  std::thread one(work, 0), two(work, 3);
  work(5);
  one.join(), two.join();
  EXPECT_EQ(wrong, 0);
}

TEST(RealThreads, TheFirstCallByTwoAtOnce) {
  auto f = jit([](Tensor x) { return exp(x) * 3 - 1; });
  std::vector<float> results(4);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] { results[t] = f(Tensor(double(t))).item<float>(); });
  for (std::thread &thread : threads)
    thread.join();
  for (size_t t = 0; t < 4; ++t)
    EXPECT_NEAR(results[t], std::exp(double(t)) * 3 - 1, 1e-4);
}

TEST(RealThreads, DifferentFunctionsCompileAtOnce) {
  std::atomic<int> wrong = 0;
  auto work = [&](int base) {
    for (int i = base; i < base + 6; ++i) {
      auto f = jit([=](Tensor x) {
        Tensor y = x;
        for (int k = 0; k < i; ++k)
          y = y * 0.5 + double(i);
        return std::pair(y, grad([=](Tensor v) { return sum(v * v) * i; })(x));
      });
      auto [y, g] = f(Tensor{1.0, 2.0});
      double expected = 1;
      for (int k = 0; k < i; ++k)
        expected = expected * 0.5 + i;
      wrong += std::abs(y.toVector<float>()[0] - expected) > 1e-4;
      wrong += std::abs(g.toVector<float>()[1] - 4 * i) > 1e-4;
      // An error on one thread is that thread's.
      wrong += messageOf([&] {
                 jit([](Tensor x) { return x + Tensor{1.0, 2.0, 3.0}; })(Tensor{1.0, 2.0});
               }).find("RealCalls.cpp") == std::string::npos;
    }
  };
  std::thread one(work, 1), two(work, 101);
  one.join(), two.join();
  EXPECT_EQ(wrong, 0);
}

TEST(RealThreads, EagerOpsOnTwo) {
  std::atomic<int> wrong = 0;
  auto work = [&](float scale) {
    for (int i = 0; i < 50; ++i)
      wrong += sum(Tensor{1.f, 2.f, 3.f} * scale + 1).item<float>() != 6 * scale + 3;
  };
  std::thread one(work, 2.f), two(work, 3.f);
  one.join(), two.join();
  EXPECT_EQ(wrong, 0);
}

//===- cost ----------------------------------------------------------------------------------===//

template <class F> static double bestMicroseconds(F f) {
  double best = 1e9;
  for (int round = 0; round < 30; ++round) {
    auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 200; ++i)
      f();
    best = std::min(
        best, std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
                      .count() /
                  200);
  }
  return best;
}

namespace {

struct Moments {
  std::map<std::string, Tensor> mean, square;
};

} // namespace

// 13 tensors, 12 of them donated and one in each map renewed.
TEST(RealOverhead, ACallOfThirteenTensors) {
  std::map<std::string, Tensor> params;
  for (const char *name : {"0.kernel", "0.bias", "1.kernel", "1.bias"})
    params[name] = Tensor{1.0, 2.0};
  auto copy = [](const auto &tree) {
    return map([](const Tensor &t) { return Tensor(t.array().clone()); }, tree);
  };
  Moments moments{copy(params), copy(params)};
  Tensor x{0.5, 0.25};
  auto step = jit(
      [](std::map<std::string, Tensor> p, Moments m, Tensor t) {
        p.at("0.bias") = p.at("0.bias") + t;
        return std::pair(std::move(p), std::move(m));
      },
      {.donate = {0, 1}});
  const detail::Graph graph = step.graph(params, moments, x);
  ASSERT_EQ(graph.arguments.size(), 13u);
  double call = bestMicroseconds([&] { std::tie(params, moments) = step(params, moments, x); });

  Report report;
  Executable raw(tcc_compiler_interface()->compile(graph, {}, &report));
  std::vector<Array> memory;
  std::vector<void *> pointers;
  for (const Tensor &leaf : flatten(std::tuple(params, moments, x)))
    memory.push_back(leaf.array().clone());
  for (Array &array : memory)
    pointers.push_back(array.data());
  for (const ValueInfo &result : raw.results())
    pointers.push_back(result.alias < 0 ? nullptr : memory[size_t(result.alias)].data());
  double bare = bestMicroseconds([&] { raw.callUnchecked(pointers.data(), pointers.data() + 13); });
  std::printf("a call of 13 tensors: %.2f us, the executable's part %.2f us\n", call, bare);
  RecordProperty("microseconds", std::to_string(call - bare));
  EXPECT_LT(call - bare, patience(20)); // loose: busy machines
}

TEST(RealOverhead, ABatchIsGatheredQuickly) {
  Array features(DType::F32, {6000, 784}), labels(DType::I32, {6000});
  std::fill_n(features.as<float>().begin(), features.size(), 1.f);
  std::fill_n(labels.as<int32_t>().begin(), 6000, 1);
  data::Batches batches({features, labels, {}, {}}, {.batchSize = 32});
  batches.start(0);
  double each = bestMicroseconds([&] {
    if (!batches.next())
      batches.start(0);
  });
  std::printf("a batch of 32x784: %.2f us\n", each);
  EXPECT_LT(each, 200);
}
