// tcc train: a model in text on a table, a share of the rows held out, the weights written at the
// end.
#include "Commands.h"

#include "tcc/data.h"
#include "tcc/nn.h"
#include "tccrt.h"

using namespace tcc;
using namespace tcc::cli;

/// "adam:lr=1e-3" -> the optimizer.
static optim::Optimizer parseOptimizer(const std::string &text) {
  size_t colon = text.find(':');
  std::string name = text.substr(0, colon);
  double rate = name == "adam" ? 1e-3 : 1e-2;
  if (colon != std::string::npos) {
    llvm::StringRef option = llvm::StringRef(text).drop_front(colon + 1);
    if (!option.consume_front("lr=") || option.getAsDouble(rate) || !(rate > 0))
      throw Error("--optimizer expects a rate above 0 such as adam:lr=1e-3, got '" + text + "'");
  }
  if (name == "adam")
    return optim::adam(rate);
  if (name == "sgd")
    return optim::sgd(rate);
  if (name == "momentum")
    return optim::momentum(rate);
  throw Error("--optimizer: no optimizer '" + name + "'; there are sgd, momentum and adam");
}

namespace {
struct Objective {
  nn::Loss loss;
  std::vector<nn::Metric> metrics;
  bool regression;
};
} // namespace

static Objective parseLoss(const std::string &name) {
  if (name == "softmax_cross_entropy")
    return {nn::softmaxCrossEntropy, {nn::accuracy}, false};
  if (name == "binary_cross_entropy")
    return {nn::binaryCrossEntropy, {nn::binaryAccuracy}, true};
  if (name == "mse")
    return {nn::mse, {nn::meanError}, true};
  throw Error("--loss expects softmax_cross_entropy, binary_cross_entropy or mse, got '" + name +
              "'");
}

static std::string required(const CommandLine &line, OptionId id, const char *spelling) {
  std::string value = line.get(id);
  if (value.empty())
    throw Error(std::string("tcc train needs ") + spelling);
  return value;
}

int cli::runTrain(const CommandLine &line) {
  std::string model = modelPath(line);
  Objective objective =
      parseLoss(required(line, OPT_loss, "--loss=softmax_cross_entropy|binary_cross_entropy|mse"));
  std::string label = required(line, OPT_label, "--label=COLUMN");
  TrainerOptions options{.loss = objective.loss,
                         .optimizer = parseOptimizer(line.get(OPT_optimizer, "adam")),
                         .metrics = objective.metrics,
                         .target = line.get(OPT_target, "cpu"),
                         .tuning = line.get(OPT_tuning),
                         .seed = uint64_t(line.getInteger(OPT_seed, 0, 0))};
  FitOptions fit{.epochs = line.getInteger(OPT_epochs, 1, 1),
                 .batchSize = line.getInteger(OPT_batch, 32, 1)};
  double held = line.getNumber(OPT_test_fraction, 0.2);
  if (!(held >= 0 && held < 1))
    throw Error("--test-fraction expects a share from 0 to below 1, got '" +
                line.get(OPT_test_fraction) + "'");
  tccrt_set_num_threads(int32_t(line.getInteger(OPT_threads, 0, 1)));

  data::Table table = data::readCsv(required(line, OPT_data, "--data=train.csv"));
  data::Dataset all = data::toDataset(table, label, {.regression = objective.regression});
  data::Split parts = data::split(all, 1 - held, {.seed = options.seed});
  if (line.has(OPT_standardize))
    options.standardizer = data::Standardizer::fit(parts.train.features);
  Trainer trainer(nn::programLayer(model, {.entry = line.get(OPT_entry, "main"), .logits = true}),
                  options);
  fit.validation = parts.test;
  trainer.fit(parts.train, fit);
  if (parts.test.size()) {
    Evaluation result = trainer.evaluate(parts.test);
    std::printf("held out %ld rows: loss %.4f, %s %.4f\n", long(parts.test.size()), result.loss,
                objective.metrics[0].name, result.metrics[0]);
  }
  if (line.has(OPT_output)) {
    trainer.save(line.get(OPT_output));
    std::printf("wrote %s\n", line.get(OPT_output).c_str());
  }
  return 0;
}
