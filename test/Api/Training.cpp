// The Trainer: it learns, repeats itself, saves and loads, and says what is wrong with data.
#include "FakeCompiler.h"
#include "tcc/nn.h"
#include "tcc/tcc.h"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>

using namespace tcc;
using data::Dataset;

template <class F> static std::string messageOf(F f) {
  try {
    f();
  } catch (const Error &error) {
    return error.what();
  }
  return "no error";
}

// Points of the plane; the class is whether the coordinates have the same sign.
static Dataset points(int64_t count) {
  Array features(DType::F32, {count, 2}), labels(DType::I32, {count});
  for (int64_t i = 0; i < count; ++i) {
    float x = std::cos(2.4f * float(i)), y = std::sin(2.4f * float(i));
    features.as<float>()[size_t(2 * i)] = x;
    features.as<float>()[size_t(2 * i + 1)] = y;
    labels.as<int32_t>()[size_t(i)] = x * y > 0;
  }
  return {features, labels, {}, {}};
}

static nn::Layer smallModel() { return nn::sequential(nn::dense(6, tcc::tanh), nn::dense(2)); }
static TrainerOptions smallOptions() {
  return {.optimizer = optim::adam(0.1), .metrics = {nn::accuracy}};
}
static FitOptions quiet(int64_t epochs) {
  return {.epochs = epochs, .batchSize = 10, .verbose = false};
}

static std::vector<float> kernelOf(const Trainer &trainer) {
  return trainer.params().at("0.kernel").toVector<float>();
}

TEST(Trainer, Learns) {
  Trainer trainer(smallModel(), smallOptions());
  FitOptions options = quiet(25);
  options.validation = points(16);
  History history = trainer.fit(points(40), options);
  ASSERT_EQ(history.epochs.size(), 25u);
  EXPECT_EQ(history.steps, 100);
  EXPECT_LT(history.epochs.back().training.loss, history.epochs.front().training.loss / 3);
  EXPECT_GT(history.epochs.back().training.metrics[0], 0.95);
  ASSERT_TRUE(history.epochs.back().validation);
  EXPECT_NEAR(trainer.evaluate(points(16)).metrics[0], history.epochs.back().validation->metrics[0],
              1e-9);
  EXPECT_EQ(trainer.report().function, "train_step");
}

TEST(Trainer, TheStepIsOneProgramAndTheLastBatchHasItsOwn) {
  int before = test::compilerCalls().compiled, inferred = test::compilerCalls().inferred;
  Trainer trainer(nn::sequential(nn::dense(3, relu), nn::dropout(0.5), nn::dense(2)),
                  smallOptions());
  History history = trainer.fit(points(25), quiet(2));
  EXPECT_EQ(history.steps, 6);
  EXPECT_EQ(test::compilerCalls().compiled, before + 2);
  EXPECT_EQ(test::compilerCalls().inferred,
            inferred + 2); // dropout asks for the shape of hidden units
}

TEST(Trainer, AveragesCountSamples) {
  Trainer trainer(smallModel(), {.optimizer = optim::sgd(0), .metrics = {nn::accuracy}});
  double trained =
      trainer.fit(points(25), quiet(1)).epochs[0].training.loss; // 10 + 10 + 5, no change
  EXPECT_NEAR(trainer.evaluate(points(25)).loss, trained, 1e-6);
}

TEST(Trainer, TheSameSeedGivesTheSameTraining) {
  auto train = [](uint64_t seed) {
    auto options = smallOptions();
    options.seed = seed;
    Trainer trainer(nn::sequential(nn::dense(4, tcc::tanh), nn::dropout(0.2), nn::dense(2)),
                    options);
    trainer.fit(points(25), quiet(2));
    return kernelOf(trainer);
  };
  EXPECT_EQ(train(1), train(1));
  EXPECT_NE(train(1), train(2));
}

TEST(Trainer, FurtherFitsGoOn) {
  Trainer once(smallModel(), smallOptions()), twice(smallModel(), smallOptions());
  once.fit(points(25), quiet(2));
  twice.fit(points(25), quiet(1));
  twice.fit(points(25), quiet(1));
  EXPECT_EQ(kernelOf(once), kernelOf(twice));
}

TEST(Trainer, SavesAndLoads) {
  auto path = std::filesystem::path(testing::TempDir()) / "tcc-trainer.safetensors";
  Dataset train = points(40);
  auto options = smallOptions();
  options.standardizer = data::Standardizer::fit(train.features);
  Trainer trainer(smallModel(), options);
  trainer.fit(train, quiet(2));
  trainer.save(path);
  Trainer again(smallModel(), smallOptions()); // the standardizer comes with the file
  again.load(path);
  auto expected = trainer.predict(train.features), got = again.predict(train.features);
  EXPECT_EQ(got.shape(), (Shape{40, 2}));
  EXPECT_TRUE(std::ranges::equal(expected.as<float>(), got.as<float>()));
  EXPECT_EQ(again.evaluate(train).loss, trainer.evaluate(train).loss);

  Trainer other(nn::sequential(nn::dense(7, tcc::tanh), nn::dense(2)), smallOptions());
  other.load(path);
  EXPECT_NE(messageOf([&] { other.predict(train.features); }).find("expected 7xf32, got 6xf32"),
            std::string::npos);
}

