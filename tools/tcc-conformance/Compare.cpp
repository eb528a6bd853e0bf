// An output agrees when shape and element type are right and, element by element, it is equal, or
// NaN where NaN is expected, or the same infinity, or near enough.
#include "Cases.h"

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>

using namespace tcc;
using namespace tcc::conformance;

namespace {
/// How numbers of a float type lie in bits.
struct Format {
  int exponentBits, mantissaBits;
  bool hasInfinity = true; // else all ones are the only NaN
};
} // namespace

static double decode(uint32_t bits, Format format) {
  int bias = (1 << (format.exponentBits - 1)) - 1;
  uint32_t mantissa = bits & ((1u << format.mantissaBits) - 1);
  uint32_t ones = (1u << format.exponentBits) - 1;
  uint32_t exponent = bits >> format.mantissaBits & ones;
  bool negative = bits >> (format.exponentBits + format.mantissaBits) & 1;
  double fraction = std::ldexp(double(mantissa), -format.mantissaBits);
  double value =
      exponent ? std::ldexp(1 + fraction, int(exponent) - bias) : std::ldexp(fraction, 1 - bias);
  if (format.hasInfinity && exponent == ones)
    value = mantissa ? NAN : INFINITY;
  if (!format.hasInfinity && exponent == ones && mantissa == (1u << format.mantissaBits) - 1)
    value = NAN;
  return negative ? -value : value;
}

template <class T> static T load(const Array &array, int64_t i) {
  T value;
  std::memcpy(&value, static_cast<const char *>(array.data()) + size_t(i) * sizeof(T), sizeof(T));
  return value;
}

static bool isFloat(const std::string &dtype) { return dtype[0] == 'f' || dtype == "bf16"; }

double conformance::element(const Array &array, int64_t i, const std::string &dtype) {
  if (dtype == "f64")
    return load<double>(array, i);
  if (dtype == "f32")
    return double(load<float>(array, i));
  if (dtype == "f16")
    return decode(load<uint16_t>(array, i), {5, 10});
  if (dtype == "bf16")
    return decode(load<uint16_t>(array, i), {8, 7});
  if (dtype == "f8E5M2")
    return decode(load<uint8_t>(array, i), {5, 2});
  return decode(load<uint8_t>(array, i), {4, 3, false});
}

static bool agrees(double got, double wanted, const Tensor &expected) {
  if (std::isnan(wanted))
    return std::isnan(got);
  if (!std::isfinite(wanted) || !std::isfinite(got))
    return got == wanted;
  return std::abs(got - wanted) <= expected.atol + expected.rtol * std::abs(wanted);
}

static std::string describe(const Array &array, int64_t i, const std::string &dtype) {
  char text[64];
  if (isFloat(dtype)) {
    std::snprintf(text, sizeof text, "%.*g", dtype == "f64" ? 17 : 9, element(array, i, dtype));
    return text;
  }
  uint64_t bits = 0;
  size_t size = sizeOf(array.dtype());
  std::memcpy(&bits, static_cast<const char *>(array.data()) + size_t(i) * size, size);
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(bits));
  return text;
}

static std::string place(int64_t flat, const Shape &shape) {
  std::string text = "]";
  for (size_t axis = shape.size(); axis-- > 0; flat /= shape[axis])
    text = (axis ? ", " : "") + std::to_string(flat % shape[axis]) + text;
  return "[" + text;
}

std::string conformance::describeDifferences(const Array &got, const Array &wanted,
                                             const std::string &dtype,
                                             const std::function<bool(int64_t)> &agrees) {
  int64_t bad = 0, first = 0;
  for (int64_t i = 0; i < got.size(); ++i)
    if (!agrees(i) && bad++ == 0)
      first = i;
  if (bad == 0)
    return "";
  return std::to_string(bad) + " of " + std::to_string(got.size()) + " differ, first at " +
         place(first, got.shape()) + ": " + describe(got, first, dtype) + " expected " +
         describe(wanted, first, dtype);
}

std::string conformance::compare(const Array &got, const Array &wanted, const Tensor &expected) {
  if (got.shape() != expected.shape)
    return "is " + toString(got.shape(), got.dtype()) + ", expected the shape of " +
           toString(expected.shape, wanted.dtype());
  if (tcc::nameOf(got.dtype()) != expected.dtype)
    return "has elements of type " + std::string(tcc::nameOf(got.dtype())) + ", expected " +
           expected.dtype;
  size_t size = sizeOf(got.dtype());
  const char *g = static_cast<const char *>(got.data()),
             *w = static_cast<const char *>(wanted.data());
  return describeDifferences(got, wanted, expected.dtype, [&](int64_t i) {
    return tcc::isFloat(got.dtype())
               ? agrees(element(got, i, expected.dtype), element(wanted, i, expected.dtype),
                        expected)
               : std::memcmp(g + size_t(i) * size, w + size_t(i) * size, size) == 0;
  });
}
