// A batch of any size as a loop of blocks of fixed size (tccrt_manifest.blocks).
#ifndef TCCRT_BATCH_H
#define TCCRT_BATCH_H

#include "tccrt.h"

namespace tcc::detail {

/// The memory of a call: for each worker `stride` bytes from `base`, in which lie an arena, scratch
/// and room for a block's values (stagingBytes).
struct BatchMemory {
  char *base;
  int64_t stride, scratch, staging; // of a worker, and where in it its parts begin
  int32_t workers;
};

/// Room for the pointers and the batched values of the largest block, for rows that do not lie as
/// a block wants them. False where that is no number.
bool stagingBytes(const tccrt_manifest &manifest, int64_t &out);

/// Runs the blocks that make up `batch` rows. Everything was checked.
void runBatch(const tccrt_manifest &manifest, int64_t batch, void *const *arguments,
              void *const *results, const BatchMemory &memory);

} // namespace tcc::detail

#endif
