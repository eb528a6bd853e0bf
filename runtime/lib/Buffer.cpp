// Element types and memory. Large blocks start on a huge page and ask for huge pages: a training
// step walks its arena and parameters every few microseconds, and with 4 KiB pages the TLB is what
// it waits for.
#include "tccrt.h"

#include <cstdlib>
#include <sys/mman.h>

static constexpr size_t cacheLine = 64, page = 4096, hugePage = size_t(2) << 20;

namespace {
struct ElementType {
  const char *name;
  size_t size;
};
} // namespace

static constexpr ElementType elementTypes[] = {
    {"i1", 1},         {"i8", 1},     {"i16", 2},      {"i32", 4},        {"i64", 8},
    {"f16", 2},        {"bf16", 2},   {"f32", 4},      {"f64", 8},        {"ui8", 1},
    {"ui16", 2},       {"ui32", 4},   {"ui64", 8},     {"c64", 8},        {"c128", 16},
    {"f8E5M2", 1},     {"f8E4M3", 1}, {"f8E4M3FN", 1}, {"f8E4M3FNUZ", 1}, {"f8E4M3B11FNUZ", 1},
    {"f8E5M2FNUZ", 1}, {"f8E3M4", 1}, {"f8E8M0FNU", 1}};
static constexpr ElementType unknownType = {"unknown", 0};

static const ElementType &lookUp(tccrt_dtype dtype) {
  auto index = static_cast<size_t>(dtype);
  return index < sizeof elementTypes / sizeof *elementTypes ? elementTypes[index] : unknownType;
}

size_t tccrt_dtype_size(tccrt_dtype dtype) { return lookUp(dtype).size; }

const char *tccrt_dtype_name(tccrt_dtype dtype) { return lookUp(dtype).name; }

void *tccrt_alloc(size_t bytes) {
  bool huge = bytes > hugePage;
  void *memory = nullptr;
  // An empty tensor has an address too.
  if (posix_memalign(&memory, huge ? hugePage : cacheLine, bytes ? bytes : 1) != 0)
    return nullptr;
  // Advice only: without huge pages the memory is as good, but slower.
  if (huge)
    (void)madvise(memory, bytes / page * page, MADV_HUGEPAGE);
  return memory;
}

void tccrt_free(void *memory) { free(memory); }
