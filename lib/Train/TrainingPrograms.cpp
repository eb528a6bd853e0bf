// A training step is one program: value, gradient, update and the next random key, its state
// donated.
#include "TrainingPrograms.h"

using namespace tcc;
using namespace tcc::detail;

static BatchResult measure(const TrainerOptions &options, const Tensor &outputs,
                           const Tensor &labels) {
  BatchResult result{mean(Arg(options.loss(outputs, labels), options.loss.where)), {}};
  for (const nn::Metric &metric : options.metrics)
    result.metrics.push_back(metric.function(outputs, labels));
  return result;
}

static auto makeStep(const nn::Layer &model, const TrainerOptions &options) {
  auto step = [=](const TrainState &state, const Tensor &x, const Tensor &y) {
    auto objective = [&](const nn::Params &params, const Tensor &x, const Tensor &y) {
      return measure(options, model.apply(params, x, {.train = true, .key = state.key}), y);
    };
    auto [batch, gradients] = valueAndGrad(objective)(state.params, x, y);
    auto [params, optimizer] = options.optimizer.update(state.params, gradients, state.optimizer);
    Tensor nextStep =
        constant(Array::from(std::span<const int64_t>(std::array<int64_t, 2>{0, 1}), {2}));
    return StepResult{batch, {params, optimizer, state.key + nextStep}};
  };
  return jit(
      step,
      {.donate = {0}, .target = options.target, .tuning = options.tuning, .name = "train_step"});
}

TrainingPrograms detail::makePrograms(const nn::Layer &model, const TrainerOptions &options) {
  auto step = makeStep(model, options);
  auto evaluate = [=](const nn::Params &params, const Tensor &x, const Tensor &y) {
    return measure(options, model.apply(params, x), y);
  };
  auto predict = [=](const nn::Params &params, const Tensor &x) { return model.apply(params, x); };
  auto report = [=](const TrainState &state, const Tensor &x, const Tensor &y) {
    return step.report(state, x, y);
  };
  return {step,
          jit(evaluate, {.target = options.target, .tuning = options.tuning, .name = "evaluate"}),
          jit(predict, {.target = options.target, .tuning = options.tuning, .name = "predict"}),
          report};
}
