// Rows are independent, so a batch is done block by block where it lies. A last block that is not
// full begins earlier and does some rows again; where there are too few rows for that, a copy is
// padded with the last one, so that nothing is computed on rows that nobody gave.
#include "Batch.h"
#include "Manifest.h"
#include "ThreadPool.h"

#include <algorithm>
#include <cstring>

using namespace tcc::detail;

static constexpr int64_t alignment = 64;

namespace {

/// How a batched value lies in memory: `outer` times `inner` bytes for each row.
struct Rows {
  explicit Rows(const tccrt_value &value)
      : inner(int64_t(tccrt_dtype_size(tccrt_dtype(value.dtype)))) {
    for (int32_t axis = 0; axis < value.rank; ++axis) {
      if (value.shape[axis] == batchExtent)
        isBatched = true;
      else
        (isBatched ? inner : outer) *= value.shape[axis];
    }
    if (!isBatched)
      inner *= outer, outer = 1;
  }

  int64_t outer = 1, inner;
  bool isBatched = false;
};

/// Rows of a batch that a block is to do. `count` is less than the block's where it is padded.
struct Span {
  int64_t start, count;
};

class BatchRun {
public:
  BatchRun(const tccrt_manifest &manifest, int64_t batch, void *const *arguments,
           void *const *results, const BatchMemory &memory)
      : manifest(manifest), batch(batch), arguments(arguments), results(results), memory(memory) {}

  void run() const;

private:
  double cost(int64_t rows, int32_t block) const;
  const tccrt_block &choose(int64_t rows) const;
  int64_t runFullBlocks() const;
  void runBlock(const tccrt_block &block, Span span, char *worker, int32_t workers) const;
  bool liesInPlace(const Rows &rows, const tccrt_block &block, Span span) const;
  bool hasFixedResult() const;
  void gather(const Rows &rows, const tccrt_block &block, Span span, const char *from,
              char *to) const;
  void scatter(const Rows &rows, const tccrt_block &block, Span span, const char *from,
               char *to) const;

  const tccrt_block &largest() const { return manifest.blocks[manifest.num_blocks - 1]; }

  const tccrt_manifest &manifest;
  int64_t batch;
  void *const *arguments;
  void *const *results;
  const BatchMemory &memory;
};

} // namespace

