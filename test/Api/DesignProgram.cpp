// The first program of the design, as written there, but for a data set that fits a test. Compiled,
// and run on the stand-in.
#include "tcc/nn.h"
#include "tcc/tcc.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>

static tcc::data::Split tinyImages() {
  tcc::Array features(tcc::DType::F32, {8, 2, 2}), labels(tcc::DType::I32, {8});
  std::ranges::fill(features.as<float>(), 0.f);
  for (size_t i = 0; i < 8; ++i) {
    features.as<float>()[4 * i + i % 4] = 1;
    labels.as<int32_t>()[i] = int32_t(i % 4);
  }
  tcc::data::Dataset images{features, labels, {}, {}};
  return {images, images};
}

TEST(DesignProgram, RunsAsWritten) {
  std::filesystem::current_path(testing::TempDir());
  auto data = tinyImages();
  auto model =
      tcc::nn::sequential(tcc::nn::flatten(), tcc::nn::dense(5, tcc::relu), tcc::nn::dense(10));
  tcc::Trainer trainer(model, {.loss = tcc::nn::softmaxCrossEntropy,
                               .optimizer = tcc::optim::adam(1e-3),
                               .metrics = {tcc::nn::accuracy},
                               .target = "cpu"});
  trainer.fit(data.train, {.epochs = 2, .batchSize = 4, .validation = data.test});
  trainer.save("mnist.safetensors");
  EXPECT_TRUE(std::filesystem::exists("mnist.safetensors"));
}
