// Training on the compiler: the same bits at any number of threads, every kind of task, and what
// wrong data is told.
#include "Real.h"
#include "tcc/data.h"
#include "tcc/nn.h"
#include "tccrt.h"

#include <cmath>

using namespace tcc;
using namespace tcc::testing;
using data::Dataset;

static Dataset digits() {
  auto path = std::filesystem::path(TCC_SOURCE_FOLDER) / "docs/examples/data/digits.csv.gz";
  return data::toDataset(data::readCsv(path), "label");
}

static Dataset firstOf(const Dataset &dataset, int64_t count) {
  Dataset part = dataset;
  part.features = dataset.features.rows(0, count);
  part.labels = dataset.labels.rows(0, count);
  return part;
}

static nn::Layer digitModel() {
  return nn::sequential(nn::dense(48, relu), nn::dropout(0.25), nn::dense(32, tcc::tanh),
                        nn::dense(10));
}

static FitOptions quiet(int64_t epochs, int64_t batchSize = 32) {
  return {.epochs = epochs, .batchSize = batchSize, .verbose = false};
}

// 1797 samples and batches of 50: the last one has 47.
static nn::Params trainDigits(uint64_t seed, int threads, int64_t batchSize = 50) {
  static const Dataset dataset = digits();
  tccrt_set_num_threads(threads);
  Trainer trainer(digitModel(),
                  {.optimizer = optim::adam(2e-3), .metrics = {nn::accuracy}, .seed = seed});
  trainer.fit(dataset, quiet(2, batchSize));
  tccrt_set_num_threads(0);
  return trainer.params();
}

TEST(RealDeterminism, TrainingHasTheSameBits) {
  nn::Params first = trainDigits(7, 1);
  EXPECT_TRUE(sameBits(first, trainDigits(7, 1))) << "the same seed again";
  EXPECT_TRUE(sameBits(first, trainDigits(7, 2))) << "on two threads";
  EXPECT_TRUE(sameBits(first, trainDigits(7, 5))) << "on five threads";
  EXPECT_FALSE(sameBits(first, trainDigits(8, 1))) << "another seed";
}

TEST(RealDeterminism, LargeBatchesOnSeveralThreadsToo) {
  EXPECT_TRUE(sameBits(trainDigits(3, 1, 1000), trainDigits(3, 4, 1000)));
}

// Reductions that are split among threads, forwards and backwards.
TEST(RealDeterminism, LargeReductionsDoNotDependOnThreads) {
  auto f = jit([](Tensor key, Tensor w) {
    Tensor x = normal(key, {1200, 300});
    auto objective = [=](Tensor v) {
      return sum(tanh(matmul(x, v))) + mean(softmax(matmul(x, v)));
    };
    return std::tuple(sum(x), sum(x, {0}), mean(x, {1}), max(x), valueAndGrad(objective)(w),
                      prod(x * 1e-3 + 1));
  });
  Tensor key = randomKey(1), w = normal(randomKey(2), {300, 70});
  tccrt_set_num_threads(1);
  auto one = f(key, w);
  for (int threads : {2, 3, 8}) {
    tccrt_set_num_threads(threads);
    EXPECT_TRUE(sameBits(one, f(key, w))) << threads << " threads";
  }
  tccrt_set_num_threads(0);
}

