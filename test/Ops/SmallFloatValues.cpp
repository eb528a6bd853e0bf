// Floats of 8 bits: every code to f32, and f32, f64 and integers to codes, to the bit as APFloat
// has it; and ops that compute with them against the interpreter.
#include "OpValues.h"

#include "tcc/Compiler/Compiler.h"
#include "tcc/Executable.h"
#include "tcc/Interpreter/Run.h"
#include "tcc/SmallFloat.h"
#include "tcc/Tensor.h"

#include "llvm/ADT/APFloat.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

using namespace tcc;
using llvm::APFloat;

namespace {
struct Kind {
  DType dtype;
  const llvm::fltSemantics &semantics;
  std::string name() const { return std::string(nameOf(dtype)); }
};
class SmallFloatValues : public ::testing::TestWithParam<DType> {
protected:
  Kind kind{GetParam(), semanticsOf(GetParam())};

  static const llvm::fltSemantics &semanticsOf(DType dtype) {
    switch (dtype) {
    case DType::F8E5M2:
      return APFloat::Float8E5M2();
    case DType::F8E4M3:
      return APFloat::Float8E4M3();
    case DType::F8E4M3FN:
      return APFloat::Float8E4M3FN();
    case DType::F8E4M3FNUZ:
      return APFloat::Float8E4M3FNUZ();
    case DType::F8E4M3B11FNUZ:
      return APFloat::Float8E4M3B11FNUZ();
    case DType::F8E5M2FNUZ:
      return APFloat::Float8E5M2FNUZ();
    case DType::F8E3M4:
      return APFloat::Float8E3M4();
    default:
      return APFloat::Float8E8M0FNU();
    }
  }
  double valueOf(uint8_t code) const {
    APFloat x(kind.semantics, llvm::APInt(8, code));
    if (x.isNaN()) // whose payload may be none that a double has
      return std::numeric_limits<double>::quiet_NaN();
    bool lost;
    x.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lost);
    return x.convertToDouble();
  }
  bool isNan(uint8_t code) const { return std::isnan(valueOf(code)); }
  uint8_t codeOf(double x) const {
    if (x < 0 && !APFloat::semanticsHasSignedRepr(kind.semantics))
      return 255; // where APFloat has no meaning, no number
    APFloat value(x);
    bool lost;
    value.convert(kind.semantics, APFloat::rmNearestTiesToEven, &lost);
    return uint8_t(value.bitcastToAPInt().getZExtValue());
  }
};
} // namespace

static std::vector<Array> run(const std::string &text, const std::vector<Array> &inputs) {
  auto program = tcc_compiler_interface()->parseText("op.mlir", text, test::options());
  return Executable(program->load()).call(inputs);
}

static Array allCodes(DType dtype) {
  std::vector<uint8_t> codes(256);
  std::iota(codes.begin(), codes.end(), uint8_t(0));
  return Array::from(std::span<const uint8_t>(codes), {256}).bitcast(dtype);
}

/// `op` on `count` elements %x of one type, to another.
static std::string programOf(const std::string &op, int64_t count, const std::string &from,
                             const std::string &to) {
  std::string shape = std::to_string(count) + "x";
  return "func.func @main(%x: tensor<" + shape + from + ">) -> tensor<" + shape + to +
         "> {\n  %y = " + op + " : tensor<" + shape + from + ">\n  return %y : tensor<" + shape +
         to + ">\n}\n";
}

TEST_P(SmallFloatValues, EveryCodeIsItsNumber) {
  Array codes = allCodes(kind.dtype);
  Array got = run(programOf("tcc.convert %x to f32", 256, kind.name(), "f32"), {codes})[0];
  for (int code = 0; code < 256; ++code) {
    float want = float(valueOf(uint8_t(code))), value = got.as<float>()[size_t(code)];
    EXPECT_TRUE(std::isnan(want) ? std::isnan(value)
                                 : value == want && std::signbit(value) == std::signbit(want))
        << "code " << code << ": got " << value << ", expected " << want;
    double host = decodeSmallFloat(kind.dtype, uint16_t(code));
    EXPECT_TRUE(std::isnan(want) ? std::isnan(host) : host == double(want)) << "code " << code;
  }
}

/// Numbers, the places half way between them, and the floats beside those; and all sorts of bits.
template <class T> static std::vector<T> numbersFor(const std::vector<double> &values) {
  std::vector<T> numbers{T(0),
                         -T(0),
                         std::numeric_limits<T>::infinity(),
                         -std::numeric_limits<T>::infinity(),
                         std::numeric_limits<T>::quiet_NaN(),
                         std::numeric_limits<T>::denorm_min(),
                         std::numeric_limits<T>::max()};
  for (size_t i = 0; i + 1 < values.size(); ++i)
    for (double x : {values[i], (values[i] + values[i + 1]) / 2, 2 * values[i]})
      for (T near : {T(x), std::nextafter(T(x), T(INFINITY)), std::nextafter(T(x), T(-INFINITY))})
        numbers.push_back(near);
  uint64_t state = 7;
  for (int i = 0; i < 40000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    auto bits = uint32_t(state >> 32);
    numbers.push_back(T(std::bit_cast<float>(bits)));
    numbers.push_back(T(std::ldexp(double(int32_t(bits)), int(state >> 8 & 63) - 48)));
  }
  return numbers;
}

