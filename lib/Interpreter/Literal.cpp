// Numbers in and out of the interpreter: rounding, wrapping, memory.
#include "tcc/Interpreter/Interpreter.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APInt.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace mlir;
using namespace tcc::interpreter;
using llvm::APFloat;
using llvm::APInt;

static double toDouble(APFloat value) {
  if (value.isNaN()) // whose payload may be none that a double has; its sign counts in an order
    return std::copysign(std::numeric_limits<double>::quiet_NaN(), value.isNegative() ? -1 : 1);
  bool lost;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lost);
  return value.convertToDouble();
}

static APFloat rounded(double value, FloatType type) {
  if (value < 0 && !APFloat::semanticsHasSignedRepr(type.getFloatSemantics()))
    return APFloat::getQNaN(type.getFloatSemantics());
  APFloat result(value);
  bool lost;
  result.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven, &lost);
  return result;
}

static WideInt toInteger(const APInt &bits, Type type) {
  bool isUnsigned = type.isUnsignedInteger() || bits.getBitWidth() == 1;
  return isUnsigned ? WideInt(bits.getZExtValue()) : WideInt(bits.getSExtValue());
}

static APInt bitsOf(const Element &value, Type type) {
  if (auto floatType = dyn_cast<FloatType>(type))
    return rounded(value.real, floatType).bitcastToAPInt();
  return APInt(type.getIntOrFloatBitWidth(), uint64_t(value.integer), /*isSigned=*/false,
               /*implicitTrunc=*/true);
}

static Element fromBits(const APInt &bits, Type type) {
  if (auto floatType = dyn_cast<FloatType>(type))
    return {toDouble(APFloat(floatType.getFloatSemantics(), bits)), 0};
  return {0, toInteger(bits, type)};
}

int64_t tcc::interpreter::elementBytes(Type elementType) {
  if (auto complex = dyn_cast<ComplexType>(elementType))
    return 2 * elementBytes(complex.getElementType());
  return llvm::divideCeil(elementType.getIntOrFloatBitWidth(), 8);
}

void Literal::set(int64_t i, Element value) {
  Element &place = (*elements)[size_t(i)];
  Type type = elementType();
  if (auto complex = dyn_cast<ComplexType>(type)) {
    auto part = [&](double x) { return complex.getElementType().isF64() ? x : double(float(x)); };
    place = {part(value.real), 0, part(value.imaginary)};
  } else if (type.isF64())
    place = {value.real, 0};
  else if (type.isF32())
    place = {double(float(value.real)), 0};
  else if (auto floatType = dyn_cast<FloatType>(type))
    place = {toDouble(rounded(value.real, floatType)), 0};
  else
    place = {0, toInteger(bitsOf(value, type), type)};
}

Literal Literal::clone() const {
  Literal copy(tensorType);
  *copy.elements = *elements;
  return copy;
}

/// The parts of complex numbers, each after its number's real one.
static RankedTensorType partsOf(RankedTensorType type) {
  SmallVector<int64_t> shape(type.getShape());
  shape.push_back(2);
  return RankedTensorType::get(shape, cast<ComplexType>(type.getElementType()).getElementType());
}

Literal Literal::fromBytes(RankedTensorType type, const void *bytes) {
  Literal result(type);
  if (result.isComplex()) {
    Literal parts = fromBytes(partsOf(type), bytes);
    for (int64_t i = 0; i < result.size(); ++i)
      (*result.elements)[size_t(i)] = {parts[2 * i].real, 0, parts[2 * i + 1].real};
    return result;
  }
  int64_t step = elementBytes(type.getElementType());
  for (int64_t i = 0; i < result.size(); ++i) {
    uint64_t word = 0;
    std::memcpy(&word, static_cast<const char *>(bytes) + i * step, size_t(step));
    APInt bits(type.getElementTypeBitWidth(), word, /*isSigned=*/false, /*implicitTrunc=*/true);
    (*result.elements)[size_t(i)] = fromBits(bits, type.getElementType());
  }
  return result;
}

void Literal::toBytes(void *bytes) const {
  if (isComplex()) {
    Literal parts(partsOf(tensorType));
    for (int64_t i = 0; i < parts.size(); ++i)
      parts.set(i, {i % 2 ? (*this)[i / 2].imaginary : (*this)[i / 2].real});
    return parts.toBytes(bytes);
  }
  int64_t step = elementBytes(elementType());
  for (int64_t i = 0; i < size(); ++i) {
    uint64_t word = bitsOf((*this)[i], elementType()).getZExtValue();
    std::memcpy(static_cast<char *>(bytes) + i * step, &word, size_t(step));
  }
}

Literal Literal::fromAttribute(RankedTensorType type, ElementsAttr values) {
  Literal result(type);
  Type element = type.getElementType();
  auto store = [&](auto range) {
    for (auto [i, value] : llvm::enumerate(range))
      if constexpr (std::is_same_v<std::decay_t<decltype(value)>, APFloat>)
        (*result.elements)[i] = {toDouble(value), 0};
      else if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::complex<APFloat>>)
        (*result.elements)[i] = {toDouble(value.real()), 0, toDouble(value.imag())};
      else
        (*result.elements)[i] = {0, toInteger(value, element)};
  };
  if (isa<FloatType>(element))
    store(values.getValues<APFloat>());
  else if (result.isComplex())
    store(values.getValues<std::complex<APFloat>>());
  else
    store(values.getValues<APInt>());
  return result;
}
