// One format is a sign, exponent and mantissa of some widths; the code is the same for all.
#include "tcc/SmallFloat.h"
#include "tcc/Support/Text.h"

#include <cmath>
#include <limits>

using namespace tcc;

namespace {
struct Format {
  int exponentBits, mantissaBits;

  int bias() const { return (1 << (exponentBits - 1)) - 1; }
  uint32_t sign() const { return 1u << (exponentBits + mantissaBits); }
  uint32_t infinity() const { return ((1u << exponentBits) - 1) << mantissaBits; }
};
} // namespace

static Format formatOf(DType dtype) {
  switch (dtype) {
  case DType::F16:
    return {5, 10};
  case DType::BF16:
    return {8, 7};
  default:
    throwError("small float", concat(nameOf(dtype), " is none"));
  }
}

uint16_t tcc::encodeSmallFloat(DType dtype, double number) {
  Format format = formatOf(dtype);
  uint32_t sign = std::signbit(number) ? format.sign() : 0;
  if (std::isnan(number))
    return uint16_t(sign | format.infinity() | 1u << (format.mantissaBits - 1));
  double magnitude = std::abs(number);
  if (magnitude == 0 || std::isinf(number))
    return uint16_t(sign | (magnitude == 0 ? 0 : format.infinity()));
  // A denormal has the least normal exponent, and a mantissa without its leading one.
  int exponent = std::max(std::ilogb(magnitude), 1 - format.bias());
  auto mantissa =
      int64_t(std::nearbyint(std::ldexp(magnitude, format.mantissaBits - exponent))); // exact
  int64_t bits = (int64_t(exponent + format.bias() - 1) << format.mantissaBits) + mantissa;
  return uint16_t(sign | uint32_t(std::min<int64_t>(bits, format.infinity())));
}

double tcc::decodeSmallFloat(DType dtype, uint16_t bits) {
  Format format = formatOf(dtype);
  double sign = bits & format.sign() ? -1 : 1;
  uint32_t magnitude = bits & (format.sign() - 1);
  if (magnitude > format.infinity())
    return std::copysign(std::numeric_limits<double>::quiet_NaN(), sign);
  if (magnitude == format.infinity())
    return sign * std::numeric_limits<double>::infinity();
  int exponent = int(magnitude >> format.mantissaBits);
  uint32_t fraction = magnitude & ((1u << format.mantissaBits) - 1);
  uint32_t leading = exponent == 0 ? 0 : 1u << format.mantissaBits;
  return sign * std::ldexp(double(fraction | leading),
                           std::max(exponent, 1) - format.bias() - format.mantissaBits);
}
