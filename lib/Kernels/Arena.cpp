// First fit by decreasing size. The placed buffers are kept in order of offset, so that one walk
// finds the gap.
#include "Arena.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

using namespace tcc::detail;

static constexpr int64_t alignment = 64;

static bool liveAtOnce(const Lifetime &a, const Lifetime &b) {
  return a.first <= b.last && b.first <= a.last;
}

int64_t tcc::detail::placeInArena(llvm::MutableArrayRef<Lifetime> buffers) {
  llvm::SmallVector<Lifetime *> bySize;
  for (Lifetime &buffer : buffers) {
    buffer.bytes = llvm::alignTo(buffer.bytes, alignment);
    bySize.push_back(&buffer);
  }
  llvm::sort(bySize, [](Lifetime *a, Lifetime *b) { // equal ones in the order given
    return a->bytes != b->bytes ? a->bytes > b->bytes : a < b;
  });
  llvm::SmallVector<Lifetime *> placed; // by offset
  int64_t size = 0;
  for (Lifetime *buffer : bySize) {
    int64_t offset = 0;
    for (Lifetime *other : placed) {
      if (!liveAtOnce(*buffer, *other))
        continue;
      if (offset + buffer->bytes <= other->offset)
        break;
      offset = std::max(offset, other->offset + other->bytes);
    }
    buffer->offset = offset;
    auto where = llvm::upper_bound(placed, buffer,
                                   [](Lifetime *a, Lifetime *b) { return a->offset < b->offset; });
    placed.insert(where, buffer);
    size = std::max(size, offset + buffer->bytes);
  }
  return size;
}