TEST(RealTrainer, LearnsDigitsAndResumesBitForBit) {
  data::Split parts = data::split(digits(), 0.8);
  auto options = [&](bool scaled) {
    TrainerOptions made{.optimizer = optim::adam(3e-3), .metrics = {nn::accuracy}};
    if (scaled)
      made.standardizer = data::Standardizer::fit(parts.train.features);
    return made;
  };
  Trainer trainer(digitModel(), options(true));
  FitOptions fit = quiet(8);
  fit.validation = parts.test;
  History history = trainer.fit(parts.train, fit);
  EXPECT_EQ(history.steps, 8 * 45);
  EXPECT_GT(history.epochs.back().validation->metrics[0], 0.93);
  EXPECT_LT(history.epochs.back().training.loss, history.epochs.front().training.loss / 2);
  Evaluation result = trainer.evaluate(parts.test);
  EXPECT_EQ(result.loss, history.epochs.back().validation->loss);
  EXPECT_EQ(result.metrics, history.epochs.back().validation->metrics);

  Array outputs = trainer.predict(parts.test.features);
  EXPECT_EQ(outputs.shape(), (Shape{359, 10}));
  EXPECT_EQ(trainer.predict(parts.test.features.rows(0, 1)).shape(), (Shape{1, 10}));
  EXPECT_NEAR(nn::accuracy.function(outputs, parts.test.labels).item<double>(), result.metrics[0],
              1e-6);

  TemporaryFolder folder;
  trainer.save(folder / "digits.safetensors");
  Trainer other(digitModel(), options(false));
  other.load(folder / "digits.safetensors");
  EXPECT_TRUE(sameBits(Tensor(outputs), Tensor(other.predict(parts.test.features))));
  EXPECT_TRUE(sameBits(trainer.params(), other.params()));
  EXPECT_EQ(other.evaluate(parts.test).loss, result.loss);
  // Both go on from there.
  other.fit(firstOf(parts.train, 64), quiet(1));
  EXPECT_FALSE(sameBits(trainer.params(), other.params()));
}

TEST(RealTrainer, FitTwiceContinues) {
  Dataset train = firstOf(digits(), 200);
  TrainerOptions options{.optimizer = optim::adam(1e-2)};
  Trainer once(digitModel(), options), twice(digitModel(), options);
  once.fit(train, quiet(3));
  twice.fit(train, quiet(1));
  twice.fit(train, quiet(2));
  EXPECT_TRUE(sameBits(once.params(), twice.params()));
  nn::Params before = twice.params();
  EXPECT_TRUE(twice.fit(train, quiet(0)).epochs.empty());
  EXPECT_TRUE(sameBits(before, twice.params()));
}

TEST(RealTrainer, DataSmallerThanABatch) {
  Trainer trainer(digitModel(), {});
  History history = trainer.fit(firstOf(digits(), 7), quiet(3, 512));
  EXPECT_EQ(history.steps, 3);
  EXPECT_TRUE(std::isfinite(trainer.evaluate(firstOf(digits(), 1)).loss));
  history = trainer.fit(firstOf(digits(), 3), quiet(1, 1));
  EXPECT_EQ(history.steps, 3);
}

static Dataset line(int64_t rows) {
  Array x(DType::F32, {rows, 2}), y(DType::F32, {rows});
  for (int64_t i = 0; i < rows; ++i) {
    float a = std::cos(1.3f * float(i)), b = std::sin(0.7f * float(i));
    x.as<float>()[size_t(2 * i)] = a, x.as<float>()[size_t(2 * i + 1)] = b;
    y.as<float>()[size_t(i)] = 3 * a - 2 * b + 0.5f;
  }
  return {x, y, {}, {}};
}

TEST(RealTrainer, RegressionByEveryLossAndOptimizer) {
  Dataset train = line(90);
  struct Case {
    nn::Loss loss;
    optim::Optimizer optimizer;
  };
  for (const Case &one :
       {Case{nn::mse, optim::sgd(0.3)}, Case{nn::huber, optim::momentum(0.1)},
        Case{nn::mse, optim::momentum(0.05, 0.9, true)},
        Case{nn::meanAbsoluteError, optim::adam(0.03)}, Case{nn::mse, optim::adamW(0.05, 1e-4)}}) {
    SCOPED_TRACE(one.optimizer.name);
    Trainer trainer(nn::dense(1),
                    {.loss = one.loss, .optimizer = one.optimizer, .metrics = {nn::meanError}});
    trainer.fit(train, quiet(60, 20));
    EXPECT_LT(trainer.evaluate(train).metrics[0], 0.1);
    auto kernel = trainer.params().at("kernel").toVector<float>();
    EXPECT_NEAR(kernel[0], 3, 0.2);
    EXPECT_NEAR(kernel[1], -2, 0.2);
    EXPECT_EQ(trainer.predict(train.features).shape(), (Shape{90, 1}));
  }
}

