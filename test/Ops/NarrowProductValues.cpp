// Products and convolutions whose factors are narrower than their sum: values against the reference
// interpreter, gradients against those of the widened program.
#include "OpValues.h"

#include "tcc/Executable.h"
#include "tcc/Interpreter/Run.h"
#include "tcc/Tensor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace tcc;

namespace {

/// "7x5xbf16", and so on: `op` over %a and %b.
struct Product {
  std::string op, a, b, result;
};

std::string typed(const std::string &type) { return "tensor<" + type + ">"; }

std::string mainOf(const Product &p) {
  return "func.func @main(%a: " + typed(p.a) + ", %b: " + typed(p.b) + ") -> " + typed(p.result) +
         " {\n  %0 = " + p.op + " : " + typed(p.a) + ", " + typed(p.b) +
         "\n  return %0 : " + typed(p.result) + "\n}\n";
}

/// The sum of the result's squares, of the factors or of them in f32.
std::string scalarOf(const Product &p, bool areWidened) {
  auto wide = [](std::string type) { return type.replace(type.rfind('x'), type.size(), "xf32"); };
  std::string y = typed(p.result), op = p.op, axes = "0", types = typed(p.a) + ", " + typed(p.b),
              body;
  if (areWidened) {
    for (auto [name, type] : {std::pair("a", p.a), {"b", p.b}}) {
      std::string value = std::string("%") + name;
      body += "  " + value + "w = tcc.convert " + value + " to f32 : " + typed(type) + "\n";
      op.replace(op.find(value), value.size(), value + "w");
    }
    op.erase(op.find(" as "));
    types = typed(wide(p.a)) + ", " + typed(wide(p.b));
  }
  for (int64_t axis = 1; axis < std::count(p.result.begin(), p.result.end(), 'x'); ++axis)
    axes += ", " + std::to_string(axis);
  return "func.func @main(%a: " + typed(p.a) + ", %b: " + typed(p.b) + ") -> tensor<f32> {\n" +
         body + "  %0 = " + op + " : " + types + "\n  %1 = tcc.mul %0, %0 : " + y + ", " + y +
         "\n  %2 = tcc.reduce_sum %1 axes [" + axes + "] : " + y +
         "\n  return %2 : tensor<f32>\n}\n";
}

/// lhs[m, k] * rhs[k, n], or with the sum's axis last, or in front.
Product matrices(int64_t m, int64_t k, int64_t n, const std::string &lhs, const std::string &rhs,
                 const std::string &sum, int lhsAxis = 1, int rhsAxis = 0) {
  auto shape = [](int64_t first, int64_t second, const std::string &type) {
    return std::to_string(first) + "x" + std::to_string(second) + "x" + type;
  };
  return {"tcc.dot %a, %b batch [] x [] contracting [" + std::to_string(lhsAxis) + "] x [" +
              std::to_string(rhsAxis) + "] as " + sum,
          lhsAxis ? shape(m, k, lhs) : shape(k, m, lhs),
          rhsAxis ? shape(n, k, rhs) : shape(k, n, rhs), shape(m, n, sum)};
}

DType dtypeOf(const std::string &type) {
  std::string element = type.substr(type.rfind('x') + 1);
  for (DType dtype : {DType::I8, DType::I16, DType::I32, DType::U8, DType::U16, DType::F16,
                      DType::BF16, DType::F32})
    if (nameOf(dtype) == element)
      return dtype;
  throw std::invalid_argument(type);
}

/// All values that the type has, of integers; small fractions, of floats.
Array operand(const std::string &type, uint64_t state) {
  Shape shape;
  for (size_t begin = 0, x; (x = type.find('x', begin)) != std::string::npos; begin = x + 1)
    shape.push_back(std::stoll(type.substr(begin, x - begin)));
  Array array(dtypeOf(type), shape);
  std::vector<double> values;
  double bits = 8 * double(sizeOf(array.dtype()));
  double low = isUnsigned(array.dtype()) ? 0 : -std::ldexp(1, int(bits) - 1);
  for (int64_t i = 0; i < array.size(); ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    double random = double(state >> 11) * 0x1p-53;
    values.push_back(isFloat(array.dtype()) ? 2 * random - 1
                                            : std::floor(low + std::ldexp(random, int(bits))));
  }
  detail::storeElements(values.data(), array);
  return array;
}

class NarrowProducts : public ::testing::Test {
protected:
  static Executable load(const std::string &text, std::vector<int64_t> wrt = {}) {
    auto program = tcc_compiler_interface()->parseText("product.mlir", text, test::options());
    if (!wrt.empty())
      program->differentiate(wrt);
    return Executable(program->load());
  }

