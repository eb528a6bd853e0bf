// Training: a model, a loss, an optimizer and data. Forward pass, backward pass and update are one
// compiled program that updates parameters and optimizer state in place.
#ifndef TCC_TRAIN_TRAINER_H
#define TCC_TRAIN_TRAINER_H

#include "tcc/Compiler/Compiler.h"
#include "tcc/Data/Dataset.h"
#include "tcc/NN/Layers.h"
#include "tcc/NN/Losses.h"
#include "tcc/NN/Optimizers.h"

#include <filesystem>

namespace tcc {

struct TrainerOptions {
  nn::Loss loss = nn::softmaxCrossEntropy;
  optim::Optimizer optimizer = optim::adam();
  std::vector<nn::Metric> metrics = {};
  std::string target = "cpu";
  /// As JitOptions::tuning.
  std::string tuning = {};
  /// Of parameters, shuffling and dropout: the same seed gives the same training, bit for bit.
  uint64_t seed = 0;
  /// Features pass through it first, in training and ever after; it is saved with the model.
  std::optional<data::Standardizer> standardizer = {};
};

struct FitOptions {
  int64_t epochs = 1;
  int64_t batchSize = 32;
  /// Evaluated after each epoch, if not empty.
  data::Dataset validation = {};
  bool shuffle = true;
  /// A progress line on a terminal, a line an epoch elsewhere.
  bool verbose = true;
};

/// Means over all samples.
struct Evaluation {
  double loss = 0;
  std::vector<double> metrics; // in the order of TrainerOptions::metrics
};

/// What came of an epoch. Its training figures are means over the batches as they were trained on.
struct EpochResult {
  int64_t epoch = 0; // from 1
  Evaluation training;
  std::optional<Evaluation> validation;
  double seconds = 0; // of the training steps
};

struct History {
  std::vector<EpochResult> epochs;
  int64_t steps = 0;
  double seconds = 0; // all of it, compilation and validation too
};

/// Trains a model and holds its parameters. Copies share them.
class Trainer {
public:
  Trainer(nn::Layer model, TrainerOptions options = {});

  /// Trains; further calls go on where the last one ended. Labels are checked first; a loss that is
  /// not finite is an error that names epoch and step.
  History fit(const data::Dataset &dataset, const FitOptions &options = {});
  Evaluation evaluate(const data::Dataset &dataset);
  /// The model's outputs, a row for each row of features.
  Array predict(const Array &features);

  /// Writes the parameters, and the standardizer if there is one, to a .safetensors file, whole or
  /// not at all.
  void save(const std::filesystem::path &path) const;
  /// Reads them back; the optimizer starts afresh. Features pass through the file's standardizer,
  /// or, where it has none (weights from elsewhere), through that of the options.
  void load(const std::filesystem::path &path);

  /// By name: "0.kernel". Empty before the first fit or load.
  const nn::Params &params() const;
  /// The compiled training step; empty before the first fit.
  const Report &report() const;

private:
  class Impl;
  std::shared_ptr<Impl> impl;
};

} // namespace tcc

#endif
