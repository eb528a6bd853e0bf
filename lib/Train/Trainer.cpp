// The loops around the compiled programs: batches, means, progress, and the model's file.
#include "tcc/Train/Trainer.h"

#include "Progress.h"
#include "TrainingPrograms.h"
#include "tcc/Data/Safetensors.h"
#include "tcc/Support/Text.h"

#include <cmath>

using namespace tcc;
using namespace tcc::detail;
using data::Dataset;

static constexpr const char *meanName = "standardizer.mean";
static constexpr const char *deviationName = "standardizer.deviation";

namespace {

// Sums of a batch's means, weighted by its size.
class Averages {
public:
  explicit Averages(size_t metrics) { sums.metrics.resize(metrics); }

  void add(const BatchResult &batch, double loss, int64_t samples) {
    sums.loss += loss * double(samples);
    for (size_t i = 0; i < sums.metrics.size(); ++i)
      sums.metrics[i] += batch.metrics[i].item<double>() * double(samples);
    count += samples;
  }
  Evaluation mean() const {
    Evaluation result = sums;
    result.loss /= double(count);
    for (double &metric : result.metrics)
      metric /= double(count);
    return result;
  }

private:
  Evaluation sums;
  int64_t count = 0;
};

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

static Shape sampleShape(const Array &features) {
  if (!features.valid() || features.rank() < 2 || features.size() == 0)
    throwError("trainer",
               concat("expected features of some samples, one row each, got ",
                      features.valid() ? toString(features.shape(), features.dtype()) : "none"));
  return Shape(features.shape().begin() + 1, features.shape().end());
}

// All of it in as few batches as memory allows, of one size where that is possible: each size is
// compiled.
static int64_t evaluationBatch(int64_t samples) {
  constexpr int64_t most = 1024, least = 64, otherwise = 256;
  for (int64_t size = std::min(samples, most); size >= std::min(samples, least); --size)
    if (samples % size == 0)
      return size;
  return otherwise;
}

class Trainer::Impl {
public:
  Impl(nn::Layer model, TrainerOptions options)
      : model(std::move(model)), options(std::move(options)),
        programs(makePrograms(this->model, this->options)),
        standardizer(this->options.standardizer) {}

  History fit(const Dataset &dataset, const FitOptions &fitOptions);
  Evaluation evaluate(const Dataset &dataset) { return evaluatePrepared(prepare(dataset)); }
  Array predict(const Array &features);
  void save(const std::filesystem::path &path) const;
  void load(const std::filesystem::path &path);

  TrainState state;
  Report report;

private:
  void prepareParams(const Shape &sample);
  Dataset prepare(const Dataset &dataset);
  Array matchLabels(const Array &labels, const Shape &output) const;
  Evaluation evaluatePrepared(const Dataset &dataset);
  Evaluation trainEpoch(data::Batches &batches, Progress &progress, int64_t epoch);
  double checkedLoss(const Tensor &loss, int64_t epoch, int64_t step, int64_t steps) const;
  void checkParams(const nn::Params &given, const Shape &sample, std::string_view source) const;

