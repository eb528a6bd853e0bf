// Every op of numbers on every element type, compiled, against the reference interpreter: integers
// to the last bit with all their extremes, halves rounded once.
#include "OpValues.h"

#include "tcc/Compiler/Compiler.h"
#include "tcc/Executable.h"
#include "tcc/Interpreter/Run.h"
#include "tcc/Tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace tcc;

namespace {

/// A program under construction: every op applied so far is a result.
class Program {
public:
  explicit Program(DType dtype) : type(nameOf(dtype)) {}

  /// `op` with T in the place of the element type; `result` likewise.
  void add(std::string op, std::string result) {
    std::string name = "%r" + std::to_string(results.size());
    body += "  " + name + " = " + replaced(std::move(op)) + "\n";
    results.push_back({name, "tensor<" + replaced(std::move(result)) + ">"});
  }

  std::string text() const {
    std::string names, types;
    for (auto &[name, type] : results) {
      names += (names.empty() ? "" : ", ") + name;
      types += (types.empty() ? "" : ", ") + type;
    }
    std::string vector = "tensor<" + std::to_string(count) + "x" + type + ">";
    return "func.func @main(%a: " + vector + ", %b: " + vector + ") -> (" + types + ") {\n" + body +
           "  return " + names + " : " + types + "\n}\n";
  }

  /// The result added last.
  std::string last() const { return results.back().first; }

  static constexpr int64_t count = 1024;

private:
  std::string replaced(std::string text) const {
    for (size_t at = text.find('T'); at != std::string::npos; at = text.find('T', at + type.size()))
      text.replace(at, 1, type);
    return text;
  }

  std::string type, body;
  std::vector<std::pair<std::string, std::string>> results;
};

class TypeValues : public ::testing::TestWithParam<DType> {};

} // namespace

/// The extremes and small numbers, each with each of them; then what a generator gives.
static Array operand(DType dtype, bool isFirst) {
  double bits = 8 * double(sizeOf(dtype));
  double most = std::ldexp(1, int(bits) - !isUnsigned(dtype)), inf = INFINITY;
  std::vector<double> corners{0, 1, 2, 3, 5, 7, most - 1, most - 2, most / 2};
  for (double c : {-1.0, -2.0, -3.0, -most, -most + 1, -7.0})
    corners.push_back(isUnsigned(dtype) ? std::abs(c) : c);
  if (isFloat(dtype))
    corners = {0, -0.0, 1, -1, 2, -2.5, 0.3, 65504, -65504, inf, -inf, NAN, 1e-7, 3e38, -3};
  uint64_t state = isFirst ? 1 : 2;
  Array array(dtype, {Program::count});
  std::vector<double> values;
  for (size_t i = 0; i < size_t(Program::count); ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    double random = double(state >> 11) * 0x1p-53 * (isFloat(dtype) ? 8 : most - 1);
    bool isCorner = i < corners.size() * corners.size();
    double corner = corners[(isFirst ? i / corners.size() : i) % corners.size()];
    values.push_back(isCorner ? corner : isFloat(dtype) ? random - 4 : std::floor(random));
  }
  for (double &v : values) // beyond the greatest 64-bit integer there is no C++ conversion
    v = isFloat(dtype) ? v : std::min(v, std::nextafter(most, 0));
  detail::storeElements(values.data(), array);
  return array;
}

