// A data set in memory and what training does with it: split, standardise, shuffle into batches.
// Whatever is random depends on its seed alone, on every platform.
#ifndef TCC_DATA_DATASET_H
#define TCC_DATA_DATASET_H

#include "tcc/Array.h"

#include <string>
#include <vector>

namespace tcc::data {

/// Samples are rows: of `features` (f32, any rank from 1), and of `labels` (i32 class indices, or
/// f32 values for regression).
struct Dataset {
  Array features;
  Array labels;                          // not valid() where the source has no labels
  std::vector<std::string> featureNames; // of each column of rank 2 features; empty for images
  std::vector<std::string> classNames;   // of each class index; empty for regression

  /// Number of samples.
  int64_t size() const { return features.valid() ? features.shape()[0] : 0; }
  /// The samples of these indices, in this order, copied.
  Dataset select(const std::vector<int64_t> &indices) const;
  /// Throws unless features and labels have the same number of rows.
  void check() const;
};

/// Throws unless every label is a class index from 0 to classes - 1, and names the first row that
/// is not.
void checkClassLabels(const Array &labels, int64_t classes);

/// Two parts of one data set.
struct Split {
  Dataset train, test;
};

struct SplitOptions {
  uint64_t seed = 0;
  /// Every class has the same share in both parts (to a sample). Of no effect on f32 labels.
  bool stratified = true;
};

/// Puts `trainFraction` of the samples, drawn by the seed, into `train`, the others into `test`.
/// Both keep the order of rows.
Split split(const Dataset &dataset, double trainFraction, const SplitOptions &options = {});

/// Shifts and scales each feature to mean 0 and standard deviation 1. Fit it on training data only;
/// the two arrays (f32, the shape of one sample) are all there is, so a model can keep them as
/// constants.
struct Standardizer {
  Array mean;
  Array deviation; // of the population; 1 where a feature is constant

  static Standardizer fit(const Array &features);
  /// (features - mean) / deviation, as a new array.
  Array apply(const Array &features) const;
};

struct BatchOptions {
  int64_t batchSize = 32;
  bool shuffle = true;
  uint64_t seed = 0;
};

/// Some samples, contiguous.
struct Batch {
  Array features, labels;
  int64_t size() const { return features.shape()[0]; }
};

/// Walks over a data set in batches:
///   Batches batches(data.train, {.batchSize = 32, .seed = 7});
///   for (int64_t epoch = 0; epoch < 5; ++epoch) {
///     batches.start(epoch);
///     while (const Batch *batch = batches.next()) ...
///   }
/// The order is a function of seed and epoch, so a resumed training sees the batches it would have
/// seen. The last batch of an epoch is smaller where the size does not divide. Batches of one
/// object share memory: clone() what must outlive next().
class Batches {
public:
  explicit Batches(Dataset dataset, const BatchOptions &options = {});
  Batches(Batches &&) = default;
  Batches(const Batches &) = delete; // two would write to one buffer

  /// Batches in one epoch.
  int64_t count() const;
  /// Goes to the first batch of an epoch.
  void start(int64_t epoch);
  /// The next batch of the epoch, valid until the next call; null at the end.
  const Batch *next();

private:
  void gather(const Array &from, Array &to, size_t rowBytes, int64_t rows) const;

  Dataset dataset;
  BatchOptions options;
  std::vector<int64_t> order; // empty without shuffling
  Batch buffer, current;      // memory of a full batch; what next() gave
  size_t featureBytes = 0, labelBytes = 0;
  int64_t position = 0;
};

} // namespace tcc::data

#endif
