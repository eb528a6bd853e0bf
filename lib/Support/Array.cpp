// Dense host arrays, in the runtime's memory. Extents are checked once, when an array is made.
#include "tcc/Array.h"
#include "tcc/Support/Text.h"

#include "tccrt.h"

#include <cstdlib>
#include <cstring>
#include <limits>

using namespace tcc;

namespace {
struct Element {
  std::string_view name;
  size_t bytes;
};
} // namespace

static Element element(DType dtype) {
  static constexpr Element table[] = {
      {"i1", 1},         {"i8", 1},     {"i16", 2},      {"i32", 4},        {"i64", 8},
      {"f16", 2},        {"bf16", 2},   {"f32", 4},      {"f64", 8},        {"ui8", 1},
      {"ui16", 2},       {"ui32", 4},   {"ui64", 8},     {"c64", 8},        {"c128", 16},
      {"f8E5M2", 1},     {"f8E4M3", 1}, {"f8E4M3FN", 1}, {"f8E4M3FNUZ", 1}, {"f8E4M3B11FNUZ", 1},
      {"f8E5M2FNUZ", 1}, {"f8E3M4", 1}, {"f8E8M0FNU", 1}};
  auto index = static_cast<size_t>(dtype);
  if (index >= std::size(table))
    throwError("array", concat("no element type has the number ", index));
  return table[index];
}

size_t tcc::sizeOf(DType dtype) { return element(dtype).bytes; }
std::string_view tcc::nameOf(DType dtype) { return element(dtype).name; }

bool tcc::isFloat(DType dtype) {
  return (dtype >= DType::F16 && dtype <= DType::F64) || dtype >= DType::F8E5M2;
}
bool tcc::isComplex(DType dtype) { return dtype == DType::C64 || dtype == DType::C128; }
bool tcc::isUnsigned(DType dtype) { return dtype >= DType::U8 && dtype <= DType::U64; }

int64_t tcc::elementCount(const Shape &shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

std::string tcc::toString(const Shape &shape, DType dtype) {
  std::string out;
  for (int64_t extent : shape)
    out += std::to_string(extent) + "x";
  return out += nameOf(dtype);
}

// Throws where the extents or the bytes do not fit; elementCount may then multiply freely. An
// extent of 0 hides no overflow: a reshape or a slice could bring it to light.
static size_t checkedBytes(DType dtype, const Shape &shape) {
  int64_t bytes = int64_t(sizeOf(dtype));
  for (int64_t extent : shape) {
    if (extent < 0)
      throwError("array", concat("a shape has no negative extent, got ", toString(shape, dtype)));
    if (__builtin_mul_overflow(bytes, std::max<int64_t>(extent, 1), &bytes))
      throwError("array", concat(toString(shape, dtype), " is larger than the address space"));
  }
  return size_t(elementCount(shape)) * sizeOf(dtype);
}

static std::shared_ptr<void> allocate(DType dtype, const Shape &shape) {
  size_t bytes = checkedBytes(dtype, shape);
  void *memory = tccrt_alloc(bytes);
  if (!memory)
    throwError("array",
               concat("not enough memory for ", toString(shape, dtype), ", ", bytes, " bytes"));
  return {memory, tccrt_free};
}

Array::Array(DType dtype, Shape shape)
    : dtype_(dtype), shape_(std::move(shape)), data_(allocate(dtype_, shape_)) {}

Array Array::borrow(void *memory, DType dtype, Shape shape, std::shared_ptr<void> owner) {
  checkedBytes(dtype, shape);
  Array array;
  array.dtype_ = dtype;
  array.shape_ = std::move(shape);
  // The aliasing constructor: shares the owner's count, points to the memory.
  array.data_ = std::shared_ptr<void>(std::move(owner), memory);
  return array;
}

Array Array::clone() const {
  if (!valid())
    return {};
  Array copy(dtype_, shape_);
  std::memcpy(copy.data(), data(), bytes());
  return copy;
}

Array Array::bitcast(DType dtype) const {
  if (!valid() || sizeOf(dtype) != sizeOf(dtype_))
    throwError("bitcast",
               concat("expected elements of ", sizeOf(dtype), " bytes for ", nameOf(dtype),
                      ", got ", valid() ? toString(shape_, dtype_) : "an empty array"));
  Array other = *this;
  other.dtype_ = dtype;
  return other;
}

Array Array::reshape(Shape shape) const {
  checkedBytes(dtype_, shape);
  if (!valid() || elementCount(shape) != size())
    throwError("reshape", concat("expected a shape of ", size(), " elements as ",
                                 toString(shape_, dtype_), " has, got ", toString(shape, dtype_)));
  Array other = *this;
  other.shape_ = std::move(shape);
  return other;
}

Array Array::rows(int64_t begin, int64_t end) const {
  if (!valid() || shape_.empty() || begin < 0 || begin > end || end > shape_[0])
    throwError("rows", concat("expected 0 <= begin <= end <= rows, got begin ", begin, ", end ",
                              end, " of ", valid() ? toString(shape_, dtype_) : "an empty array"));
  Array part = *this;
  part.shape_[0] = end - begin;
  size_t rowBytes = shape_[0] ? bytes() / size_t(shape_[0]) : 0;
  part.data_ =
      std::shared_ptr<void>(data_, static_cast<char *>(data_.get()) + size_t(begin) * rowBytes);
  return part;
}

void Array::checkType(DType wanted) const {
  if (dtype_ != wanted)
    throwError("array",
               concat("expected elements of ", nameOf(wanted), ", got ", toString(shape_, dtype_)));
}

void Array::checkScalar() const {
  if (!valid() || size() != 1)
    throwError("array", concat("expected one element, got ",
                               valid() ? toString(shape_, dtype_) : "an empty array"));
}

void Array::fill(const void *values, size_t count, size_t elementBytes) {
  if (count != size_t(size()))
    throwError("array", concat("expected ", size(), " values for ", toString(shape_, dtype_),
                               ", got ", count));
  if (count)
    std::memcpy(data(), values, count * elementBytes);
}
