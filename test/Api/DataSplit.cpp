// Splits and standardisation.
#include "Testing.h"
#include "tcc/Data/Dataset.h"

#include <cmath>
#include <set>

using namespace tcc;
using namespace tcc::data;
using namespace tcc::testing;

// Sample i has the feature i; classes 0, 1 and 2 have 60, 30 and 10 of 100.
static Dataset hundred() {
  Dataset dataset = {Array(DType::F32, {100, 1}), Array(DType::I32, {100}), {"i"}, {"a", "b", "c"}};
  for (int32_t i = 0; i < 100; ++i) {
    dataset.features.as<float>()[size_t(i)] = float(i);
    dataset.labels.as<int32_t>()[size_t(i)] = i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2;
  }
  return dataset;
}

static std::vector<int> countsOf(const Dataset &dataset) {
  std::vector<int> counts(3, 0);
  for (int32_t label : dataset.labels.as<int32_t>())
    ++counts[size_t(label)];
  return counts;
}

TEST(Split, IsStratified) {
  Split parts = split(hundred(), 0.8, {.seed = 3});
  EXPECT_EQ(countsOf(parts.train), (std::vector<int>{48, 24, 8}));
  EXPECT_EQ(countsOf(parts.test), (std::vector<int>{12, 6, 2}));
  EXPECT_EQ(parts.test.classNames.size(), 3u);
  EXPECT_EQ(split(hundred(), 0.87).train.size(), 87); // shares of 52.2, 26.1 and 8.7
  EXPECT_EQ(countsOf(split(hundred(), 0.87).train), (std::vector<int>{52, 26, 9}));
}

TEST(Split, EverySampleGoesToOnePart) {
  for (bool stratified : {true, false}) {
    Split parts = split(hundred(), 0.3, {.seed = 1, .stratified = stratified});
    std::set<float> seen;
    for (const Dataset *part : {&parts.train, &parts.test}) {
      std::span<const float> values = part->features.as<float>();
      EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
      seen.insert(values.begin(), values.end());
      for (int64_t i = 0; i < part->size(); ++i) // labels went with their features
        EXPECT_EQ(part->labels.as<int32_t>()[size_t(i)],
                  hundred().labels.as<int32_t>()[size_t(values[size_t(i)])]);
    }
    EXPECT_EQ(parts.train.size(), 30);
    EXPECT_EQ(seen.size(), 100u);
  }
}

TEST(Split, DependsOnTheSeedAlone) {
  auto firstOf = [](uint64_t seed) { return split(hundred(), 0.5, {.seed = seed}).train.features; };
  expectSame(firstOf(7), firstOf(7));
  EXPECT_NE(textOf(bytesOf(firstOf(7))), textOf(bytesOf(firstOf(8))));
}

TEST(Split, Errors) {
  for (double fraction : {0.0, 1.0, -1.0, 0.001, std::nan("")})
    expectError([=] { split(hundred(), fraction); },
                {"leaves one part of 100 samples empty", "hint"});
  Dataset wrong = hundred();
  wrong.labels = wrong.labels.rows(0, 50);
  expectError([&] { split(wrong, 0.5); },
              {"a label for each of the 100 samples, got labels 50xi32"});
  expectError([] { hundred().select({100}); }, {"expected a sample from 0 to 99, got 100"});
  expectError([] { checkClassLabels(hundred().labels, 2); },
              {"expected a class from 0 to 1, got 2 in row 9"});
  expectError([] { Dataset().check(); }, {"expected features"});
}

TEST(Standardizer, MeanZeroDeviationOne) {
  Array features = arrayOf<float>({1, 1e8f, 5, 3, 1e8f, 5, 8, 1e8f + 64, 5}, {3, 3});
  Standardizer standardizer = Standardizer::fit(features);
  EXPECT_FLOAT_EQ(standardizer.mean.as<float>()[0], 4);
  EXPECT_FLOAT_EQ(standardizer.deviation.as<float>()[0], std::sqrt(26.0f / 3));
  EXPECT_FLOAT_EQ(standardizer.deviation.as<float>()[1], 64 * std::sqrt(2.0f) / 3);
  EXPECT_EQ(standardizer.deviation.as<float>()[2], 1); // a constant column
  Array result = standardizer.apply(features);
  EXPECT_FLOAT_EQ(result.as<float>()[0], -3 / std::sqrt(26.0f / 3));
  EXPECT_EQ(result.as<float>()[8], 0);
  EXPECT_EQ(features.as<float>()[8], 5);
}

TEST(Standardizer, ImagesKeepTheirShape) {
  Standardizer standardizer =
      Standardizer::fit(Array::from<float>(std::vector<float>(24, 0.1f), {2, 3, 4}));
  EXPECT_EQ(standardizer.mean.shape(), (Shape{3, 4}));
  EXPECT_EQ(standardizer.deviation.as<float>()[11], 1);
}

TEST(Standardizer, Errors) {
  expectError([] { Standardizer::fit(arrayOf<int32_t>({1}, {1, 1})); },
              {"features f32 of rank 1 or more, got 1x1xi32"});
  expectError([] { Standardizer::fit(Array(DType::F32, {0, 2})); }, {"at least one sample"});
  expectError([] { Standardizer::fit(arrayOf<float>({1, NAN}, {1, 2})); },
              {"feature 1 (from 0) holds an infinite value or NaN"});
  Array one = arrayOf<float>({1, 2}, {1, 2});
  expectError([&] { Standardizer().apply(one); }, {"not fitted"});
  expectError([&] { Standardizer::fit(one).apply(arrayOf<float>({1}, {1, 1})); },
              {"samples of 2xf32, got features 1x1xf32"});
}
