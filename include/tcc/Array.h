// Dense host arrays: what data readers give, what executables take and return. No compiler behind
// it.
#ifndef TCC_ARRAY_H
#define TCC_ARRAY_H

#include <complex>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tcc {

/// Element types. The numbers are those of tccrt_dtype.
enum class DType : int32_t {
  I1 = 0,
  I8 = 1,
  I16 = 2,
  I32 = 3,
  I64 = 4,
  F16 = 5,
  BF16 = 6,
  F32 = 7,
  F64 = 8,
  U8 = 9,
  U16 = 10,
  U32 = 11,
  U64 = 12,
  C64 = 13, // complex: two f32
  C128 = 14,
  // Floats of 8 bits, by the number of bits of exponent and mantissa.
  F8E5M2 = 15,
  F8E4M3 = 16,
  F8E4M3FN = 17,
  F8E4M3FNUZ = 18,
  F8E4M3B11FNUZ = 19,
  F8E5M2FNUZ = 20,
  F8E3M4 = 21,
  F8E8M0FNU = 22
};

/// Bytes of one element (i1 takes one byte).
size_t sizeOf(DType dtype);
/// "f32", "i1", ...
std::string_view nameOf(DType dtype);
bool isFloat(DType dtype);
bool isComplex(DType dtype);
/// An integer without a sign; i1 is none.
bool isUnsigned(DType dtype);

using Shape = std::vector<int64_t>;

/// Product of the extents; 1 for rank 0.
int64_t elementCount(const Shape &shape);
/// "32x784xf32"; "f32" for rank 0.
std::string toString(const Shape &shape, DType dtype);

template <class T> struct DTypeOf;
template <> struct DTypeOf<bool> {
  static constexpr DType value = DType::I1;
};
template <> struct DTypeOf<int8_t> {
  static constexpr DType value = DType::I8;
};
template <> struct DTypeOf<int16_t> {
  static constexpr DType value = DType::I16;
};
template <> struct DTypeOf<int32_t> {
  static constexpr DType value = DType::I32;
};
template <> struct DTypeOf<int64_t> {
  static constexpr DType value = DType::I64;
};
template <> struct DTypeOf<uint8_t> {
  static constexpr DType value = DType::U8;
};
template <> struct DTypeOf<uint16_t> {
  static constexpr DType value = DType::U16;
};
template <> struct DTypeOf<uint32_t> {
  static constexpr DType value = DType::U32;
};
template <> struct DTypeOf<uint64_t> {
  static constexpr DType value = DType::U64;
};
template <> struct DTypeOf<float> {
  static constexpr DType value = DType::F32;
};
template <> struct DTypeOf<double> {
  static constexpr DType value = DType::F64;
};
template <> struct DTypeOf<std::complex<float>> {
  static constexpr DType value = DType::C64;
};
template <> struct DTypeOf<std::complex<double>> {
  static constexpr DType value = DType::C128;
};

/// A dense, row-major array in 64-byte aligned memory. Copies share the memory (like
/// std::shared_ptr); `clone` does not.
class Array {
public:
  Array() = default; // empty: no memory, valid() is false
  /// Uninitialised elements.
  Array(DType dtype, Shape shape);
  template <class T> static Array from(std::span<const T> values, Shape shape) {
    Array a(DTypeOf<T>::value, std::move(shape));
    a.fill(values.data(), values.size(), sizeof(T));
    return a;
  }
  template <class T> static Array scalar(T value) {
    return from(std::span<const T>(&value, 1), {});
  }
  /// Memory of somebody else's, kept alive by `owner` (null: the caller's business).
  static Array borrow(void *memory, DType dtype, Shape shape,
                      std::shared_ptr<void> owner = nullptr);

  bool valid() const { return data_ != nullptr; }
  /// No other array (nor anybody else known) holds this memory: it may be taken over.
  bool exclusive() const { return data_.use_count() == 1; }
  DType dtype() const { return dtype_; }
  const Shape &shape() const { return shape_; }
  int64_t rank() const { return int64_t(shape_.size()); }
  int64_t size() const { return elementCount(shape_); }
  size_t bytes() const { return size_t(size()) * sizeOf(dtype_); }
  void *data() { return data_.get(); }
  const void *data() const { return data_.get(); }

  /// The elements; throws tcc::Error if T is not the element type.
  template <class T> std::span<T> as() {
    checkType(DTypeOf<T>::value);
    return {static_cast<T *>(data()), size_t(size())};
  }
  template <class T> std::span<const T> as() const {
    checkType(DTypeOf<T>::value);
    return {static_cast<const T *>(data()), size_t(size())};
  }
  /// The one element of an array of size 1.
  template <class T> T item() const {
    checkScalar();
    return as<T>()[0];
  }

  Array clone() const;
  /// The same bits as elements of another type of the same size.
  Array bitcast(DType dtype) const;
  /// The same memory under another shape of the same size.
  Array reshape(Shape shape) const;
  /// Rows begin <= i < end of the first axis, the same memory.
  Array rows(int64_t begin, int64_t end) const;

private:
  void checkType(DType wanted) const;
  void checkScalar() const;
  void fill(const void *values, size_t count, size_t elementBytes);

  DType dtype_ = DType::F32;
  Shape shape_;
  std::shared_ptr<void> data_;
};

} // namespace tcc

#endif
