// Complex numbers, as two tensors of parts that go in and come out: values against the interpreter,
// which computes with complex numbers, and gradients by the parts against differences.
#include "OpValues.h"

#include <gtest/gtest.h>

using namespace tcc;
using namespace tcc::test;

/// `op` on complex numbers %z (of parts %a, %b), and %u (of %c, %d) if it is binary, or on truth
/// values %p. Its result has the shape `result`, "3x5"; parts are one after the other.
static OpCase onParts(const std::string &op, const std::string &shape, const std::string &result,
                      double low = -2, double high = 2) {
  std::string whole = "tensor<" + result + "xcomplex<T>>", part = "tensor<" + result + "xT>";
  std::string given = "tensor<" + shape + "xT>";
  std::string rest = result.find('x') == std::string::npos ? "" : result.substr(result.find('x'));
  OpCase c{.op = "tcc.concatenate %re, %im axis 0 : " + part + ", " + part,
           .arguments = {shape + "xT", shape + "xT"},
           .result = std::to_string(2 * std::stoi(result)) + rest + "xT",
           .low = low,
           .high = high,
           .wrt = {0, 1}};
  c.before = "  %z = tcc.complex %a, %b : " + given + ", " + given + "\n";
  if (op.find("%u") != std::string::npos) {
    c.before += "  %u = tcc.complex %c, %d : " + given + ", " + given + "\n";
    c.arguments.insert(c.arguments.end(), 2, shape + "xT");
    c.wrt = {0, 1, 2, 3};
  }
  c.before += "  %y0 = " + op + "\n  %re = tcc.real %y0 : " + whole +
              "\n  %im = tcc.imag %y0 : " + whole + "\n";
  return c;
}

static OpCase unary(const std::string &name, double low = -2, double high = 2) {
  OpCase c = onParts("tcc." + name + " %z : tensor<4x9xcomplex<T>>", "4x9", "4x9", low, high);
  c.tolerance64 = 1e-11;
  return c;
}
static OpCase binary(const std::string &name) {
  std::string type = "tensor<4x9xcomplex<T>>";
  OpCase c = onParts("tcc." + name + " %z, %u : " + type + ", " + type, "4x9", "4x9");
  c.tolerance64 = 1e-11;
  return c;
}

/// A transform along the last axes of complex numbers, lengths as "[4, 5]".
static OpCase fourier(const std::string &kind, const std::string &shape,
                      const std::string &lengths) {
  OpCase c =
      onParts("tcc.fft " + kind + " %z lengths " + lengths + " : tensor<" + shape + "xcomplex<T>>",
              shape, shape);
  c.tolerance = 5e-5; // sums of hundreds of numbers
  return c;
}

/// One whose result or operand is real.
static OpCase toHalf(const std::string &shape, const std::string &half,
                     const std::string &lengths) {
  OpCase c =
      onParts("tcc.fft rfft %a lengths " + lengths + " : tensor<" + shape + "xT>", shape, half);
  c.wrt = {0};
  c.tolerance = 5e-5;
  return c;
}
static OpCase fromHalf(const std::string &half, const std::string &shape,
                       const std::string &lengths) {
  OpCase c{.op = "tcc.fft irfft %z lengths " + lengths + " : tensor<" + half + "xcomplex<T>>",
           .arguments = {half + "xT", half + "xT"},
           .result = shape + "xT",
           .wrt = {0, 1},
           .tolerance = 5e-5};
  std::string part = "tensor<" + half + "xT>";
  c.before = "  %z = tcc.complex %a, %b : " + part + ", " + part + "\n";
  return c;
}

//===- matrices ------------------------------------------------------------------------------===//

/// Ops before the one that is tested.
static OpCase after(const std::string &lines, OpCase c) {
  c.before.insert(c.before.find("  %y0 = "), lines);
  c.tolerance = 1e-4;
  c.tolerance64 = 1e-11;
  return c;
}

/// %shift = by I, n x n.
static std::string shift(const std::string &n, const std::string &by) {
  std::string one = "tensor<" + n + "x" + n;
  return "  %row = tcc.iota i32 shape [" + n + ", 1] axis 0\n  %column = tcc.iota i32 shape [1, " +
         n + "] axis 1\n  %eq = tcc.compare eq %row, %column : tensor<" + n + "x1xi32>, tensor<1x" +
         n + "xi32>\n  %eye = tcc.convert %eq to T : " + one + "xi1>\n  %by = tcc.constant dense<" +
         by + "> : tensor<T>\n  %re0 = tcc.mul %eye, %by : " + one +
         "xT>, tensor<T>\n  %nought = tcc.constant dense<0.0> : tensor<T>\n" +
         "  %shift = tcc.complex %re0, %nought : " + one + "xT>, tensor<T>\n";
}