  static void expectInterpreted(const Product &p) {
    std::vector<Array> inputs{operand(p.a, 1), operand(p.b, 2)};
    std::string error, text = mainOf(p);
    auto want = interpreter::run({text}, inputs, error);
    ASSERT_TRUE(want) << error;
    expectNear(load(text).call(inputs)[0], (*want)[0], p);
  }

  /// The gradient of the sum of the result's squares, as of the program on factors widened before.
  static void expectGradient(const Product &p) {
    std::vector<Array> inputs{operand(p.a, 1), operand(p.b, 2)};
    auto got = load(scalarOf(p, false), {0, 1}).call(inputs),
         want = load(scalarOf(p, true), {0, 1}).call(inputs);
    ASSERT_EQ(got.size(), want.size());
    for (size_t i = 0; i < got.size(); ++i)
      expectNear(got[i], want[i], p);
  }

  static void expectNear(const Array &got, const Array &want, const Product &p) {
    ASSERT_EQ(toString(got.shape(), got.dtype()), toString(want.shape(), want.dtype()));
    auto g = Tensor(got).toVector<double>(), w = Tensor(want).toVector<double>();
    double most = 1, unit = got.dtype() == DType::F32 ? 1e-5 : isFloat(got.dtype()) ? 8e-3 : 0;
    for (double x : w)
      most = std::max(most, std::abs(x));
    for (size_t i = 0; i < w.size(); ++i)
      ASSERT_LE(std::abs(g[i] - w[i]), unit * most)
          << p.op << " of " << p.a << " and " << p.b << ", element " << i;
  }
};

} // namespace

// Rows that are paired and not, odd sums, columns beside whole vectors; each side along either
// axis.
TEST_F(NarrowProducts, Matrices) {
  for (auto [m, k, n] :
       {std::array{1, 33, 70}, {3, 64, 19}, {8, 300, 64}, {9, 7, 33}, {40, 530, 50}})
    for (auto [a, b, sum] : {std::array{"bf16", "bf16", "f32"},
                             {"f16", "f16", "f32"},
                             {"i8", "i8", "i32"},
                             {"ui8", "i8", "i32"},
                             {"bf16", "f32", "f32"}})
      for (int axes = 0; axes < 4; ++axes)
        expectInterpreted(matrices(m, k, n, a, b, sum, axes & 1, axes >> 1));
}

TEST_F(NarrowProducts, OtherTypes) {
  for (auto [a, b, sum] : {std::array{"bf16", "bf16", "bf16"},
                           {"f16", "bf16", "f32"},
                           {"i16", "i16", "i32"},
                           {"ui8", "ui8", "ui32"},
                           {"ui16", "i16", "i32"},
                           {"i8", "i32", "i32"},
                           {"i8", "i8", "i8"}})
    expectInterpreted(matrices(17, 35, 40, a, b, sum));
}

TEST_F(NarrowProducts, Batches) {
  expectInterpreted({"tcc.dot %a, %b batch [0] x [0] contracting [2] x [1] as f32", "3x20x37xbf16",
                     "3x37x21xbf16", "3x20x21xf32"});
  expectInterpreted({"tcc.dot %a, %b batch [0] x [0] contracting [2] x [2] as i32", "3x2x37xi8",
                     "3x21x37xi8", "3x2x21xi32"});
}

static Product image(const std::string &attributes, const std::string &a, const std::string &b,
                     const std::string &sum, const std::string &result,
                     const std::string &features = "5") {
  return {"tcc.convolution %a, %b layouts \"b01f\" x \"01io\" -> \"b01f\" " + attributes + " as " +
              sum,
          "2x9x8x" + features + "x" + a, "3x3x" + features + "x20x" + b, result + "x" + sum};
}

TEST_F(NarrowProducts, Convolutions) {
  for (auto [a, b, sum] : {std::array{"bf16", "bf16", "f32"},
                           {"f16", "f16", "f32"},
                           {"i8", "i8", "i32"},
                           {"ui8", "i8", "i32"}}) {
    expectInterpreted(image("low [1, 1] high [1, 1]", a, b, sum, "2x9x8x20"));
    expectInterpreted(image("strides [2, 1]", a, b, sum, "2x4x6x20"));
    expectInterpreted(image("w_dilation [1, 2]", a, b, sum, "2x7x4x20", "6"));
    expectInterpreted(image("low [1, 1] high [1, 7]", a, b, sum, "2x9x14x20", "6"));
  }
}

TEST_F(NarrowProducts, Gradients) {
  for (const char *type : {"bf16", "f16"}) {
    expectGradient(matrices(20, 37, 24, type, type, "f32", 1, 1));
    expectGradient(image("strides [2, 1] low [1, 1] high [1, 1]", type, type, "f32", "2x5x8x20"));
  }
}
