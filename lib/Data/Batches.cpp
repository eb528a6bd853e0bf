// Batches are gathered row by row into memory that is kept: a batch costs its copy and two small
// shapes.
#include "Random.h"
#include "tcc/Data/Dataset.h"
#include "tcc/Support/Text.h"

#include <algorithm>
#include <cstring>

using namespace tcc;
using namespace tcc::data;

static Array batchOf(const Array &samples, int64_t rows) {
  if (!samples.valid())
    return {};
  Shape shape = samples.shape();
  shape[0] = rows;
  return {samples.dtype(), shape};
}

static size_t rowBytesOf(const Array &samples) {
  return samples.valid() && samples.shape()[0] ? samples.bytes() / size_t(samples.shape()[0]) : 0;
}

Batches::Batches(Dataset data, const BatchOptions &options)
    : dataset(std::move(data)), options(options) {
  dataset.check();
  if (options.batchSize < 1)
    throwError("batches", concat("expected a batch size of 1 or more, got ", options.batchSize));
  int64_t rows = std::min(options.batchSize, dataset.size());
  buffer = {batchOf(dataset.features, rows), batchOf(dataset.labels, rows)};
  featureBytes = rowBytesOf(dataset.features);
  labelBytes = rowBytesOf(dataset.labels);
  start(0);
}

int64_t Batches::count() const {
  int64_t size = dataset.size();
  return size / options.batchSize + (size % options.batchSize != 0);
}

void Batches::start(int64_t epoch) {
  position = 0;
  if (!options.shuffle)
    return;
  order = identity(dataset.size()); // anew, so that no earlier epoch matters
  shuffle(order, options.seed, uint64_t(epoch));
}

void Batches::gather(const Array &from, Array &to, size_t rowBytes, int64_t rows) const {
  if (!from.valid())
    return;
  auto *source = static_cast<const char *>(from.data());
  auto *target = static_cast<char *>(to.data());
  if (order.empty()) {
    std::memcpy(target, source + size_t(position) * rowBytes, size_t(rows) * rowBytes);
    return;
  }
  for (const int64_t *row = &order[size_t(position)], *end = row + rows; row != end;
       ++row, target += rowBytes)
    std::memcpy(target, source + size_t(*row) * rowBytes, rowBytes);
}

const Batch *Batches::next() {
  int64_t rows = std::min(options.batchSize, dataset.size() - position);
  if (rows <= 0)
    return nullptr;
  gather(dataset.features, buffer.features, featureBytes, rows);
  gather(dataset.labels, buffer.labels, labelBytes, rows);
  position += rows;
  bool full = rows == buffer.size();
  current.features = full ? buffer.features : buffer.features.rows(0, rows);
  current.labels = full || !buffer.labels.valid() ? buffer.labels : buffer.labels.rows(0, rows);
  return &current;
}
