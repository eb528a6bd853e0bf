// Concrete tensors: making them from numbers and arrays, and reading them back.
#include "Frame.h"

#include "tcc/Data/Npy.h"
#include "tcc/SmallFloat.h"
#include "tcc/Support/Text.h"

#include <cmath>

using namespace tcc;
using namespace tcc::detail;

// Calls f with a pointer to the elements.
template <class ArrayT, class F> static void withElements(ArrayT &array, F f) {
  auto typed = [&]<class E>(E) { f(array.template as<E>().data()); };
  switch (array.dtype()) {
  case DType::I1:
    return typed(bool{});
  case DType::I8:
    return typed(int8_t{});
  case DType::I16:
    return typed(int16_t{});
  case DType::I32:
    return typed(int32_t{});
  case DType::I64:
    return typed(int64_t{});
  case DType::F32:
    return typed(float{});
  case DType::F64:
    return typed(double{});
  case DType::F16:
    return typed(Half{});
  case DType::BF16:
    return typed(BFloat16{});
  case DType::U8:
    return typed(uint8_t{});
  case DType::U16:
    return typed(uint16_t{});
  case DType::U32:
    return typed(uint32_t{});
  case DType::U64:
    return typed(uint64_t{});
  case DType::F8E5M2:
    return typed(Float8<DType::F8E5M2>{});
  case DType::F8E4M3:
    return typed(Float8<DType::F8E4M3>{});
  case DType::F8E4M3FN:
    return typed(Float8<DType::F8E4M3FN>{});
  case DType::F8E4M3FNUZ:
    return typed(Float8<DType::F8E4M3FNUZ>{});
  case DType::F8E4M3B11FNUZ:
    return typed(Float8<DType::F8E4M3B11FNUZ>{});
  case DType::F8E5M2FNUZ:
    return typed(Float8<DType::F8E5M2FNUZ>{});
  case DType::F8E3M4:
    return typed(Float8<DType::F8E3M4>{});
  case DType::F8E8M0FNU:
    return typed(Float8<DType::F8E8M0FNU>{});
  case DType::C64:
    return typed(std::complex<float>{});
  case DType::C128:
    return typed(std::complex<double>{});
  }
}

template <class T> static constexpr bool isComplexType = false;
template <class T> static constexpr bool isComplexType<std::complex<T>> = true;

// A number that is none loses its imaginary part.
template <class To, class From> static To numberAs(const From &from) {
  if constexpr (isComplexType<To> && isComplexType<From>)
    return To(from);
  else if constexpr (isComplexType<To>)
    return To(typename To::value_type(from));
  else if constexpr (isComplexType<From>)
    return To(from.real());
  else
    return To(from);
}

template <class T> void detail::convertElements(const Array &from, T *to) {
  withElements(from, [&](auto *elements) {
    for (int64_t i = 0, n = from.size(); i < n; ++i)
      to[i] = numberAs<T>(elements[i]);
  });
}

template <class T> void detail::storeElements(const T *from, Array &to) {
  withElements(to, [&](auto *elements) {
    using Element = std::remove_reference_t<decltype(*elements)>;
    for (int64_t i = 0, n = to.size(); i < n; ++i)
      elements[i] = numberAs<Element>(from[i]);
  });
}

#define TCC_INSTANTIATE(T)                                                                         \
  template void detail::convertElements(const Array &, T *);                                       \
  template void detail::storeElements(const T *, Array &);
TCC_INSTANTIATE(bool)
TCC_INSTANTIATE(char)
TCC_INSTANTIATE(signed char)
TCC_INSTANTIATE(unsigned char)
TCC_INSTANTIATE(short)
TCC_INSTANTIATE(unsigned short)
TCC_INSTANTIATE(int)
TCC_INSTANTIATE(unsigned)
TCC_INSTANTIATE(long)
TCC_INSTANTIATE(unsigned long)
TCC_INSTANTIATE(long long)
TCC_INSTANTIATE(unsigned long long)
TCC_INSTANTIATE(float)
TCC_INSTANTIATE(double)
TCC_INSTANTIATE(std::complex<float>)
TCC_INSTANTIATE(std::complex<double>)
#undef TCC_INSTANTIATE

std::string detail::toString(const std::source_location &where) {
  return concat(where.file_name(), ":", where.line(), ":", where.column());
}

const std::shared_ptr<TensorState> &detail::usable(const Tensor &tensor,
                                                   const std::source_location &where) {
  if (!tensor.valid())
    throwError(toString(where), "the tensor is empty", "give it a value first");
  if (tensor.internal()->donated.load(std::memory_order_relaxed))
    throwError(toString(where), "the tensor was donated: its memory now belongs to a result",
               "use the result, or do not donate the argument");
  return tensor.internal();
}

// A number that a double does not hold exactly is an ordinary tensor of its own type.
Tensor::Tensor(double number, DType dtype, int64_t integer)
    : state(std::make_shared<TensorState>()) {
  state->dtype = dtype;
  state->array = Array(dtype, {});
  bool isInteger = dtype == DType::I32 || dtype == DType::I64;
  if (isInteger)
    storeElements(&integer, state->array);
  else
    storeElements(&number, state->array);
  state->number = number;
  state->isLiteral = !isInteger || std::abs(number) <= 0x1p53;
}

Tensor::Tensor(Array array) {
  if (!array.valid())
    return;
  state = std::make_shared<TensorState>();
  state->dtype = array.dtype();
  state->array = std::move(array);
}

Tensor Tensor::load(const std::filesystem::path &path) { return data::readNpy(path); }
void Tensor::save(const std::filesystem::path &path) const { data::writeNpy(path, array()); }

bool Tensor::isTraced() const { return state && state->frame; }
bool Tensor::isDonated() const { return state && state->donated; }

DType Tensor::dtype() const {
  if (!state)
    throwError("dtype()", "the tensor is empty", "give it a value first");
  return state->dtype;
}

Shape Tensor::shape() const {
  if (!isTraced())
    return array().shape();
  if (!state->frame->alive)
    throwError("shape()", "the tensor belongs to a trace that has ended",
               "return it from the traced function");
  return state->frame->typeOf(state->value).shape;
}

Array Tensor::array() const {
  const auto &state = usable(*this, std::source_location::current());
  if (state->frame)
    throwError("tensor", "a tensor has no elements while the function that computes it is traced",
               "return it from the function given to jit, and read the result");
  return state->array;
}

void Tensor::checkRow(size_t length, size_t expected) {
  if (length != expected)
    throwError("tensor", concat("all rows of a matrix have the same length: expected ", expected,
                                " numbers, got ", length));
}

Array Tensor::checkedScalar() const {
  Array a = array();
  if (a.size() != 1)
    throwError(
        "item()",
        concat("expected a tensor of one element, got ", tcc::toString(a.shape(), a.dtype())),
        "toVector() gives all elements");
  return a;
}