template <class T>
static void expectCodes(const Array &got, const std::vector<T> &numbers,
                        const std::function<uint8_t(double)> &codeOf,
                        const std::function<bool(uint8_t)> &isNan) {
  auto codes = got.bitcast(DType::U8);
  int wrong = 0;
  for (size_t i = 0; i < numbers.size() && wrong < 10; ++i) {
    uint8_t code = codes.template as<uint8_t>()[i], want = codeOf(double(numbers[i]));
    bool good = code == want || (isNan(code) && isNan(want));
    // A denormal of f32 is itself where its bits are taken, and nought where it was computed.
    if (std::abs(double(numbers[i])) < 0x1p-126)
      good |= code == codeOf(std::copysign(0.0, double(numbers[i])));
    wrong += !good;
    EXPECT_TRUE(good) << double(numbers[i]) << ": got " << int(code) << ", expected " << int(want);
  }
}

TEST_P(SmallFloatValues, FloatsAreRounded) {
  std::vector<double> values;
  for (int code = 0; code < 256; ++code)
    if (std::isfinite(valueOf(uint8_t(code))))
      values.push_back(valueOf(uint8_t(code)));
  std::sort(values.begin(), values.end());
  auto codeOf = [&](double x) { return this->codeOf(x); };
  auto isNan = [&](uint8_t code) { return this->isNan(code); };
  std::vector<float> floats = numbersFor<float>(values);
  auto count = int64_t(floats.size());
  std::string op = "tcc.convert %x to " + kind.name();
  expectCodes(run(programOf(op, count, "f32", kind.name()),
                  {Array::from(std::span<const float>(floats), {count})})[0],
              floats, codeOf, isNan);
  std::vector<double> doubles = numbersFor<double>(values);
  count = int64_t(doubles.size());
  expectCodes(run(programOf(op, count, "f64", kind.name()),
                  {Array::from(std::span<const double>(doubles), {count})})[0],
              doubles, codeOf, isNan);
  for (float x : floats) {
    auto host = uint8_t(encodeSmallFloat(kind.dtype, double(x)));
    ASSERT_TRUE(host == codeOf(x) || (isNan(host) && isNan(codeOf(x)))) << x;
  }
}

TEST_P(SmallFloatValues, IntegersAreRounded) {
  std::vector<int32_t> integers{0, 1, -1, 7, 1000, -1000, INT32_MAX, INT32_MIN, 1 << 20, 3 << 20};
  for (int32_t i = -600; i < 600; ++i)
    integers.push_back(i);
  auto count = int64_t(integers.size());
  expectCodes(
      run(programOf("tcc.convert %x to " + kind.name(), count, "i32", kind.name()),
          {Array::from(std::span<const int32_t>(integers), {count})})[0],
      integers, [&](double x) { return codeOf(x); }, [&](uint8_t code) { return isNan(code); });
}

// Computed in f32, rounded after each op.
TEST_P(SmallFloatValues, OpsCompute) {
  std::string t = "tensor<256x" + kind.name() + ">", row = "tensor<4x64x" + kind.name() + ">",
              sums = "tensor<4x" + kind.name() + ">", product = "tensor<4x4x" + kind.name() + ">";
  std::string text =
      "func.func @main(%x: " + t + ") -> (" + t + ", " + t + ", tensor<256xi1>, tensor<256xi32>, " +
      sums + ", " + sums + ", " + product + ", " + t + ", " + t + ") {\n" +
      "  %r = tcc.reverse %x axes [0] : " + t + "\n  %0 = tcc.add %x, %r : " + t + ", " + t +
      "\n  %1 = tcc.exp %x : " + t + "\n  %2 = tcc.compare lt %x, %r : " + t + ", " + t +
      "\n  %3 = tcc.convert %x to i32 : " + t + "\n  %m = tcc.reshape %x to [4, 64] : " + t +
      "\n  %4 = tcc.reduce_max %m axes [1] : " + row +
      "\n  %one = tcc.constant dense<1.0> : tensor<" + kind.name() + ">" +
      "\n  %o = tcc.broadcast %one to [4, 64] : tensor<" + kind.name() + ">" +
      "\n  %5 = tcc.reduce_sum %o axes [1] : " + row +
      "\n  %6 = tcc.matmul %o, %o transpose_b : " + row + ", " + row +
      "\n  %7 = tcc.select %2, %x, %r : tensor<256xi1>, " + t + ", " + t +
      "\n  %8 = tcc.sort ascending %x axis 0 : " + t +
      "\n  return %0, %1, %2, %3, %4, %5, %6, %7, %8 : " + t + ", " + t +
      ", tensor<256xi1>, tensor<256xi32>, " + sums + ", " + sums + ", " + product + ", " + t +
      ", " + t + "\n}\n";
  std::vector<Array> inputs{allCodes(kind.dtype)}, got = run(text, inputs);
  std::string error;
  auto want = interpreter::run({text}, inputs, error);
  ASSERT_TRUE(want) << error;
  for (size_t i = 0; i < got.size(); ++i) {
    auto g = Tensor(got[i]).toVector<double>(), w = Tensor((*want)[i]).toVector<double>();
    for (size_t k = 0; k < w.size(); ++k)
      EXPECT_TRUE(g[k] == w[k] || (std::isnan(g[k]) && std::isnan(w[k])))
          << "result " << i << ", element " << k << ": got " << g[k] << ", expected " << w[k];
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, SmallFloatValues,
                         ::testing::Values(DType::F8E5M2, DType::F8E4M3, DType::F8E4M3FN,
                                           DType::F8E4M3FNUZ, DType::F8E4M3B11FNUZ,
                                           DType::F8E5M2FNUZ, DType::F8E3M4, DType::F8E8M0FNU),
                         [](const auto &info) { return std::string(nameOf(info.param)); });