/// The root of z z^H + 4.
static OpCase root(const std::string &shape, const std::string &n) {
  std::string z = "tensor<" + shape + "xcomplex<T>>", part = "tensor<" + shape + "xT>";
  return after("  %minus = tcc.neg %b : " + part + "\n  %zc = tcc.complex %a, %minus : " + part +
                   ", " + part + "\n  %square = tcc.matmul %z, %zc transpose_b : " + z + ", " + z +
                   "\n" + shift(n, "4.0") + "  %m = tcc.add %square, %shift : " + z + ", tensor<" +
                   n + "x" + n + "xcomplex<T>>\n",
               onParts("tcc.cholesky %m : " + z, shape, shape));
}

/// A system whose diagonal is away from nought.
static OpCase system(const std::string &how, const std::string &shape, const std::string &n) {
  std::string z = "tensor<" + shape + "xcomplex<T>>";
  return after(shift(n, "6.0") + "  %m = tcc.add %z, %shift : " + z + ", tensor<" + n + "x" + n +
                   "xcomplex<T>>\n",
               onParts("tcc.triangular_solve %m, %u " + how + ": " + z + ", " + z, shape, shape));
}

static OpCase factors(const std::string &shape) {
  OpCase c = after("", onParts("tcc.lu %z : tensor<" + shape + "xcomplex<T>>", shape, shape));
  c.before.replace(c.before.find("%y0 ="), 5, "%y0, %pivots, %permutation =");
  return c;
}
/// The same, of parts; the result are the rows' places.
static OpCase chosenRows(const std::string &op, const std::string &rows) {
  return {.op = "tcc.reshape %all#3 to [" + rows + "] : tensor<" + rows + "xi32>",
          .arguments = {"5x3xT", "5x3xT"},
          .result = rows + "xi32",
          .before = "  %all:4 = " + op + " : tensor<5x3xT>, tensor<5x3xT>\n"};
}

/// Reflections, and what their product is: LAPACK's geqrf and ungqr.
static OpCase reflections(const std::string &shape) {
  std::string z = "tensor<" + shape + "xcomplex<T>>";
  OpCase c = after("", onParts("tcc.householder %z : " + z, shape, shape));
  c.before.replace(c.before.find("%y0 ="), 5, "%y0, %scales =");
  c.wrt = {};
  c.hasExport = false;
  return c;
}
static OpCase orthonormal(const std::string &shape, const std::string &scales) {
  std::string z = "tensor<" + shape + "xcomplex<T>>";
  OpCase c = after("  %packed, %scales = tcc.householder %z : " + z + "\n",
                   onParts("tcc.householder_product %packed, %scales : " + z + ", tensor<" +
                               scales + "xcomplex<T>>",
                           shape, shape));
  c.wrt = {};
  c.hasExport = false;
  return c;
}

static const OpCase cases[] = {
    reflections("5x3"),
    reflections("2x3x3"),
    reflections("2x4"),
    orthonormal("5x3", "3"),
    orthonormal("2x3x3", "2x3"),
    orthonormal("1x1", "1"),
    root("4x4", "4"),
    root("2x3x3", "3"),
    root("1x1", "1"),
    system("", "3x3", "3"),
    system("unit_diagonal ", "3x3", "3"),
    system("transpose_a ", "3x3", "3"),
    system("upper ", "2x3x3", "3"),
    system("upper transpose_a ", "3x3", "3"),
    system("upper transpose_a unit_diagonal ", "3x3", "3"),
    system("right ", "3x3", "3"),
    system("right transpose_a ", "3x3", "3"),
    system("right unit_diagonal ", "3x3", "3"),
    system("right upper ", "3x3", "3"),
    system("right upper transpose_a ", "2x3x3", "3"),
    factors("4x4"),
    factors("2x3x3"),
    factors("5x3"),
    factors("3x5"),
    chosenRows("tcc.lu %a, %b", "5"),
    unary("neg"),
    unary("square"),
    unary("sign"),
    unary("exp"),
    unary("expm1"),
    unary("log"),
    unary("log1p", -0.6, 0.6),
    unary("sqrt"),
    unary("rsqrt"),
    unary("cbrt"),
    unary("sin"),
    unary("cos"),
    unary("tan"),
    unary("sinh"),
    unary("cosh"),
    unary("tanh"),
    unary("asin"),
    unary("acos"),
    unary("atan"),
    unary("asinh"),
    unary("acosh"),
    unary("atanh"),
    unary("sigmoid"),
    binary("add"),
    binary("sub"),
    binary("mul"),
    binary("div"),
    binary("pow"),
    onParts("tcc.reduce_sum %z axes [1] : tensor<4x9xcomplex<T>>", "4x9", "4"),
    onParts("tcc.reduce_prod %z axes [1] : tensor<4x9xcomplex<T>>", "4x9", "4"),
    onParts("tcc.reduce_prod %z axes [0, 2] keepdims : tensor<3x4x2xcomplex<T>>", "3x4x2", "1x4x1"),
    onParts("tcc.cumulate sum %z axis 1 : tensor<4x9xcomplex<T>>", "4x9", "4x9"),
    onParts("tcc.cumulate prod %z axis 1 reverse : tensor<4x9xcomplex<T>>", "4x9", "4x9"),
    onParts("tcc.pool sum %z window [2, 3] : tensor<4x9xcomplex<T>>", "4x9", "3x7"),
    onParts("tcc.matmul %z, %u transpose_b : tensor<4x9xcomplex<T>>, tensor<4x9xcomplex<T>>", "4x9",
            "4x4"),
    onParts("tcc.dot %z, %u batch [0] x [0] contracting [1] x [1] "
            ": tensor<4x9xcomplex<T>>, tensor<4x9xcomplex<T>>",
            "4x9", "4"),
    onParts("tcc.convolution %z, %u layouts \"b0f\" x \"0io\" -> \"b0f\" "
            ": tensor<3x3x3xcomplex<T>>, tensor<3x3x3xcomplex<T>>",
            "3x3x3", "3x1x3"),
    onParts("tcc.transpose %z permutation [1, 0] : tensor<4x9xcomplex<T>>", "4x9", "9x4"),
    onParts("tcc.slice %z starts [1, 0] limits [4, 9] strides [2, 3] : tensor<4x9xcomplex<T>>",
            "4x9", "2x3"),
    onParts("tcc.reverse %z axes [0] : tensor<4x9xcomplex<T>>", "4x9", "4x9"),
    onParts("tcc.concatenate %z, %u axis 0 : tensor<4x9xcomplex<T>>, tensor<4x9xcomplex<T>>", "4x9",
            "8x9"),
    fourier("fft", "3x1", "[1]"),
    fourier("fft", "3x8", "[8]"),
    fourier("ifft", "2x3x15", "[3, 15]"),
    fourier("fft", "2x3x4x5", "[3, 4, 5]"),
    fourier("fft", "2x66", "[66]"),
    fourier("ifft", "134", "[134]"),
    fourier("fft", "2x101", "[101]"),
    toHalf("3x12", "3x7", "[12]"),
    toHalf("4x5", "4x3", "[4, 5]"),
    toHalf("90", "46", "[90]"),
    fromHalf("3x7", "3x12", "[12]"),
    fromHalf("4x3", "4x5", "[4, 5]"),
    fromHalf("38", "75", "[75]"),
    fromHalf("39", "76", "[76]"),
};