static int64_t aligned(int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

bool tcc::detail::stagingBytes(const tccrt_manifest &manifest, int64_t &out) {
  int64_t values = int64_t(manifest.num_arguments) + manifest.num_results;
  out = aligned(values * int64_t(sizeof(void *)));
  for (int64_t i = 0; i < values; ++i) {
    const tccrt_value &value = i < manifest.num_arguments
                                   ? manifest.arguments[i]
                                   : manifest.results[i - manifest.num_arguments];
    Rows rows(value);
    int64_t bytes = bytesOf(value, manifest.blocks[manifest.num_blocks - 1].rows);
    if (rows.isBatched && (__builtin_add_overflow(bytes, alignment, &bytes) ||
                           __builtin_add_overflow(out, aligned(bytes), &out)))
      return false;
  }
  return true;
}

// ---- which blocks
// ------------------------------------------------------------------------------------------------

/// Of doing that many rows with this block and smaller ones.
double BatchRun::cost(int64_t rows, int32_t block) const {
  const tccrt_block &b = manifest.blocks[block];
  double whole = double(rows / b.rows) * double(b.work);
  int64_t rest = rows % b.rows;
  return rest == 0 ? whole : whole + std::min(double(b.work), cost(rest, block - 1));
}

/// The next one for that many rows. One that would not be full must be worth it.
const tccrt_block &BatchRun::choose(int64_t rows) const {
  int32_t block = manifest.num_blocks - 1;
  while (block > 0 && rows < manifest.blocks[block].rows &&
         cost(rows, block - 1) < double(manifest.blocks[block].work))
    --block;
  return manifest.blocks[block];
}

/// As many full blocks as keep all workers busy, a block a worker; how many rows that is.
int64_t BatchRun::runFullBlocks() const {
  int64_t rounds = batch / largest().rows / memory.workers;
  // A fixed result is written by every block, so one after the other.
  if (memory.workers == 1 || rounds == 0 || hasFixedResult())
    return 0;
  CallFrame frame{{arguments, results, nullptr, parallelFor, memory.base, memory.stride, nullptr},
                  memory.workers};
  auto task = [](void *const *buffers, int64_t begin, int64_t end, void *worker) {
    auto &run = *static_cast<const BatchRun *>(buffers[0]);
    int64_t rows = run.largest().rows;
    for (int64_t i = begin; i < end; ++i)
      run.runBlock(run.largest(), {i * rows, rows}, static_cast<char *>(worker), 1);
  };
  void *self = const_cast<BatchRun *>(this);
  parallelFor(&frame, task, &self, rounds * memory.workers, 1);
  return rounds * memory.workers * largest().rows;
}

bool BatchRun::hasFixedResult() const {
  return std::any_of(manifest.results, manifest.results + manifest.num_results,
                     [](const tccrt_value &value) { return !Rows(value).isBatched; });
}

void BatchRun::run() const {
  // A result that is no row's is there even if no row is.
  if (batch == 0 && hasFixedResult())
    runBlock(manifest.blocks[0], {0, 0}, memory.base, memory.workers);
  int64_t done = runFullBlocks();
  while (done < batch) {
    const tccrt_block &block = choose(batch - done);
    Span span{done, std::min(block.rows, batch - done)};
    if (span.count < block.rows && block.rows <= batch)
      span = {batch - block.rows, block.rows};
    runBlock(block, span, memory.base, memory.workers);
    done = span.start + span.count;
  }
}

// ---- a block
// -----------------------------------------------------------------------------------------------------

bool BatchRun::liesInPlace(const Rows &rows, const tccrt_block &block, Span span) const {
  return span.count == block.rows && (rows.outer == 1 || batch == block.rows);
}

void BatchRun::gather(const Rows &rows, const tccrt_block &block, Span span, const char *from,
                      char *to) const {
  if (rows.inner == 0)
    return;
  for (int64_t i = 0; i < rows.outer; ++i, to += block.rows * rows.inner) {
    if (span.count == 0) {
      memset(to, 0, size_t(block.rows * rows.inner));
      continue;
    }
    int64_t bytes = span.count * rows.inner;
    memcpy(to, from + (i * batch + span.start) * rows.inner, size_t(bytes));
    for (int64_t row = span.count; row < block.rows; ++row)
      memcpy(to + row * rows.inner, to + bytes - rows.inner, size_t(rows.inner));
  }
}

void BatchRun::scatter(const Rows &rows, const tccrt_block &block, Span span, const char *from,
                       char *to) const {
  if (rows.inner * span.count == 0)
    return;
  for (int64_t i = 0; i < rows.outer; ++i)
    memcpy(to + (i * batch + span.start) * rows.inner, from + i * block.rows * rows.inner,
           size_t(span.count * rows.inner));
}

void BatchRun::runBlock(const tccrt_block &block, Span span, char *worker, int32_t workers) const {
  char *room = worker + memory.staging;
  auto **blockArguments = reinterpret_cast<void **>(room);
  void **blockResults = blockArguments + manifest.num_arguments;
  room += aligned(int64_t(manifest.num_arguments + manifest.num_results) * int64_t(sizeof(void *)));
  auto place = [&](const Rows &rows, void *whole) -> void * {
    if (!rows.isBatched)
      return whole;
    if (liesInPlace(rows, block, span))
      return static_cast<char *>(whole) + span.start * rows.inner;
    char *staged = room;
    room += aligned(rows.outer * block.rows * rows.inner);
    return staged;
  };
  for (int32_t i = 0; i < manifest.num_arguments; ++i) {
    Rows rows(manifest.arguments[i]);
    blockArguments[i] = place(rows, arguments[i]);
    if (rows.isBatched && !liesInPlace(rows, block, span))
      gather(rows, block, span, static_cast<const char *>(arguments[i]),
             static_cast<char *>(blockArguments[i]));
  }
  for (int32_t i = 0; i < manifest.num_results; ++i)
    blockResults[i] = place(Rows(manifest.results[i]), results[i]);
  CallFrame frame{{blockArguments, blockResults, worker, parallelFor, worker + memory.scratch,
                   memory.stride, nullptr},
                  workers};
  block.entry(&frame);
  for (int32_t i = 0; i < manifest.num_results; ++i) {
    Rows rows(manifest.results[i]);
    if (rows.isBatched && !liesInPlace(rows, block, span))
      scatter(rows, block, span, static_cast<const char *>(blockResults[i]),
              static_cast<char *>(results[i]));
  }
}

void tcc::detail::runBatch(const tccrt_manifest &manifest, int64_t batch, void *const *arguments,
                           void *const *results, const BatchMemory &memory) {
  BatchRun(manifest, batch, arguments, results, memory).run();
}
