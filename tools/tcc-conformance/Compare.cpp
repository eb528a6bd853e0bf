// An output agrees when shape and element type are right and, element by element, it is equal, or
// NaN where NaN is expected, or the same infinity, or near enough.
#include "Cases.h"

#include "tcc/SmallFloat.h"

#include <cmath>
#include <cstdio>
#include <cstring>

using namespace tcc;
using namespace tcc::conformance;

template <class T> static T load(const Array &array, int64_t i) {
  T value;
  std::memcpy(&value, static_cast<const char *>(array.data()) + size_t(i) * sizeof(T), sizeof(T));
  return value;
}

static bool isFloat(const std::string &dtype) { return dtype[0] == 'f' || dtype == "bf16"; }

/// The type of the parts of complex numbers; others are themselves.
static std::string partOf(const std::string &dtype) {
  return dtype == "c64" ? "f32" : dtype == "c128" ? "f64" : dtype;
}

double conformance::element(const Array &array, int64_t i, const std::string &dtype) {
  if (dtype == "f64")
    return load<double>(array, i);
  if (dtype == "f32")
    return double(load<float>(array, i));
  if (dtype == "f16")
    return decodeSmallFloat(DType::F16, load<uint16_t>(array, i));
  if (dtype == "bf16")
    return decodeSmallFloat(DType::BF16, load<uint16_t>(array, i));
  return decodeSmallFloat(array.dtype(), load<uint8_t>(array, i));
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
  if (std::string part = partOf(dtype); part != dtype) {
    std::snprintf(text, sizeof text, "(%.9g, %.9g)", element(array, 2 * i, part),
                  element(array, 2 * i + 1, part));
    return text;
  }
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
  std::string part = partOf(expected.dtype);
  bool isPair = part != expected.dtype;
  const char *g = static_cast<const char *>(got.data()),
             *w = static_cast<const char *>(wanted.data());
  return describeDifferences(got, wanted, expected.dtype, [&](int64_t i) {
    auto isNear = [&](int64_t at) {
      return agrees(element(got, at, part), element(wanted, at, part), expected);
    };
    if (isPair)
      return isNear(2 * i) && isNear(2 * i + 1);
    return tcc::isFloat(got.dtype())
               ? isNear(i)
               : std::memcmp(g + size_t(i) * size, w + size_t(i) * size, size) == 0;
  });
}
