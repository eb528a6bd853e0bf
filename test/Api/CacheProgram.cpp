// A program as users write them, for the tests of the compile cache: compiles, runs, says whether
// it was found and whether the compiler was loaded.
#include "tcc/nn.h"
#include "tcc/tcc.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>

static bool isCompilerLoaded() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);)
    if (line.find("libtcc-compiler") != line.npos || line.find("libLLVM") != line.npos)
      return true;
  return false;
}

/// Signals of this process that somebody handles.
static int handledSignals() {
  int count = 0;
  for (int signal = 1; signal < 32; ++signal) {
    struct sigaction action = {};
    count += sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_DFL;
  }
  return count;
}

/// Sanitizers handle some from the start.
static const int handledAtStart = handledSignals();

/// The tensors of the peak, as one word.
static std::string peakOf(const tcc::Report &report) {
  std::string text = std::to_string(report.peakBytes) + "/" + std::to_string(report.peakCount);
  for (const tcc::LiveTensor &t : report.peak)
    text += "," + tcc::toString(t.type.shape, t.type.dtype) + "@" + t.maker + "@" + t.location;
  return text;
}

static void print(const tcc::Report &report, double value, double milliseconds) {
  std::printf("value=%.9g cached=%d compiler=%d kernels=%zu target=%s signals=%d "
              "ms=%.1f peak=%s\n",
              value, report.fromCache, isCompilerLoaded(), report.kernels.size(),
              report.target.c_str(), handledSignals() - handledAtStart, milliseconds,
              peakOf(report).c_str());
}

/// Adam's state has two more trees of the parameters' type: which one takes their memory is a
/// question of shapes.
static void train(std::chrono::steady_clock::time_point start) {
  auto model =
      tcc::nn::sequential(tcc::nn::flatten(), tcc::nn::dense(128, tcc::relu), tcc::nn::dense(10));
  tcc::Trainer trainer(model,
                       {.loss = tcc::nn::softmaxCrossEntropy, .optimizer = tcc::optim::adam(1e-3)});
  tcc::Array images(tcc::DType::F32, {32, 28, 28}), labels(tcc::DType::I32, {32});
  for (size_t i = 0; i < images.as<float>().size(); ++i)
    images.as<float>()[i] = float(i % 17) / 17;
  for (size_t i = 0; i < 32; ++i)
    labels.as<int32_t>()[i] = int32_t(i % 10);
  tcc::data::Dataset data;
  data.features = images;
  data.labels = labels;
  auto history = trainer.fit(data, {.epochs = 1, .batchSize = 32, .verbose = false});
  std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
  print(trainer.report(), history.epochs.back().training.loss, passed.count());
}

static void square(const tcc::JitOptions &options) {
  auto start = std::chrono::steady_clock::now();
  auto f = tcc::jit([](tcc::Tensor x) { return tcc::sum(x * x); }, options);
  tcc::Tensor x{1.0, 2.0, 3.0};
  double value = f(x).item<float>();
  std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
  print(f.report(x), value, passed.count());
}

/// Asks for a shape while it traces.
static void rows() {
  auto start = std::chrono::steady_clock::now();
  auto f = tcc::jit([](tcc::Tensor x) {
    tcc::Tensor y = tcc::matmul(x, x);
    return tcc::sum(y) * float(y.shape()[0]);
  });
  tcc::Tensor x(tcc::Array::from<float>(std::vector<float>(4, 1), {2, 2}));
  double value = f(x).item<float>();
  std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
  print(f.report(x), value, passed.count());
}

int main(int argc, char **argv) {
  tcc::JitOptions options;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--train")
      return train(std::chrono::steady_clock::now()), 0;
    if (word == "--rows")
      return rows(), 0;
    if (word == "--fast-math")
      options.fastMath = true;
    else if (word.starts_with("--target="))
      options.target = word.substr(9);
    else if (word.starts_with("--tuning="))
      options.tuning = word.substr(9);
    else if (word.starts_with("--threads="))
      options.threads = std::stoi(word.substr(10));
  }
  square(options);
}
