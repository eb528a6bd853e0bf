// What checks mean: as StableHLO's reference implementation has it, save that a NaN is a NaN for
// expect_eq as well.
#include "Cases.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace tcc;
using namespace tcc::conformance;

static uint64_t bitsOf(const Array &array, int64_t i) {
  uint64_t bits = 0;
  size_t size = sizeOf(array.dtype());
  std::memcpy(&bits, static_cast<const char *>(array.data()) + size_t(i) * size, size);
  return bits;
}

/// How many numbers of the type lie between two; any distance to an infinity is the largest.
static uint64_t ulpDifference(const Array &got, const Array &wanted, int64_t i,
                              const std::string &dtype) {
  uint64_t g = bitsOf(got, i), w = bitsOf(wanted, i);
  double gotValue = element(got, i, dtype), wantedValue = element(wanted, i, dtype);
  if (g == w || (std::isnan(gotValue) && std::isnan(wantedValue)))
    return 0;
  if (!std::isfinite(gotValue) || !std::isfinite(wantedValue))
    return std::numeric_limits<uint64_t>::max();
  uint64_t sign = uint64_t(1) << (8 * sizeOf(got.dtype()) - 1);
  uint64_t gotSize = g & ~sign, wantedSize = w & ~sign;
  if ((g ^ w) & sign)
    return gotSize + wantedSize;
  return gotSize > wantedSize ? gotSize - wantedSize : wantedSize - gotSize;
}

static bool isAlmostEqual(double got, double wanted, double tolerance) {
  if (std::isnan(got) || std::isnan(wanted))
    return std::isnan(got) == std::isnan(wanted);
  if (!std::isfinite(got) || !std::isfinite(wanted))
    return got == wanted;
  return std::abs(got - wanted) <= tolerance;
}

static bool holds(const Check &check, const Array &got, const Array &wanted, int64_t i,
                  const std::string &dtype) {
  if (!tcc::isFloat(got.dtype()))
    return bitsOf(got, i) == bitsOf(wanted, i);
  if (check.kind == Check::Close) {
    uint64_t difference = ulpDifference(got, wanted, i, dtype);
    return difference >= check.minUlpDifference && difference <= check.maxUlpDifference;
  }
  double g = element(got, i, dtype), w = element(wanted, i, dtype);
  return isAlmostEqual(g, w, check.kind == Check::Equal ? 0 : check.tolerance);
}

/// The parts of complex numbers, along a last axis.
static Array partsOf(const Array &numbers) {
  Shape shape = numbers.shape();
  shape.push_back(2);
  return Array::borrow(const_cast<void *>(numbers.data()),
                       numbers.dtype() == DType::C64 ? DType::F32 : DType::F64, shape);
}

std::string conformance::compare(const Array &got, const Array &wanted, const Check &check) {
  if (got.shape() != wanted.shape() || got.dtype() != wanted.dtype())
    return "is " + toString(got.shape(), got.dtype()) + ", expected " +
           toString(wanted.shape(), wanted.dtype());
  std::string dtype(tcc::nameOf(got.dtype()));
  if (!tcc::isComplex(got.dtype()))
    return describeDifferences(got, wanted, dtype,
                               [&](int64_t i) { return holds(check, got, wanted, i, dtype); });
  Array gotParts = partsOf(got), wantedParts = partsOf(wanted);
  std::string part(tcc::nameOf(gotParts.dtype()));
  return describeDifferences(got, wanted, dtype, [&](int64_t i) {
    return holds(check, gotParts, wantedParts, 2 * i, part) &&
           holds(check, gotParts, wantedParts, 2 * i + 1, part);
  });
}
