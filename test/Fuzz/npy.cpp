// Any bytes as an .npy file: an array or tcc::Error, nothing else.
#include "tcc/Data/Npy.h"
#include "tcc/Error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  try {
    (void)tcc::data::parseNpy(std::as_bytes(std::span(data, size)), "input");
  } catch (const tcc::Error &) {
    return 0;
  }
  return 0;
}