  nn::Layer model;
  TrainerOptions options;
  TrainingPrograms programs;
  std::optional<data::Standardizer> standardizer;
  std::optional<Shape> input; // of one sample, once known
  int64_t epochsDone = 0;     // of all fits: each epoch has its own order
};

void Trainer::Impl::checkParams(const nn::Params &given, const Shape &sample,
                                std::string_view source) const {
  nn::Params expected = model.init(options.seed, sample);
  for (const auto &[name, tensor] : expected) {
    auto found = given.find(name);
    std::string wanted = toString(tensor.shape(), tensor.dtype());
    if (found == given.end())
      throwError(source, concat("the model's parameter '", name, "' (", wanted, ") is missing"),
                 "load a file that the same model saved");
    std::string got = toString(found->second.shape(), found->second.dtype());
    if (wanted != got)
      throwError(source, concat("the parameter '", name, "' does not fit the model: expected ",
                                wanted, ", got ", got));
  }
  for (const auto &[name, tensor] : given)
    if (!expected.count(name))
      throwError(source, concat("the model has no parameter ", quote(name)),
                 concat("it is ", model.describe()));
}

// Makes the parameters for samples of this shape, or checks that those there are fit.
void Trainer::Impl::prepareParams(const Shape &sample) {
  if (input && *input != sample)
    throwError("trainer", concat("the model was made for samples of ", toString(*input, DType::F32),
                                 ", got samples of ", toString(sample, DType::F32)));
  if (state.params.empty())
    state.params = model.init(options.seed, sample);
  else if (!input)
    checkParams(state.params, sample, "trainer");
  input = sample;
}

// Labels of as many numbers as the model's outputs take their shape, so that [32] is not broadcast
// against [32, 1].
Array Trainer::Impl::matchLabels(const Array &labels, const Shape &output) const {
  int64_t rows = labels.shape()[0], outputs = elementCount(output);
  if (labels.dtype() == DType::I32 && labels.rank() == 1)
    data::checkClassLabels(labels, outputs == 1 ? 2 : output.back());
  if (labels.size() != rows * outputs)
    return labels;
  Shape shape = output;
  shape.insert(shape.begin(), rows);
  return labels.reshape(shape);
}

Dataset Trainer::Impl::prepare(const Dataset &dataset) {
  Dataset prepared = dataset;
  Shape sample = sampleShape(dataset.features);
  if (!dataset.labels.valid())
    throwError("trainer", "the data set has no labels");
  dataset.check();
  prepareParams(sample);
  prepared.labels = matchLabels(dataset.labels, model.outputShape(sample));
  if (standardizer)
    prepared.features = standardizer->apply(dataset.features);
  return prepared;
}

double Trainer::Impl::checkedLoss(const Tensor &loss, int64_t epoch, int64_t step,
                                  int64_t steps) const {
  double value = loss.item<double>();
  if (!std::isfinite(value))
    throwError("trainer",
               concat("the loss is ", value, " in epoch ", epoch, ", step ", step, " of ", steps),
               "lower the learning rate, or look for values in the data that are not finite or "
               "very large");
  return value;
}

Evaluation Trainer::Impl::trainEpoch(data::Batches &batches, Progress &progress, int64_t epoch) {
  Averages averages(options.metrics.size());
  int64_t step = 0;
  batches.start(epochsDone);
  while (const data::Batch *batch = batches.next()) {
    Tensor x(batch->features), y(batch->labels);
    if (report.function.empty())
      report = programs.report(state, x, y);
    StepResult result = programs.step(state, x, y);
    state = std::move(result.state);
    double loss = checkedLoss(result.batch.loss, epoch, ++step, batches.count());
    averages.add(result.batch, loss, batch->size());
    progress.step(step, averages.mean());
  }
  ++epochsDone;
  return averages.mean();
}

History Trainer::Impl::fit(const Dataset &dataset, const FitOptions &fitOptions) {
  auto start = std::chrono::steady_clock::now();
  if (fitOptions.epochs < 0 || fitOptions.batchSize < 1)
    throwError("trainer", concat("expected 0 or more epochs and a batch size of 1 or more, got ",
                                 fitOptions.epochs, " and ", fitOptions.batchSize));
  Dataset training = prepare(dataset), validation;
  if (fitOptions.validation.size())
    validation = prepare(fitOptions.validation);
  if (!state.key.valid()) {
    state.optimizer = options.optimizer.init(state.params);
    state.key = randomKey(options.seed);
  }
  data::Batches batches(training, {.batchSize = std::min(fitOptions.batchSize, training.size()),
                                   .shuffle = fitOptions.shuffle,
                                   .seed = options.seed});
  std::vector<std::string> names;
  for (const nn::Metric &metric : options.metrics)
    names.push_back(metric.name);
  Progress progress(fitOptions.verbose ? stdout : nullptr, names, fitOptions.epochs,
                    batches.count());
  History history;
  for (int64_t epoch = 1; epoch <= fitOptions.epochs; ++epoch) {
    auto epochStart = std::chrono::steady_clock::now();
    progress.startEpoch(epoch);
    EpochResult result{epoch, trainEpoch(batches, progress, epoch), {}, secondsSince(epochStart)};
    if (validation.size())
      result.validation = evaluatePrepared(validation);
    progress.endEpoch(result);
    history.epochs.push_back(std::move(result));
    history.steps += batches.count();
  }
  history.seconds = secondsSince(start);
  return history;
}

Evaluation Trainer::Impl::evaluatePrepared(const Dataset &dataset) {
  Averages averages(options.metrics.size());
  int64_t rows = dataset.size(), size = evaluationBatch(rows);
  for (int64_t begin = 0; begin < rows; begin += size) {
    int64_t end = std::min(begin + size, rows);
    BatchResult result = programs.evaluate(state.params, dataset.features.rows(begin, end),
                                           dataset.labels.rows(begin, end));
    averages.add(result, result.loss.item<double>(), end - begin);
  }
  return averages.mean();
}

Array Trainer::Impl::predict(const Array &features) {
  Shape sample = sampleShape(features);
  if (state.params.empty())
    throwError("trainer", "the model has no parameters yet", "fit it, or load them");
  prepareParams(sample);
  Array inputs = standardizer ? standardizer->apply(features) : features;
  int64_t rows = inputs.shape()[0], size = evaluationBatch(rows);
  Shape shape = model.outputShape(sample);
  shape.insert(shape.begin(), rows);
  Array outputs(DType::F32, shape);
  for (int64_t begin = 0; begin < rows; begin += size) {
    int64_t end = std::min(begin + size, rows);
    Array part = programs.predict(state.params, inputs.rows(begin, end)).array();
    auto to = outputs.rows(begin, end).as<float>();
    auto from = part.as<float>();
    std::copy(from.begin(), from.end(), to.begin());
  }
  return outputs;
}

void Trainer::Impl::save(const std::filesystem::path &path) const {
  if (state.params.empty())
    throwError(path.string(), "there is nothing to save: the model has no parameters yet",
               "fit it first");
  data::Safetensors content;
  for (const auto &[name, tensor] : state.params)
    content.tensors[name] = tensor.array();
  if (standardizer) {
    content.tensors[meanName] = standardizer->mean;
    content.tensors[deviationName] = standardizer->deviation;
  }
  content.metadata = {{"format", "tcc"}, {"model", model.describe()}};
  if (input)
    content.metadata["sample"] = toString(*input, DType::F32);
  data::writeSafetensors(path, content);
}

void Trainer::Impl::load(const std::filesystem::path &path) {
  data::Safetensors content = data::readSafetensors(path);
  auto take = [&](const char *name) {
    auto node = content.tensors.extract(name);
    return node ? node.mapped() : Array();
  };
  data::Standardizer saved{take(meanName), take(deviationName)};
  nn::Params params;
  for (const auto &[name, array] : content.tensors)
    params[name] = array;
  if (input)
    checkParams(params, *input, path.string());
  if (params.empty() || saved.mean.valid() != saved.deviation.valid())
    throwError(path.string(), "the file does not hold a model's parameters");
  state = {std::move(params), {}, {}};
  standardizer = saved.mean.valid() ? std::move(saved) : options.standardizer;
}

Trainer::Trainer(nn::Layer model, TrainerOptions options)
    : impl(std::make_shared<Impl>(std::move(model), std::move(options))) {}

History Trainer::fit(const Dataset &dataset, const FitOptions &options) {
  return impl->fit(dataset, options);
}
Evaluation Trainer::evaluate(const Dataset &dataset) { return impl->evaluate(dataset); }
Array Trainer::predict(const Array &features) { return impl->predict(features); }
void Trainer::save(const std::filesystem::path &path) const { impl->save(path); }
void Trainer::load(const std::filesystem::path &path) { impl->load(path); }
const nn::Params &Trainer::params() const { return impl->state.params; }
const Report &Trainer::report() const { return impl->report; }