/// Equal, or both NaN, or as far apart as `units` in the last place. Denormals
/// of types that are computed in f32 are nought.
static void expectEqual(const Array &got, const Array &want, double units,
                        const std::string &what) {
  ASSERT_EQ(toString(got.shape(), got.dtype()), toString(want.shape(), want.dtype())) << what;
  auto g = Tensor(got).toVector<double>(), w = Tensor(want).toVector<double>();
  double ulp = units * (got.dtype() == DType::F16    ? 0x1p-10
                        : got.dtype() == DType::BF16 ? 0x1p-7
                        : got.dtype() == DType::F32  ? 0x1p-23
                                                     : 0x1p-52);
  double least = got.dtype() == DType::BF16 || got.dtype() == DType::F32 ? 0x1p-126 : 0;
  for (size_t i = 0; i < w.size(); ++i)
    EXPECT_TRUE((g[i] == 0 && std::abs(w[i]) < least) || g[i] == w[i] ||
                (std::isnan(g[i]) && std::isnan(w[i])) ||
                std::abs(g[i] - w[i]) <= ulp * std::max(std::abs(w[i]), 1e-4))
        << what << ", element " << i << ": got " << g[i] << ", expected " << w[i];
}

static void expectInterpreted(const Program &program, DType dtype, double units) {
  std::vector<Array> inputs{operand(dtype, true), operand(dtype, false)};
  auto compiled = tcc_compiler_interface()->parseText("op.mlir", program.text(), test::options());
  std::vector<Array> got = Executable(compiled->load()).call(inputs);
  std::string error;
  auto want = interpreter::run({program.text()}, inputs, error);
  ASSERT_TRUE(want) << error;
  for (size_t i = 0; i < got.size(); ++i)
    expectEqual(got[i], (*want)[i], units,
                std::string(nameOf(dtype)) + " result " + std::to_string(i));
}

TEST_P(TypeValues, Arithmetic) {
  Program program(GetParam());
  std::string types = " : tensor<1024xT>, tensor<1024xT>";
  for (const char *op : {"add", "sub", "mul", "div", "max", "min", "remainder"})
    program.add("tcc." + std::string(op) + " %a, %b" + types, "1024xT");
  for (const char *op : {"neg", "abs", "sign", "relu", "square"})
    program.add("tcc." + std::string(op) + " %a : tensor<1024xT>", "1024xT");
  for (const char *predicate : {"eq", "ne", "lt", "le", "gt", "ge"})
    program.add("tcc.compare " + std::string(predicate) + " %a, %b" + types, "1024xi1");
  program.add("tcc.clamp %a, %b, %b" + types + ", tensor<1024xT>", "1024xT");
  if (!isFloat(GetParam()))
    for (const char *op :
         {"and", "or", "xor", "pow", "shift_left", "shift_right_logical", "shift_right_arithmetic"})
      program.add("tcc." + std::string(op) + " %a, %b" + types, "1024xT");
  if (!isFloat(GetParam()))
    for (const char *op : {"not", "popcnt", "count_leading_zeros"})
      program.add("tcc." + std::string(op) + " %a : tensor<1024xT>", "1024xT");
  expectInterpreted(program, GetParam(), 0);
}

TEST_P(TypeValues, FloatBits) {
  if (!isFloat(GetParam()))
    return;
  Program program(GetParam());
  for (const char *predicate : {"eq", "ne", "lt", "le", "gt", "ge"})
    program.add("tcc.compare " + std::string(predicate) +
                    " total %a, %b : tensor<1024xT>, tensor<1024xT>",
                "1024xi1");
  program.add("tcc.next_after %a, %b : tensor<1024xT>, tensor<1024xT>", "1024xT");
  for (const char *op : {"is_finite", "is_inf", "is_pos_inf", "is_neg_inf"})
    program.add("tcc." + std::string(op) + " %a : tensor<1024xT>", "1024xi1");
  for (const char *bits :
       {"exponent 5 mantissa 10", "exponent 8 mantissa 7", "exponent 4 mantissa 3",
        "exponent 11 mantissa 52", "exponent 2 mantissa 1"})
    program.add("tcc.reduce_precision %a " + std::string(bits) + " : tensor<1024xT>", "1024xT");
  expectInterpreted(program, GetParam(), 0);
}