class ComplexValues : public ::testing::TestWithParam<OpCase> {};

TEST_P(ComplexValues, F32) { expectValues(GetParam(), "f32"); }
TEST_P(ComplexValues, F64) { expectValues(GetParam(), "f64"); }
TEST_P(ComplexValues, Gradient) {
  if (!GetParam().wrt.empty())
    expectGradient(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Ops, ComplexValues, ::testing::ValuesIn(cases));

// A prime that no matrix is made for, and a power of two by several factors.
TEST(ComplexValues, LongTransforms) {
  for (const OpCase &c : {fourier("fft", "263", "[263]"), fourier("ifft", "2048", "[2048]"),
                          toHalf("263", "132", "[263]")}) {
    expectValues(c, "f32");
    OpCase wide = c;
    wide.tolerance64 = 1e-11;
    expectValues(wide, "f64");
  }
}

// The magnitude is neither infinite nor nought where it need not be.
TEST(ComplexValues, MagnitudesOfAllSizes) {
  for (double size : {1e-30, 1.0, 1e30}) {
    OpCase c{.op = "tcc.abs %z : tensor<40xcomplex<T>>",
             .arguments = {"40xT", "40xT"},
             .result = "40xT",
             .reference =
                 elementwise([](const std::vector<double> &e) { return std::hypot(e[0], e[1]); }),
             .low = -size,
             .high = size,
             .wrt = {0, 1},
             .before = "  %z = tcc.complex %a, %b : tensor<40xT>, tensor<40xT>\n"};
    expectValues(c, "f32");
    expectValues(c, "f64");
    if (size == 1.0)
      expectGradient(c);
  }
}

// On the axes and the diagonals, where two cases of a formula meet, and where cuts are.
TEST(ComplexValues, GradientsWhereCasesMeet) {
  for (const char *name :
       {"square", "exp", "log", "sqrt", "tanh", "sin", "sign", "sigmoid", "asin"}) {
    OpCase c = unary(name);
    c.before =
        "  %k = tcc.constant dense<[0.0, 1.0, -1.0, 0.7, -2.0, 1.0, -1.0, 0.5, -0.5]> : "
        "tensor<9xT>\n  %l = tcc.constant dense<[1.0, 0.5, -1.0, 0.0, 1.0, 1.0, 1.0, 0.5, 0.5]> "
        ": tensor<9xT>\n"
        "  %a1 = tcc.add %a, %k : tensor<4x9xT>, tensor<9xT>\n"
        "  %b1 = tcc.add %b, %l : tensor<4x9xT>, tensor<9xT>\n" +
        c.before;
    c.before.replace(c.before.find("tcc.complex %a, %b"), 18, "tcc.complex %a1, %b1");
    c.low = c.high = 0;
    expectGradient(c);
  }
}
