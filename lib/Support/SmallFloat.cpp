// One format is a sign, exponent and mantissa of some widths; the code is the same for all.
#include "tcc/SmallFloat.h"
#include "tcc/Support/Text.h"

#include <cmath>
#include <limits>

using namespace tcc;

namespace {
/// What the codes with the largest magnitudes stand for.
enum class Top {
  Infinity, // infinity, and NaN behind it
  Nan,      // a NaN where all bits are set, and finite numbers
  Finite    // finite numbers; the code of -0 is the only NaN
};

struct Format {
  int exponentBits, mantissaBits;
  Top top = Top::Infinity;
  int bias = (1 << (exponentBits - 1)) - 1;
  bool isScale = false; // no sign, and a power of two for each code

  uint32_t sign() const { return isScale ? 0 : 1u << (exponentBits + mantissaBits); }
  uint32_t magnitudes() const { return (1u << (exponentBits + mantissaBits)) - 1; }
  /// The first code beyond finite numbers.
  uint32_t beyond() const {
    return top == Top::Infinity ? ((1u << exponentBits) - 1) << mantissaBits
           : top == Top::Nan    ? magnitudes()
                                : magnitudes() + 1;
  }
  /// What is too large.
  uint32_t overflow(uint32_t sign) const {
    return top == Top::Finite ? nan(sign) : sign | beyond();
  }
  uint32_t nan(uint32_t sign) const {
    return top == Top::Finite
               ? this->sign()
               : sign | beyond() | (top == Top::Infinity ? 1u << (mantissaBits - 1) : 0);
  }
};
} // namespace

static Format formatOf(DType dtype) {
  switch (dtype) {
  case DType::F16:
    return {5, 10};
  case DType::BF16:
    return {8, 7};
  case DType::F8E5M2:
    return {5, 2};
  case DType::F8E4M3:
    return {4, 3};
  case DType::F8E3M4:
    return {3, 4};
  case DType::F8E4M3FN:
    return {4, 3, Top::Nan};
  case DType::F8E4M3FNUZ:
    return {4, 3, Top::Finite, 8};
  case DType::F8E4M3B11FNUZ:
    return {4, 3, Top::Finite, 11};
  case DType::F8E5M2FNUZ:
    return {5, 2, Top::Finite, 16};
  case DType::F8E8M0FNU:
    return {8, 0, Top::Nan, 127, true};
  default:
    throwError("small float", concat(nameOf(dtype), " is none"));
  }
}

// The nearest power of two, the upper one of two as near; none for what is negative.
static uint16_t encodeScale(double number) {
  if (!(number >= 0))
    return 255;
  if (number < 0x1p-127)
    return 0;
  if (number >= 0x1.8p127)
    return 255;
  int exponent = std::ilogb(number);
  return uint16_t(exponent + 127 + (std::ldexp(number, -exponent) >= 1.5));
}

uint16_t tcc::encodeSmallFloat(DType dtype, double number) {
  Format format = formatOf(dtype);
  if (format.isScale)
    return encodeScale(number);
  uint32_t sign = std::signbit(number) ? format.sign() : 0;
  if (std::isnan(number))
    return uint16_t(format.nan(sign));
  double magnitude = std::abs(number);
  if (std::isinf(number))
    return uint16_t(format.overflow(sign));
  // A denormal has the least normal exponent, and a mantissa without its leading one.
  int exponent =
      std::max(magnitude == 0 ? 1 - format.bias : std::ilogb(magnitude), 1 - format.bias);
  auto mantissa =
      int64_t(std::nearbyint(std::ldexp(magnitude, format.mantissaBits - exponent))); // exact
  int64_t bits = (int64_t(exponent + format.bias - 1) << format.mantissaBits) + mantissa;
  if (bits >= format.beyond())
    return uint16_t(format.overflow(sign));
  return uint16_t(bits == 0 && format.top == Top::Finite ? 0 : sign | uint32_t(bits));
}

double tcc::decodeSmallFloat(DType dtype, uint16_t bits) {
  Format format = formatOf(dtype);
  double sign = bits & format.sign() ? -1 : 1;
  uint32_t magnitude = bits & format.magnitudes();
  if (magnitude >= format.beyond() || (format.top == Top::Finite && bits == format.sign()))
    return format.top == Top::Infinity && magnitude == format.beyond()
               ? sign * std::numeric_limits<double>::infinity()
               : std::copysign(std::numeric_limits<double>::quiet_NaN(), sign);
  if (format.isScale)
    return std::ldexp(1.0, int(bits) - format.bias);
  int exponent = int(magnitude >> format.mantissaBits);
  uint32_t fraction = magnitude & ((1u << format.mantissaBits) - 1);
  uint32_t leading = exponent == 0 ? 0 : 1u << format.mantissaBits;
  return sign * std::ldexp(double(fraction | leading),
                           std::max(exponent, 1) - format.bias - format.mantissaBits);
}