TEST(RealTrainer, BinaryWithValidation) {
  Dataset train = line(200);
  Array labels(DType::I32, {200});
  for (size_t i = 0; i < 200; ++i)
    labels.as<int32_t>()[i] = train.labels.as<float>()[i] > 0;
  train.labels = labels;
  Trainer trainer(nn::sequential(nn::dense(8, relu), nn::dense(1)),
                  {.loss = nn::binaryCrossEntropy,
                   .optimizer = optim::adam(0.03),
                   .metrics = {nn::binaryAccuracy}});
  FitOptions fit = quiet(20);
  fit.validation = firstOf(train, 33);
  EXPECT_GT(trainer.fit(train, fit).epochs.back().validation->metrics[0], 0.95);
}

TEST(RealTrainer, WrongDataAndLossesAreNamed) {
  Dataset train = firstOf(digits(), 100);
  Trainer trainer(digitModel(), {});
  Dataset wrong = train;
  wrong.labels = train.labels.clone();
  wrong.labels.as<int32_t>()[41] = 10;
  expectError([&] { trainer.fit(wrong, quiet(1)); }, {"got 10 in row 41"});
  wrong.labels.as<int32_t>()[41] = -1;
  expectError([&] { trainer.fit(wrong, quiet(1)); }, {"got -1 in row 41"});
  wrong = train;
  wrong.labels = train.labels.rows(0, 99);
  expectError([&] { trainer.fit(wrong, quiet(1)); }, {"100", "99"});
  expectError([&] { trainer.fit(train, quiet(1, 0)); }, {"batch size"});

  // A rate that explodes: the loss stops being a number.
  Trainer wild(nn::dense(1), {.loss = nn::mse, .optimizer = optim::sgd(1e4)});
  expectError([&] { wild.fit(line(90), quiet(30, 30)); },
              {"the loss is", "epoch ", "step ", "of 3", "learning rate"});
  Dataset holes = line(90);
  holes.features = holes.features.clone();
  holes.features.as<float>()[2 * 70] = NAN;
  Trainer still(nn::dense(1), {.loss = nn::mse, .optimizer = optim::sgd(0.1)});
  FitOptions ordered = quiet(2, 30);
  ordered.shuffle = false;
  expectError([&] { still.fit(holes, ordered); }, {"the loss is nan in epoch 1, step 3 of 3"});

  // Classes for a regression, numbers for classes.
  Dataset floats = train;
  floats.labels = line(100).labels;
  expectError([&] { Trainer(digitModel(), {}).fit(floats, quiet(1)); }, {"integers", "32xf32"});
}

TEST(RealTrainer, TheReportSaysWhatThePeakIsMadeOf) {
  Trainer trainer(digitModel(), {});
  trainer.fit(firstOf(digits(), 64), quiet(1));
  const Report &report = trainer.report();
  ASSERT_GT(report.arenaBytes, 0);
  ASSERT_FALSE(report.peak.empty());
  int64_t listed = 0, previous = report.arenaBytes;
  for (const LiveTensor &tensor : report.peak) {
    EXPECT_EQ(tensor.bytes, elementCount(tensor.type.shape) * int64_t(sizeOf(tensor.type.dtype)));
    EXPECT_LE(tensor.bytes, previous);
    previous = tensor.bytes;
    listed += tensor.bytes;
    auto isMaker = [&](const KernelReport &kernel) { return kernel.name == tensor.maker; };
    EXPECT_EQ(std::count_if(report.kernels.begin(), report.kernels.end(), isMaker), 1);
  }
  EXPECT_LE(report.peakBytes, report.arenaBytes);
  EXPECT_EQ(listed == report.peakBytes, report.peakCount == int64_t(report.peak.size()));
}

TEST(RealTrainer, SilentUnlessVerbose) {
  Trainer trainer(digitModel(), {});
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  trainer.fit(firstOf(digits(), 64), quiet(2));
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  ::testing::internal::CaptureStdout();
  trainer.fit(firstOf(digits(), 64), {.epochs = 1});
  EXPECT_NE(::testing::internal::GetCapturedStdout().find("loss"), std::string::npos);
}
