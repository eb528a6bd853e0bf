// Batches: every sample once an epoch, the same order for the same seed and epoch, memory reused.
#include "Testing.h"
#include "tcc/Data/Dataset.h"

using namespace tcc;
using namespace tcc::data;
using namespace tcc::testing;

// Sample i is {i, -i} with label i.
static Dataset counted(int32_t size) {
  Dataset dataset = {Array(DType::F32, {size, 2}), Array(DType::I32, {size}), {}, {}};
  for (int32_t i = 0; i < size; ++i) {
    dataset.features.as<float>()[size_t(2 * i)] = float(i);
    dataset.features.as<float>()[size_t(2 * i + 1)] = float(-i);
    dataset.labels.as<int32_t>()[size_t(i)] = i;
  }
  return dataset;
}

static std::vector<int32_t> labelsOf(Batches &batches, int64_t epoch) {
  std::vector<int32_t> seen;
  batches.start(epoch);
  while (const Batch *batch = batches.next()) {
    std::span<const int32_t> labels = batch->labels.as<int32_t>();
    for (size_t i = 0; i < labels.size(); ++i)
      EXPECT_EQ(batch->features.as<float>()[2 * i + 1], float(-labels[i]));
    seen.insert(seen.end(), labels.begin(), labels.end());
  }
  return seen;
}

TEST(Batches, EverySampleOnce) {
  Batches batches(counted(103), {.batchSize = 10, .seed = 5});
  EXPECT_EQ(batches.count(), 11);
  std::vector<int32_t> seen = labelsOf(batches, 0);
  EXPECT_FALSE(std::is_sorted(seen.begin(), seen.end()));
  std::sort(seen.begin(), seen.end());
  for (int32_t i = 0; i < 103; ++i)
    EXPECT_EQ(seen[size_t(i)], i);
}

TEST(Batches, TheLastBatchIsPartial) {
  Batches batches(counted(7), {.batchSize = 3, .shuffle = false});
  std::vector<int64_t> sizes;
  const void *memory = nullptr;
  while (const Batch *batch = batches.next()) {
    sizes.push_back(batch->size());
    EXPECT_EQ(batch->labels.as<int32_t>()[0], int32_t(3 * (sizes.size() - 1)));
    EXPECT_TRUE(!memory || memory == batch->features.data());
    memory = batch->features.data();
  }
  EXPECT_EQ(sizes, (std::vector<int64_t>{3, 3, 1}));
  EXPECT_EQ(batches.next(), nullptr);
}

TEST(Batches, OrderIsAFunctionOfSeedAndEpoch) {
  Batches one(counted(50), {.seed = 1}), other(counted(50), {.seed = 1}),
      third(counted(50), {.seed = 2});
  std::vector<int32_t> first = labelsOf(one, 0), second = labelsOf(one, 1);
  EXPECT_NE(first, second);
  EXPECT_EQ(labelsOf(other, 1), second); // without the epoch before, as after a resume
  EXPECT_NE(labelsOf(third, 0), first);
}

// The order is part of what "the same seed" means: a change here changes everybody's results.
TEST(Batches, TheOrderIsFixed) {
  Batches batches(counted(8), {.batchSize = 8, .seed = 42});
  EXPECT_EQ(labelsOf(batches, 0), (std::vector<int32_t>{7, 0, 3, 1, 2, 6, 4, 5}));
}

TEST(Batches, OddCases) {
  Batches empty(counted(0));
  EXPECT_EQ(empty.count(), 0);
  EXPECT_EQ(empty.next(), nullptr);
  Dataset unlabelled = {counted(3).features, {}, {}, {}};
  Batches batches(unlabelled, {.batchSize = 2});
  EXPECT_FALSE(batches.next()->labels.valid());
  EXPECT_FALSE(batches.next()->labels.valid());
  expectError([] { Batches(counted(3), {.batchSize = 0}); },
              {"expected a batch size of 1 or more, got 0"});
}
