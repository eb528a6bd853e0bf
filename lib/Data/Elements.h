// What readers of binary formats share. The formats are little endian, and so is every machine that
// tcc compiles for.
#ifndef TCC_LIB_DATA_ELEMENTS_H
#define TCC_LIB_DATA_ELEMENTS_H

#include "tcc/Array.h"
#include "tcc/Support/Text.h"

#include <bit>
#include <optional>

namespace tcc::data {

static_assert(std::endian::native == std::endian::little);

/// Bytes of an array of this type and shape, or nothing if that overflows or an extent is negative.
inline std::optional<uint64_t> arrayBytes(DType dtype, const Shape &shape) {
  int64_t bytes = int64_t(sizeOf(dtype));
  bool empty = false, fits = true;
  for (int64_t extent : shape) {
    empty |= extent == 0;
    fits &= extent >= 0 && !__builtin_mul_overflow(bytes, extent ? extent : 1, &bytes);
  }
  if (!fits)
    return std::nullopt;
  return empty ? 0 : uint64_t(bytes);
}

/// Compiled code relies on i1 elements being 0 or 1.
inline void checkBooleans(const Array &array, std::string_view where) {
  if (array.dtype() != DType::I1)
    return;
  auto *values = static_cast<const unsigned char *>(array.data());
  for (int64_t i = 0, e = array.size(); i < e; ++i)
    if (values[i] > 1)
      throwError(where,
                 concat("expected booleans of 0 or 1, got ", int(values[i]), " as element ", i));
}

} // namespace tcc::data

#endif
