// Selecting, splitting and standardising samples. Sums are taken in double: a float loses the mean
// of a large column.
#include "tcc/Data/Dataset.h"
#include "Random.h"
#include "tcc/Support/Text.h"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace tcc;
using namespace tcc::data;

static Array selectRows(const Array &from, const std::vector<int64_t> &indices) {
  if (!from.valid())
    return {};
  Shape shape = from.shape();
  int64_t rows = shape[0];
  size_t rowBytes = rows ? from.bytes() / size_t(rows) : 0;
  shape[0] = int64_t(indices.size());
  Array to(from.dtype(), shape);
  auto *out = static_cast<char *>(to.data());
  for (int64_t index : indices) {
    if (index < 0 || index >= rows)
      throwError("dataset", concat("expected a sample from 0 to ", rows - 1, ", got ", index));
    std::memcpy(out, static_cast<const char *>(from.data()) + size_t(index) * rowBytes, rowBytes);
    out += rowBytes;
  }
  return to;
}

Dataset Dataset::select(const std::vector<int64_t> &indices) const {
  check();
  return {selectRows(features, indices), selectRows(labels, indices), featureNames, classNames};
}

void Dataset::check() const {
  if (!features.valid() || features.rank() < 1)
    throwError("dataset", "expected features of rank 1 or more");
  if (labels.valid() && (labels.rank() < 1 || labels.shape()[0] != size()))
    throwError("dataset",
               concat("expected a label for each of the ", size(), " samples, got labels ",
                      toString(labels.shape(), labels.dtype())));
}

void data::checkClassLabels(const Array &labels, int64_t classes) {
  std::span<const int32_t> values = labels.as<int32_t>();
  for (size_t row = 0; row < values.size(); ++row)
    if (values[row] < 0 || values[row] >= classes)
      throwError("labels",
                 concat("expected a class from 0 to ", classes - 1, ", got ", values[row],
                        " in row ", row, " (from 0)"),
                 concat("the model has ", classes, " classes"));
}

// Samples of each class, or of one group where there is nothing to stratify by.
static std::vector<std::vector<int64_t>> groupsOf(const Dataset &dataset, bool stratified) {
  if (!stratified || !dataset.labels.valid() || dataset.labels.dtype() != DType::I32 ||
      dataset.labels.rank() != 1)
    return {identity(dataset.size())};
  std::span<const int32_t> labels = dataset.labels.as<int32_t>();
  std::vector<int32_t> classes(labels.begin(), labels.end());
  std::ranges::sort(classes);
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  std::vector<std::vector<int64_t>> groups(classes.size());
  for (size_t row = 0; row < labels.size(); ++row)
    groups[size_t(std::ranges::lower_bound(classes, labels[row]) - classes.begin())].push_back(
        int64_t(row));
  return groups;
}

// How many of each group go to train: shares rounded down, then the largest remainders up until the
// total is right.
static std::vector<int64_t> sharesOf(const std::vector<std::vector<int64_t>> &groups,
                                     double fraction, int64_t total) {
  std::vector<int64_t> shares;
  std::vector<std::pair<double, size_t>>
      remainders; // negated, so that the first is the largest, ties by class
  for (size_t group = 0; group < groups.size(); ++group) {
    double exact = fraction * double(groups[group].size());
    shares.push_back(int64_t(exact));
    remainders.emplace_back(std::floor(exact) - exact, group);
    total -= shares.back();
  }
  std::ranges::sort(remainders);
  for (size_t i = 0; i < remainders.size() && total > 0; ++i, --total)
    ++shares[remainders[i].second];
  return shares;
}

Split data::split(const Dataset &dataset, double trainFraction, const SplitOptions &options) {
  dataset.check();
  int64_t total = std::llround(std::clamp(trainFraction, 0.0, 1.0) * double(dataset.size()));
  if (!(trainFraction > 0 && trainFraction < 1) || total == 0 || total == dataset.size())
    throwError("split",
               concat("a training fraction of ", trainFraction, " leaves one part of ",
                      dataset.size(), " samples empty"),
               "give a number between 0 and 1, such as 0.8");
  std::vector<std::vector<int64_t>> groups = groupsOf(dataset, options.stratified);
  std::vector<int64_t> shares = sharesOf(groups, trainFraction, total);
  std::vector<int64_t> train, test;
  for (size_t group = 0; group < groups.size(); ++group) {
    std::vector<int64_t> &rows = groups[group];
    shuffle(rows, options.seed, group);
    train.insert(train.end(), rows.begin(), rows.begin() + shares[group]);
    test.insert(test.end(), rows.begin() + shares[group], rows.end());
  }
  std::ranges::sort(train);
  std::ranges::sort(test);
  return {dataset.select(train), dataset.select(test)};
}

static void checkFeatures(const Array &features, const char *where) {
  if (!features.valid() || features.rank() < 1 || features.dtype() != DType::F32)
    throwError(where,
               concat("expected features f32 of rank 1 or more, got ",
                      features.valid() ? toString(features.shape(), features.dtype()) : "nothing"));
}

Standardizer Standardizer::fit(const Array &features) {
  checkFeatures(features, "standardizer");
  if (features.shape()[0] == 0)
    throwError("standardizer", "expected at least one sample to fit");
  Shape sample(features.shape().begin() + 1, features.shape().end());
  size_t columns = size_t(elementCount(sample)), rows = size_t(features.shape()[0]);
  std::span<const float> values = features.as<float>();
  std::vector<double> mean(columns, 0.0), variance(columns, 0.0);
  // Relative to the first row the sums of a constant column are exactly 0, whatever its value.
  for (size_t row = 0; row < rows; ++row)
    for (size_t i = 0; i < columns; ++i)
      mean[i] += (double(values[row * columns + i]) - double(values[i])) / double(rows);
  for (size_t i = 0; i < columns; ++i)
    mean[i] += double(values[i]);
  for (size_t row = 0; row < rows; ++row)
    for (size_t i = 0; i < columns; ++i) {
      double difference = double(values[row * columns + i]) - mean[i];
      variance[i] += difference * difference / double(rows);
    }
  Standardizer result = {Array(DType::F32, sample), Array(DType::F32, sample)};
  for (size_t i = 0; i < columns; ++i) {
    auto deviation = float(std::sqrt(variance[i]));
    if (!std::isfinite(mean[i]) || !std::isfinite(deviation))
      throwError("standardizer", concat("feature ", i, " (from 0) holds an infinite value or NaN"));
    result.mean.as<float>()[i] = float(mean[i]);
    result.deviation.as<float>()[i] = deviation > 0 ? deviation : 1.0f;
  }
  return result;
}

Array Standardizer::apply(const Array &features) const {
  checkFeatures(features, "standardizer");
  if (!mean.valid() || !deviation.valid() || mean.shape() != deviation.shape() ||
      !std::equal(features.shape().begin() + 1, features.shape().end(), mean.shape().begin(),
                  mean.shape().end()))
    throwError(
        "standardizer",
        concat("expected samples of ",
               mean.valid() ? toString(mean.shape(), mean.dtype()) : "nothing (it is not fitted)",
               ", got features ", toString(features.shape(), features.dtype())));
  Array result(DType::F32, features.shape());
  std::span<const float> from = features.as<float>(), shift = mean.as<float>(),
                         scale = deviation.as<float>();
  std::span<float> to = result.as<float>();
  size_t columns = shift.size();
  for (size_t row = 0; row * columns < from.size(); ++row)
    for (size_t i = 0; i < columns; ++i)
      to[row * columns + i] = (from[row * columns + i] - shift[i]) / scale[i];
  return result;
}