TEST(Trainer, AFileWithoutStandardizerLeavesThatOfTheOptions) {
  auto folder = std::filesystem::path(testing::TempDir());
  auto bare = folder / "tcc-trainer-bare.safetensors",
       scaled = folder / "tcc-trainer-scaled.safetensors";
  Dataset train = points(40);
  auto options = smallOptions();
  Trainer raw(smallModel(), options);
  raw.fit(train, quiet(1));
  raw.save(bare);
  options.standardizer = data::Standardizer::fit(train.features);
  Trainer trainer(smallModel(), options);
  trainer.fit(train, quiet(1));
  trainer.save(scaled);

  auto sameOutputs = [](const Array &a, const Array &b) {
    return std::ranges::equal(a.as<float>(), b.as<float>());
  };
  trainer.load(bare);
  Array standard = options.standardizer->apply(train.features);
  EXPECT_TRUE(sameOutputs(trainer.predict(train.features), raw.predict(standard)));
  // The standardizer of one file is not that of the next.
  Trainer other(smallModel(), smallOptions());
  other.load(scaled);
  other.load(bare);
  EXPECT_TRUE(sameOutputs(other.predict(train.features), raw.predict(train.features)));
}

TEST(Trainer, BinaryLabelsTakeTheShapeOfOutputs) {
  Trainer trainer(nn::sequential(nn::dense(6, tcc::tanh), nn::dense(1)),
                  {.loss = nn::binaryCrossEntropy,
                   .optimizer = optim::adam(0.1),
                   .metrics = {nn::binaryAccuracy}});
  History history = trainer.fit(points(40), quiet(25));
  EXPECT_GT(history.epochs.back().training.metrics[0], 0.95);
}

TEST(Trainer, Regression) {
  Dataset line = points(20);
  Array targets(DType::F32, {20});
  for (size_t i = 0; i < 20; ++i)
    targets.as<float>()[i] = 3 * line.features.as<float>()[2 * i] - 1;
  line.labels = targets;
  Trainer trainer(
      nn::dense(1),
      {.loss = nn::mse, .optimizer = optim::momentum(0.05), .metrics = {nn::meanError}});
  trainer.fit(line, quiet(60));
  EXPECT_LT(trainer.evaluate(line).loss, 1e-2);
}

TEST(Trainer, BadDataIsNamedBeforeTraining) {
  Trainer trainer(smallModel(), smallOptions());
  Dataset bad = points(10);
  bad.labels = bad.labels.clone();
  bad.labels.as<int32_t>()[7] = 2;
  std::string message = messageOf([&] { trainer.fit(bad, quiet(1)); });
  EXPECT_NE(message.find("7"), std::string::npos) << message;
  EXPECT_NE(messageOf([&] { trainer.fit(Dataset{}, quiet(1)); }).find("expected features"),
            std::string::npos);
  trainer.fit(points(10), quiet(1));
  Dataset wide = points(10);
  wide.features = wide.features.reshape({5, 4});
  wide.labels = wide.labels.rows(0, 5);
  EXPECT_NE(messageOf([&] { trainer.fit(wide, quiet(1)); }).find("samples of 4xf32"),
            std::string::npos);
  EXPECT_NE(messageOf([&] { Trainer(smallModel()).predict(wide.features); }).find("no parameters"),
            std::string::npos);
  EXPECT_NE(messageOf([&] { Trainer(smallModel()).save("x.safetensors"); }).find("nothing to save"),
            std::string::npos);
}

TEST(Trainer, ALossThatIsNoNumberIsNoticed) {
  auto options = smallOptions();
  options.loss =
      nn::Loss([](Arg x, Arg y) { return softmaxCrossEntropy(x, y) * Tensor(INFINITY); });
  Trainer trainer(smallModel(), options);
  std::string message = messageOf([&] { trainer.fit(points(25), quiet(1)); });
  EXPECT_NE(message.find("the loss is inf in epoch 1, step 1 of 3"), std::string::npos) << message;
}

TEST(Trainer, ElsewhereThanOnATerminalAnEpochIsALine) {
  Trainer trainer(smallModel(), smallOptions());
  testing::internal::CaptureStdout();
  trainer.fit(points(20), {.epochs = 2, .batchSize = 10, .validation = points(10)});
  std::string out = testing::internal::GetCapturedStdout();
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 2);
  EXPECT_NE(out.find("epoch 2/2"), std::string::npos);
  EXPECT_NE(out.find("val_accuracy"), std::string::npos);
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
}
