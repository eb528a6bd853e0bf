// What the runtime demands of a manifest before it trusts one, and how it speaks of values.
#ifndef TCCRT_MANIFEST_H
#define TCCRT_MANIFEST_H

#include "tccrt.h"

namespace tcc::detail {

/// Checks version, target, counts, null pointers, types and aliases; after it every field may be
/// used.
tccrt_status validateManifest(const tccrt_manifest *manifest);

/// The extent in a shape that stands for the batch.
inline constexpr int64_t batchExtent = -1;

/// Has a value no element in a batch of that size? Its buffer may be null, and shares memory with
/// nothing.
bool isEmpty(const tccrt_value &value, int64_t batch);

/// Bytes of a dense value in a batch of that size, or -1 where that is no number: a negative size,
/// an unknown type, too many elements.
int64_t bytesOf(const tccrt_value &value, int64_t batch);

/// A value as an error names it: argument 1 ('w', tensor<10x784xf32>).
struct ValueText {
  ValueText(const char *role, int32_t index, const tccrt_value &value);
  char text[256];
};

} // namespace tcc::detail

#endif
