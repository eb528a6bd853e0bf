// Any bytes as gzip data: the content up to the limit or tcc::Error, nothing else.
#include "tcc/Error.h"
#include "tcc/Support/File.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  constexpr uint64_t limit = 1 << 20;
  try {
    tcc::Array content =
        tcc::unpackGzip(std::as_bytes(std::span(data, size)), "input", {.limit = limit});
    if (uint64_t(content.size()) > limit)
      std::abort();
  } catch (const tcc::Error &) {
    return 0;
  }
  return 0;
}