TEST_P(TypeValues, Bitcasts) {
  Program program(GetParam());
  size_t bits = 8 * sizeOf(GetParam());
  for (const char *to : {"i8", "ui16", "i32", "ui64"}) {
    size_t width = std::stoul(std::string(to).substr(to[0] == 'u' ? 2 : 1));
    bool joins = width > bits;
    std::string parts = std::to_string(joins ? width / bits : bits / width);
    std::string rows = std::to_string(joins ? 1024 * bits / width : 1024);
    std::string from = joins ? "tensor<" + rows + "x" + parts + "xT>" : "tensor<1024xT>";
    std::string x = "%a";
    if (joins) {
      program.add("tcc.reshape %a to [" + rows + ", " + parts + "] : tensor<1024xT>",
                  rows + "x" + parts + "xT");
      x = program.last();
    }
    std::string shape = rows + (width < bits ? "x" + parts : "") + "x";
    program.add("tcc.bitcast_convert " + x + " to " + to + " : " + from, shape + to);
    if (!joins && width == bits) // and back
      program.add("tcc.bitcast_convert " + program.last() + " to T : tensor<1024x" + to + ">",
                  "1024xT");
  }
  expectInterpreted(program, GetParam(), 0);
}

TEST_P(TypeValues, Conversions) {
  Program program(GetParam());
  for (const char *to : {"i1", "i8", "i16", "i32", "i64", "ui8", "ui16", "ui32", "ui64", "f16",
                         "bf16", "f32", "f64"})
    program.add("tcc.convert %a to " + std::string(to) + " : tensor<1024xT>",
                "1024x" + std::string(to));
  program.add("tcc.iota T shape [100] axis 0", "100xT");
  expectInterpreted(program, GetParam(), 0);
}

TEST_P(TypeValues, Reductions) {
  Program program(GetParam());
  program.add("tcc.reshape %a to [4, 256] : tensor<1024xT>", "4x256xT");
  for (const char *op : {"max", "min"})
    program.add("tcc.reduce_" + std::string(op) + " %r0 axes [1] : tensor<4x256xT>", "4xT");
  program.add("tcc.argmax %r0 axis 1 : tensor<4x256xT>", "4xi32");
  program.add("tcc.argmax %b axis 0 : tensor<1024xT>", "i32");
  if (!isFloat(GetParam()))
    for (const char *op : {"sum", "prod"})
      program.add("tcc.reduce_" + std::string(op) + " %r0 axes [0] : tensor<4x256xT>", "256xT");
  expectInterpreted(program, GetParam(), 0);
}

static void expectFunctions(std::initializer_list<const char *> ops, DType dtype, double units) {
  Program program(dtype);
  for (const char *op : ops)
    program.add("tcc." + std::string(op) + " %a : tensor<1024xT>", "1024xT");
  expectInterpreted(program, dtype, units);
}

TEST_P(TypeValues, Functions) {
  if (isFloat(GetParam()))
    expectFunctions({"exp",   "expm1",   "log1p", "sqrt", "rsqrt", "tanh",
                     "erf",   "sigmoid", "floor", "ceil", "round", "log",
                     "tan",   "asin",    "acos",  "atan", "sinh",  "cosh",
                     "asinh", "acosh",   "atanh", "cbrt", "erfc",  "round_nearest_afz"},
                    GetParam(), sizeOf(GetParam()) == 2 ? 1 : 8);
}

// Near their noughts the gammas are differences: in f64 the last digits go.
TEST_P(TypeValues, SpecialFunctions) {
  double units = sizeOf(GetParam()) == 2 ? 1 : GetParam() == DType::F32 ? 16 : 1e6;
  if (isFloat(GetParam()))
    expectFunctions({"erf_inv", "lgamma", "digamma", "bessel_i0e", "bessel_i1e"}, GetParam(),
                    units);
}

INSTANTIATE_TEST_SUITE_P(Types, TypeValues,
                         ::testing::Values(DType::I8, DType::I16, DType::I32, DType::I64, DType::U8,
                                           DType::U16, DType::U32, DType::U64, DType::F16,
                                           DType::BF16, DType::F32, DType::F64),
                         [](const auto &info) { return std::string(nameOf(info.param)); });
