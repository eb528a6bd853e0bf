// Offsets for buffers that live for a while: numbers only, no IR.
#ifndef TCC_LIB_KERNELS_ARENA_H
#define TCC_LIB_KERNELS_ARENA_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace tcc::detail {

/// A buffer in use from step `first` to step `last`, both included.
struct Lifetime {
  int64_t bytes = 0;
  int64_t first = 0, last = 0;
  int64_t offset = 0; // set by placeInArena
};

/// Gives every buffer an offset, a multiple of 64, such that no two that live at once overlap.
/// Returns the arena's size. Large ones first, each at the lowest offset that is free: the result
/// depends on the order of equal ones only.
int64_t placeInArena(llvm::MutableArrayRef<Lifetime> buffers);

} // namespace tcc::detail

#endif
