// What the runtime demands of a manifest before it trusts one, and how it speaks of values.
#ifndef TCCRT_MANIFEST_H
#define TCCRT_MANIFEST_H

#include "tccrt.h"

namespace tcc::detail {

/// Checks version, target, counts, null pointers, types and aliases; after it every field may be
/// used.
tccrt_status validateManifest(const tccrt_manifest *manifest);

/// Has a value no element? Its buffer may be null, and shares memory with nothing.
bool isEmpty(const tccrt_value &value);

/// A value as an error names it: argument 1 ('w', tensor<10x784xf32>).
struct ValueText {
  ValueText(const char *role, int32_t index, const tccrt_value &value);
  char text[256];
};

} // namespace tcc::detail

#endif
