// Trains a network on handwritten digits with a step that tcc compiled; saves it, loads it back,
// tests it.
//   digits [--seeds=N] [--data=digits.csv.gz] [--at-least=PERCENT]
#include "tcc/data.h"
#include "tcc/nn.h"
#include "tcc/tcc.h"

#include <cstdio>
#include <cstring>
#include <string>

static double train(const tcc::data::Dataset &digits, uint64_t seed, const std::string &weights) {
  auto [trainSet, testSet] = tcc::data::split(digits, 0.8, {.seed = seed});
  auto model = tcc::nn::sequential(tcc::nn::dense(128, tcc::relu), tcc::nn::dense(10));
  tcc::TrainerOptions options{.loss = tcc::nn::softmaxCrossEntropy,
                              .optimizer = tcc::optim::adam(1e-3),
                              .metrics = {tcc::nn::accuracy},
                              .seed = seed};
  tcc::Trainer trainer(model, options);
  trainer.fit(trainSet, {.epochs = 30, .batchSize = 32, .validation = testSet});
  trainer.save(weights);

  tcc::Trainer reloaded(model, options);
  reloaded.load(weights);
  return reloaded.evaluate(testSet).metrics[0];
}

int main(int argc, char **argv) {
  int seeds = 1;
  double atLeast = 0; // mean accuracy in percent; less is exit status 1
  std::string path = TCC_EXAMPLE_DATA "/digits.csv.gz";
  for (int i = 1; i < argc; ++i) {
    if (!std::strncmp(argv[i], "--seeds=", 8))
      seeds = std::atoi(argv[i] + 8);
    else if (!std::strncmp(argv[i], "--data=", 7))
      path = argv[i] + 7;
    else if (!std::strncmp(argv[i], "--at-least=", 11))
      atLeast = std::atof(argv[i] + 11);
    else
      return std::fprintf(
                 stderr, "usage: digits [--seeds=N] [--data=digits.csv.gz] [--at-least=PERCENT]\n"),
             1;
  }
  try {
    tcc::data::Dataset digits = tcc::data::toDataset(tcc::data::readCsv(path), "label");
    for (float &pixel : digits.features.as<float>())
      pixel /= 16;
    double sum = 0;
    for (int seed = 0; seed < seeds; ++seed) {
      double accuracy = train(digits, seed, "digits.safetensors");
      std::printf("seed %d: test accuracy of the reloaded model %.2f %%\n", seed, 100 * accuracy);
      sum += accuracy;
    }
    std::printf("mean test accuracy over %d seeds: %.2f %%\n", seeds, 100 * sum / seeds);
    return 100 * sum / seeds >= atLeast ? 0 : 1;
  } catch (const tcc::Error &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return int(error.blame);
  }
}
