// The compiled functions of training, and the state they carry.
#ifndef TCC_LIB_TRAIN_TRAININGPROGRAMS_H
#define TCC_LIB_TRAIN_TRAININGPROGRAMS_H

#include "tcc/Train/Trainer.h"

namespace tcc::detail {

/// All that a training step updates.
struct TrainState {
  nn::Params params;
  optim::State<nn::Params> optimizer;
  Tensor key; // of random layers: seed and step
};

/// Means over a batch.
struct BatchResult {
  Tensor loss;
  std::vector<Tensor> metrics;
};

struct StepResult {
  BatchResult batch;
  TrainState state;
};

/// Functions of (state or parameters, features, labels).
struct TrainingPrograms {
  std::function<StepResult(const TrainState &, const Tensor &, const Tensor &)> step;
  std::function<BatchResult(const nn::Params &, const Tensor &, const Tensor &)> evaluate;
  std::function<Tensor(const nn::Params &, const Tensor &)> predict;
  /// Of the step for these arguments.
  std::function<Report(const TrainState &, const Tensor &, const Tensor &)> report;
};

TrainingPrograms makePrograms(const nn::Layer &model, const TrainerOptions &options);

} // namespace tcc::detail

#endif
