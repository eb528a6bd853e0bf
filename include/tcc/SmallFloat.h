// Floats of 8 and 16 bits as C++ numbers: elements of arrays that no C++ type stands for.
#ifndef TCC_SMALLFLOAT_H
#define TCC_SMALLFLOAT_H

#include "tcc/Array.h"

namespace tcc {

/// The nearest element to a number, ties to even, as bits.
uint16_t encodeSmallFloat(DType dtype, double number);
double decodeSmallFloat(DType dtype, uint16_t bits);

/// One element; converts to and from double.
template <DType dtype, class Bits> struct SmallFloat {
  Bits bits = 0;

  SmallFloat() = default;
  explicit SmallFloat(double number) : bits(Bits(encodeSmallFloat(dtype, number))) {}
  operator double() const { return decodeSmallFloat(dtype, bits); }
};

using Half = SmallFloat<DType::F16, uint16_t>;
using BFloat16 = SmallFloat<DType::BF16, uint16_t>;

template <DType dtype> using Float8 = SmallFloat<dtype, uint8_t>;

template <DType dtype, class Bits> struct DTypeOf<SmallFloat<dtype, Bits>> {
  static constexpr DType value = dtype;
};

} // namespace tcc

#endif
