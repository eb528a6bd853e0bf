// Real data: the files that examples use, and larger ones from the folder in TCC_DATA if there is
// one.
#include "Testing.h"
#include "tcc/data.h"

#include <numeric>

using namespace tcc;
using namespace tcc::data;

static std::filesystem::path exampleData(const char *name) {
  return std::filesystem::path(TCC_SOURCE_FOLDER) / "docs/examples/data" / name;
}

static std::vector<int> countsOf(const Dataset &dataset) {
  std::vector<int> counts(dataset.classNames.size(), 0);
  for (int32_t label : dataset.labels.as<int32_t>())
    ++counts[size_t(label)];
  return counts;
}

static double meanOf(const Array &array) {
  std::span<const float> values = array.as<float>();
  return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

TEST(RealData, Digits) {
  Dataset digits = toDataset(readCsv(exampleData("digits.csv.gz")), "label");
  EXPECT_EQ(digits.features.shape(), (Shape{1797, 64}));
  EXPECT_EQ(countsOf(digits), (std::vector<int>{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}));
  Split parts = split(digits, 0.8);
  EXPECT_EQ(parts.train.size(), 1438);
  // p00 is 0 in every image.
  EXPECT_EQ(Standardizer::fit(parts.train.features).deviation.as<float>()[0], 1);
}

TEST(RealData, BreastCancer) {
  Dataset dataset = toDataset(readCsv(exampleData("breast_cancer.csv")), "benign");
  EXPECT_EQ(dataset.features.shape(), (Shape{569, 30}));
  EXPECT_EQ(countsOf(dataset), (std::vector<int>{212, 357}));
  EXPECT_NEAR(meanOf(Standardizer::fit(dataset.features).apply(dataset.features)), 0, 1e-6);
}

class LargeData : public ::testing::Test {
protected:
  void SetUp() override {
    const char *given = std::getenv("TCC_DATA");
    if (!given || !std::filesystem::is_directory(given))
      GTEST_SKIP() << "the environment variable TCC_DATA names no folder of data sets";
    folder = given;
  }
  std::filesystem::path folder;
};

TEST_F(LargeData, Mnist) {
  Split parts = mnist(folder / "mnist");
  EXPECT_EQ(parts.train.features.shape(), (Shape{60000, 28, 28}));
  EXPECT_EQ(parts.test.features.shape(), (Shape{10000, 28, 28}));
  EXPECT_EQ(countsOf(parts.test),
            (std::vector<int>{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}));
  EXPECT_NEAR(meanOf(parts.train.features), 0.130660, 1e-6);
  EXPECT_NEAR(meanOf(parts.test.features), 0.132515, 1e-6);
}

TEST_F(LargeData, Adult) {
  Table training = readCsv(folder / "adult_train.csv.gz"),
        test = readCsv(folder / "adult_test.csv.gz");
  tcc::testing::expectError([&] { toDataset(training, "income"); },
                            {"adult_train.csv.gz:16:", "native_country"});
  TableEncoder encoder = TableEncoder::fit(training, "income", {.missing = Missing::Fill});
  EXPECT_EQ(countsOf(encoder.apply(training)), (std::vector<int>{24720, 7841}));
  EXPECT_EQ(countsOf(encoder.apply(test)), (std::vector<int>{12435, 3846}));
  EXPECT_EQ(encoder.apply(test).features.shape()[1], encoder.width());
  EXPECT_EQ(toDataset(training, "income", {.missing = Missing::Drop}).size(), 32561 - 2399);
}
