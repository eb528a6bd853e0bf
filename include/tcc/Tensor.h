// The values of programs: a Tensor is concrete (an array with elements) or stands for a value of a
// program being traced.
#ifndef TCC_TENSOR_H
#define TCC_TENSOR_H

#include "tcc/Array.h"
#include "tcc/Error.h"

#include <filesystem>
#include <source_location>
#include <type_traits>

namespace tcc {

namespace detail {
struct TensorState;

template <class T>
concept Number = std::is_arithmetic_v<T>;
/// What the elements of a tensor are read as.
template <class T>
concept Readable =
    Number<T> || std::is_same_v<T, std::complex<float>> || std::is_same_v<T, std::complex<double>>;

/// Element type of what is written as C++ numbers: a double without further ado is f32, as
/// elsewhere in machine learning.
template <Number T> constexpr DType naturalType() {
  if constexpr (std::is_same_v<T, bool>)
    return DType::I1;
  else if constexpr (std::is_floating_point_v<T>)
    return DType::F32;
  else
    return sizeof(T) > 4 ? DType::I64 : DType::I32;
}

/// An integer exactly; of other numbers nothing.
template <Number T> constexpr int64_t integerOf(T number) {
  if constexpr (std::is_integral_v<T>)
    return int64_t(number);
  else
    return 0;
}

/// Elements of `from` as T, whatever its element type.
template <class T> void convertElements(const Array &from, T *to);
/// The numbers as elements of `to`.
template <class T> void storeElements(const T *from, Array &to);
} // namespace detail

/// A handle: copies are the same tensor. Given to `jit` as a donated argument, a tensor gives up
/// its memory; using any copy of it afterwards is an error.
class Tensor {
public:
  Tensor() = default; // empty: valid() is false

  /// A scalar. In an op it takes the element type of the tensors beside it, so `0.5 * x` is of x's
  /// type; by itself it is f32 (float, double), i32, i64 or i1. In a traced program it is a
  /// constant.
  template <detail::Number T>
  Tensor(T number) : Tensor(double(number), detail::naturalType<T>(), detail::integerOf(number)) {}

  /// A vector: Tensor{1.0, 2.0, 3.0}.
  template <detail::Number T>
  Tensor(std::initializer_list<T> values)
      : Tensor(copied(values.begin(), Shape{int64_t(values.size())})) {}

  /// A matrix: Tensor{{1.0, 2.0}, {3.0, 4.0}}. All rows have the same length.
  template <detail::Number T> Tensor(std::initializer_list<std::initializer_list<T>> rows) {
    std::vector<T> all;
    for (const auto &row : rows) {
      checkRow(row.size(), rows.begin()->size());
      all.insert(all.end(), row.begin(), row.end());
    }
    int64_t count = int64_t(rows.size());
    *this = copied(all.data(), Shape{count, count ? int64_t(all.size()) / count : 0});
  }

  /// A copy of the elements, of exactly their type (f64 for double).
  template <class T>
  Tensor(std::span<T> values, Shape shape)
      : Tensor(Array::from(std::span<const T>(values), std::move(shape))) {}
  template <class T>
  Tensor(const std::vector<T> &values, Shape shape)
      : Tensor(Array::from(std::span<const T>(values), std::move(shape))) {}

  /// The array's memory, shared.
  Tensor(Array array);

  /// The content of a .npy file.
  static Tensor load(const std::filesystem::path &path);
  /// Writes a .npy file.
  void save(const std::filesystem::path &path) const;

  bool valid() const { return state != nullptr; }
  /// Stands for a value of a program that is being traced; it has a shape but no elements.
  bool isTraced() const;
  /// Its memory was given to a result (see JitOptions::donate).
  bool isDonated() const;

  DType dtype() const;
  /// The extents. Of a traced tensor they are asked of the compiler.
  Shape shape() const;
  int64_t rank() const { return int64_t(shape().size()); }
  /// Number of elements.
  int64_t size() const { return elementCount(shape()); }

  /// The elements of a concrete tensor, the memory shared.
  Array array() const;
  /// The one element of a concrete tensor of size 1, as a T.
  template <detail::Readable T> T item() const {
    T value{};
    detail::convertElements(checkedScalar(), &value);
    return value;
  }
  /// All elements in row-major order, as Ts.
  template <detail::Readable T> std::vector<T> toVector() const {
    Array a = array();
    std::vector<T> values(size_t(a.size()));
    detail::convertElements(a, values.data());
    return values;
  }

  /// What it is made of; for the tracer.
  explicit Tensor(std::shared_ptr<detail::TensorState> state) : state(std::move(state)) {}
  const std::shared_ptr<detail::TensorState> &internal() const { return state; }

private:
  Tensor(double number, DType dtype, int64_t integer);
  template <class T> static Array copied(const T *values, Shape shape) {
    Array a(detail::naturalType<T>(), std::move(shape));
    detail::storeElements(values, a);
    return a;
  }
  static void checkRow(size_t length, size_t expected);
  Array checkedScalar() const;

  std::shared_ptr<detail::TensorState> state;
};

/// What ops take: a tensor or a number, and where in the user's program it was given. Never written
/// by users.
struct Arg {
  Tensor tensor;
  std::source_location where;

  Arg(const Tensor &tensor, std::source_location where = std::source_location::current())
      : tensor(tensor), where(where) {}
  Arg(const Array &array, std::source_location where = std::source_location::current())
      : tensor(array), where(where) {}
  template <detail::Number T>
  Arg(T number, std::source_location where = std::source_location::current())
      : tensor(number), where(where) {}
  operator const Tensor &() const { return tensor; }
};

} // namespace tcc

#endif
