// Trains the usual network on MNIST and times it as the peers in peers/ time themselves: reading
// the data is not counted, compiling is. Programs are compiled once per process, so a cold figure
// needs a process for each fit.
#include "tcc/nn.h"
#include "tcc/tcc.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

namespace {

struct Options {
  std::string data = "data/mnist";
  int64_t batch = 32, epochs = 5, seed = 0, seeds = 1, rows = 0; // rows: train on so many; 0: all
  bool json = false;
};

struct Fit {
  double seconds = 0, compileMilliseconds = 0, accuracy = 0;
  std::vector<double> stepMicroseconds; // mean of each epoch
};

} // namespace

static bool parse(std::string_view argument, Options &options) {
  const std::pair<std::string_view, int64_t *> numbers[] = {{"--batch=", &options.batch},
                                                            {"--epochs=", &options.epochs},
                                                            {"--seed=", &options.seed},
                                                            {"--seeds=", &options.seeds},
                                                            {"--rows=", &options.rows}};
  for (auto [name, value] : numbers)
    if (argument.starts_with(name)) {
      const char *end = argument.data() + argument.size();
      auto parsed = std::from_chars(argument.data() + name.size(), end, *value);
      return parsed.ec == std::errc() && parsed.ptr == end;
    }
  if (argument.starts_with("--data="))
    options.data = argument.substr(7);
  else if (argument == "--json")
    options.json = true;
  else
    return false;
  return true;
}

// Share of the rows whose largest logit is the label's.
static double accuracy(const tcc::Array &logits, const tcc::Array &labels) {
  auto scores = logits.as<float>();
  auto wanted = labels.as<int32_t>();
  int64_t classes = logits.shape()[1], right = 0;
  for (size_t row = 0; row < wanted.size(); ++row) {
    auto first = scores.begin() + int64_t(row) * classes;
    right += std::max_element(first, first + classes) - first == wanted[row];
  }
  return double(right) / double(wanted.size());
}

static Fit fit(const tcc::data::Split &mnist, const Options &options, uint64_t seed) {
  auto start = std::chrono::steady_clock::now();
  auto model =
      tcc::nn::sequential(tcc::nn::flatten(), tcc::nn::dense(128, tcc::relu), tcc::nn::dense(10));
  tcc::Trainer trainer(
      model,
      {.loss = tcc::nn::softmaxCrossEntropy, .optimizer = tcc::optim::adam(1e-3), .seed = seed});
  tcc::History history = trainer.fit(
      mnist.train, {.epochs = options.epochs, .batchSize = options.batch, .verbose = false});
  Fit result;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (const tcc::EpochResult &epoch : history.epochs)
    result.stepMicroseconds.push_back(epoch.seconds * 1e6 * double(history.epochs.size()) /
                                      double(history.steps));
  result.compileMilliseconds = trainer.report().compileMilliseconds;
  result.accuracy = accuracy(trainer.predict(mnist.test.features), mnist.test.labels);
  return result;
}

static void print(const Fit &fit, const Options &options, int64_t seed) {
  if (!options.json) {
    std::printf(
        "seed %lld: accuracy %.2f %%, fit %.3f s, compile %.1f ms, us a step of each epoch:",
        (long long)seed, 100 * fit.accuracy, fit.seconds, fit.compileMilliseconds);
    for (double us : fit.stepMicroseconds)
      std::printf(" %.1f", us);
    std::printf("\n");
    return;
  }
  std::printf("{\"batch\": %lld, \"seed\": %lld, \"epochs\": %lld, \"rows\": %lld, \"accuracy\": "
              "%.6f, \"fit_s\": %.6f, "
              "\"compile_ms\": %.3f, \"step_us\": [",
              (long long)options.batch, (long long)seed, (long long)options.epochs,
              (long long)options.rows, fit.accuracy, fit.seconds, fit.compileMilliseconds);
  for (size_t i = 0; i < fit.stepMicroseconds.size(); ++i)
    std::printf("%s%.3f", i ? ", " : "", fit.stepMicroseconds[i]);
  std::printf("]}\n");
}

int main(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i)
    if (!parse(argv[i], options)) {
      std::fprintf(
          stderr,
          "usage: perf-mnist [--data=FOLDER] [--batch=N] [--epochs=N] [--seed=FIRST] [--seeds=N] "
          "[--rows=N] [--json]\n");
      return 1;
    }
  try {
    tcc::data::Split mnist = tcc::data::mnist(options.data);
    if (options.rows > 0 && options.rows < mnist.train.size()) {
      mnist.train.features = mnist.train.features.rows(0, options.rows).clone();
      mnist.train.labels = mnist.train.labels.rows(0, options.rows).clone();
    }
    for (int64_t seed = options.seed; seed < options.seed + options.seeds; ++seed)
      print(fit(mnist, options, uint64_t(seed)), options, seed);
    return 0;
  } catch (const tcc::Error &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return int(error.blame);
  }
}
