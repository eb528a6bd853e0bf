// Values and gradients of linear algebra. Beside the interpreter, which solves and factorizes in
// ways of its own, factors are multiplied back: what comes out must be what went in.
#include "OpValues.h"

#include <gtest/gtest.h>

using namespace tcc::test;
using Args = const std::vector<Values> &;

/// Batches of n x m matrices, as plain loops see them.
static double element(const Values &x, int64_t batch, int64_t i, int64_t j) {
  int64_t rows = x.shape[x.shape.size() - 2], columns = x.shape.back();
  return x.data[size_t((batch * rows + i) * columns + j)];
}

/// Each element of a result from its batch, row and column.
static std::function<Values(Args)>
matrices(tcc::Shape shape, std::function<double(const Values &, int64_t, int64_t, int64_t)> f) {
  return [=](Args a) {
    Values r{shape, {}};
    int64_t rows = shape[shape.size() - 2], columns = shape.back();
    for (int64_t at = 0; at < tcc::elementCount(shape); ++at)
      r.data.push_back(f(a[0], at / (rows * columns), at / columns % rows, at % columns));
    return r;
  };
}

static double same(const Values &x, int64_t batch, int64_t i, int64_t j) {
  return element(x, batch, i, j);
}
static double symmetric(const Values &x, int64_t batch, int64_t i, int64_t j) {
  return element(x, batch, std::max(i, j), std::min(i, j));
}

static Values nought(Args a) { return {a[0].shape, std::vector<double>(a[0].data.size())}; }

static std::string identity(int64_t n) {
  std::string text = "dense<[";
  for (int64_t i = 0; i < n; ++i) {
    text += i ? ", [" : "[";
    for (int64_t j = 0; j < n; ++j)
      text += (j ? ", " : "") + std::string(i == j ? "1.0" : "0.0");
    text += "]";
  }
  return text + "]>";
}

/// %m = %a %a^t + 4, positive definite.
static std::string positive(const std::string &shape, int64_t n) {
  std::string one = std::to_string(n) + "x" + std::to_string(n) + "xT";
  return "  %one = tcc.constant " + identity(n) + " : tensor<" + one +
         ">\n  %four = tcc.constant dense<4.0> : tensor<T>\n  %shift = tcc.mul %one, %four : "
         "tensor<" +
         one + ">, tensor<T>\n  %square = tcc.matmul %a, %a transpose_b : tensor<" + shape +
         ">, tensor<" + shape + ">\n  %m = tcc.add %square, %shift : tensor<" + shape +
         ">, tensor<" + one + ">\n";
}

static OpCase choleskyCase(const std::string &shape, int64_t n) {
  return {.op = "tcc.cholesky %m : tensor<" + shape + ">",
          .arguments = {shape},
          .result = shape,
          .wrt = {0},
          .before = positive(shape, n)};
}

/// Any matrix: of those that are not positive definite the derivative does not matter.
static OpCase rootSquared(const std::string &shape, int64_t n) {
  return {.op = "tcc.sub %back, %m : tensor<" + shape + ">, tensor<" + shape + ">",
          .arguments = {shape},
          .result = shape,
          .reference = nought,
          .tolerance = 1e-4,
          .tolerance64 = 1e-11,
          .before = positive(shape, n) + "  %l = tcc.cholesky %m : tensor<" + shape +
                    ">\n  %back = tcc.matmul %l, %l transpose_b : tensor<" + shape + ">, tensor<" +
                    shape + ">\n"};
}

/// Diagonals away from nought: a triangle of %a + 6.
static OpCase solveCase(const std::string &a, int64_t n, const std::string &b,
                        const std::string &how) {
  std::string one = std::to_string(n) + "x" + std::to_string(n) + "xT";
  return {.op = "tcc.triangular_solve %m, %b " + how + ": tensor<" + a + ">, tensor<" + b + ">",
          .arguments = {a, b},
          .result = b,
          .wrt = {0, 1},
          .tolerance = 1e-4,
          .before = "  %one = tcc.constant " + identity(n) + " : tensor<" + one +
                    ">\n  %six = tcc.constant dense<6.0> : tensor<T>\n  %shift = tcc.mul %one, "
                    "%six : tensor<" +
                    one + ">, tensor<T>\n  %m = tcc.add %a, %shift : tensor<" + a + ">, tensor<" +
                    one + ">\n"};
}

/// One result of an op of several, by a reshape that changes nothing.
static OpCase resultOf(const std::string &op, int count, int which, const std::string &argument,
                       const std::string &result, std::vector<int64_t> wrt = {0}) {
  std::string shape;
  for (size_t at = 0, x; (x = result.find('x', at)) != std::string::npos; at = x + 1)
    shape += (at ? ", " : "") + result.substr(at, x - at);
  return {.op = "tcc.reshape %all#" + std::to_string(which) + " to [" + shape + "] : tensor<" +
                result + ">",
          .arguments = {argument},
          .result = result,
          .wrt = std::move(wrt),
          .tolerance = 1e-4,
          .tolerance64 = 1e-11,
          .before =
              "  %all:" + std::to_string(count) + " = " + op + " : tensor<" + argument + ">\n"};
}

/// Q R is the matrix.
static OpCase productOfQr(const std::string &a, const std::string &q, const std::string &r,
                          tcc::Shape shape) {
  return {.op = "tcc.matmul %all#0, %all#1 : tensor<" + q + ">, tensor<" + r + ">",
          .arguments = {a},
          .result = a,
          .reference = matrices(std::move(shape), same),
          .tolerance64 = 1e-11,
          .before = "  %all:2 = tcc.qr %a : tensor<" + a + ">\n"};
}

/// V diag(w) V^T is the symmetric matrix.
static OpCase productOfEigh(const std::string &a, const std::string &row, const std::string &to,
                            tcc::Shape shape) {
  return {.op = "tcc.matmul %scaled, %all#0 transpose_b : tensor<" + a + ">, tensor<" + a + ">",
          .arguments = {a},
          .result = a,
          .reference = matrices(std::move(shape), symmetric),
          .wrt = {0},
          .tolerance = 1e-4,
          .tolerance64 = 1e-11,
          .before = "  %all:2 = tcc.eigh %a : tensor<" + a + ">\n  %row = tcc.reshape %all#1 to [" +
                    to + "] : tensor<" + row + ">\n  %scaled = tcc.mul %all#0, %row : tensor<" + a +
                    ">, tensor<" + a.substr(0, a.rfind('x', a.rfind('x') - 1) - 1) + "1x" +
                    a.substr(a.rfind('x', a.rfind('x') - 1) + 1) + ">\n"};
}

/// U diag(s) V^T is the matrix.
static OpCase productOfSvd(const std::string &a, const std::string &u, const std::string &s,
                           const std::string &to, const std::string &row, const std::string &vt,
                           tcc::Shape shape) {
  return {.op = "tcc.matmul %scaled, %all#2 : tensor<" + u + ">, tensor<" + vt + ">",
          .arguments = {a},
          .result = a,
          .reference = matrices(std::move(shape), same),
          .tolerance64 = 1e-11,
          .before = "  %all:3 = tcc.svd %a : tensor<" + a + ">\n  %row = tcc.reshape %all#1 to [" +
                    to + "] : tensor<" + s + ">\n  %scaled = tcc.mul %all#0, %row : tensor<" + u +
                    ">, tensor<" + row + ">\n"};
}

static std::vector<OpCase> cases() {
  std::vector<OpCase> all{
      choleskyCase("4x4xT", 4),
      choleskyCase("2x3x3xT", 3),
      choleskyCase("1x1xT", 1),
      rootSquared("2x2x5x5xT", 5),
      // Minus the identity has no root.
      {.op = "tcc.cholesky %a : tensor<3x3xT>",
       .arguments = {"3x3xT"},
       .result = "3x3xT",
       .low = -2,
       .high = -1},
      {.op = "tcc.cholesky %a : tensor<0x0xT>", .arguments = {"0x0xT"}, .result = "0x0xT"},
      solveCase("2x4x4xT", 4, "2x4x3xT", ""),
      solveCase("3x3xT", 3, "3x0xT", ""),
      resultOf("tcc.lu %a", 3, 0, "4x4xT", "4x4xT"),
      resultOf("tcc.lu %a", 3, 0, "2x3x3xT", "2x3x3xT"),
      resultOf("tcc.lu %a", 3, 0, "3x5xT", "3x5xT"),
      resultOf("tcc.lu %a", 3, 0, "2x5x3xT", "2x5x3xT"),
      resultOf("tcc.lu %a", 3, 0, "1x4xT", "1x4xT"),
      resultOf("tcc.lu %a", 3, 1, "2x5x3xT", "2x3xi32", {}),
      resultOf("tcc.lu %a", 3, 2, "2x5x3xT", "2x5xi32", {}),
      resultOf("tcc.householder %a", 2, 0, "5x3xT", "5x3xT", {}),
      resultOf("tcc.householder %a", 2, 0, "2x3x4xT", "2x3x4xT", {}),
      resultOf("tcc.householder %a", 2, 1, "2x3x3xT", "2x3xT", {}),
      resultOf("tcc.qr %a", 2, 0, "5x3xT", "5x3xT"),
      resultOf("tcc.qr %a", 2, 1, "2x4x3xT", "2x3x3xT"),
      resultOf("tcc.qr %a", 2, 1, "2x4xT", "2x4xT"),
      resultOf("tcc.qr %a", 2, 0, "2x3x5xT", "2x3x3xT"),
      productOfQr("2x4x3xT", "2x4x3xT", "2x3x3xT", {2, 4, 3}),
      productOfQr("3x5xT", "3x3xT", "3x5xT", {3, 5}),
      resultOf("tcc.eigh %a", 2, 0, "4x4xT", "4x4xT"),
      resultOf("tcc.eigh %a", 2, 1, "2x3x3xT", "2x3xT"),
      productOfEigh("5x5xT", "5xT", "1, 5", {5, 5}),
      productOfEigh("2x3x3xT", "2x3xT", "2, 1, 3", {2, 3, 3}),
      resultOf("tcc.svd %a", 3, 0, "4x3xT", "4x3xT"),
      resultOf("tcc.svd %a", 3, 1, "2x3x3xT", "2x3xT"),
      resultOf("tcc.svd %a", 3, 2, "3x5xT", "3x5xT"),
      productOfSvd("2x4x3xT", "2x4x3xT", "2x3xT", "2, 1, 3", "2x1x3xT", "2x3x3xT", {2, 4, 3}),
      productOfSvd("3x5xT", "3x3xT", "3xT", "1, 3", "1x3xT", "3x5xT", {3, 5}),
      {.op = "tcc.householder_product %all#0, %all#1 : tensor<5x3xT>, tensor<3xT>",
       .arguments = {"5x3xT"},
       .result = "5x3xT",
       .before = "  %all:2 = tcc.householder %a : tensor<5x3xT>\n"},
  };
  for (std::string side : {"", "right "})
    for (std::string triangle : {"", "upper "})
      for (std::string turn : {"", "transpose_a "})
        for (std::string diagonal : {"", "unit_diagonal "})
          all.push_back(solveCase("3x3xT", 3, side.empty() ? "3x2xT" : "2x3xT",
                                  side + triangle + turn + diagonal));
  for (OpCase &c : all)
    for (std::string op : {"tcc.eigh", "tcc.svd"})
      c.hasExport &= (c.before + c.op).find(op) == std::string::npos;
  return all;
}

class LinearAlgebraValues : public ::testing::TestWithParam<OpCase> {};

TEST_P(LinearAlgebraValues, F32) { expectValues(GetParam(), "f32"); }
TEST_P(LinearAlgebraValues, F64) { expectValues(GetParam(), "f64"); }
TEST_P(LinearAlgebraValues, Gradient) {
  if (!GetParam().wrt.empty())
    expectGradient(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Ops, LinearAlgebraValues, ::testing::ValuesIn(cases()));

//===- matrices that are taken apart ---------------------------------------------------------===//

static Values largeNought(Args a) { return {a[1].shape, std::vector<double>(a[1].data.size())}; }

/// Of more rows than one nest takes: what is solved is multiplied back. Parts of uneven size.
static OpCase largeCase(const std::string &op, const std::string &back) {
  return {.op = "tcc.sub %back, %b : tensor<150x70xT>, tensor<150x70xT>",
          .arguments = {"150x150xT", "150x70xT"},
          .result = "150x70xT",
          .reference = largeNought,
          .low = -0.1,
          .high = 0.1,
          .tolerance = 1e-4,
          .tolerance64 = 1e-12,
          .before = "  %row = tcc.iota i32 shape [150, 1] axis 0\n"
                    "  %column = tcc.iota i32 shape [1, 150] axis 1\n"
                    "  %d = tcc.compare eq %row, %column : tensor<150x1xi32>, tensor<1x150xi32>\n"
                    "  %big = tcc.constant dense<9.0> : tensor<T>\n"
                    "  %lt = tcc.compare lt %row, %column : tensor<150x1xi32>, tensor<1x150xi32>\n"
                    "  %gt = tcc.compare gt %row, %column : tensor<150x1xi32>, tensor<1x150xi32>\n"
                    "  %zero = tcc.constant dense<0.0> : tensor<T>\n"
                    "  %m = tcc.select %d, %big, %a : tensor<150x150xi1>, tensor<T>, "
                    "tensor<150x150xT>\n" +
                    op + back};
}

static OpCase largeSolve(bool isRight, bool isUpper, bool isTransposed) {
  std::string m = "tensor<150x150xT>", v = isRight ? "tensor<70x150xT>" : "tensor<150x70xT>";
  std::string keep = isUpper ? "%gt" : "%lt", turn = isTransposed ? "transpose_a " : "";
  std::string tri =
      "  %tri = tcc.select " + keep + ", %zero, %m : tensor<150x150xi1>, tensor<T>, " + m + "\n";
  std::string b = "%b";
  if (isRight)
    tri += "  %bt = tcc.transpose %b permutation [1, 0] : tensor<150x70xT>\n", b = "%bt";
  std::string op = tri + "  %x = tcc.triangular_solve %m, " + b + " " + (isRight ? "right " : "") +
                   (isUpper ? "upper " : "") + turn + ": " + m + ", " + v + "\n";
  if (!isRight)
    return largeCase(op, "  %back = tcc.matmul %tri, %x " + turn + ": " + m + ", " + v + "\n");
  return largeCase(op, "  %xs = tcc.matmul %x, %tri " +
                           std::string(isTransposed ? "transpose_b " : "") + ": " + v + ", " + m +
                           "\n  %back = tcc.transpose %xs permutation [1, 0] : " + v + "\n");
}

TEST(LargeMatrices, TriangularSolve) {
  for (int how = 0; how < 8; ++how)
    for (std::string dtype : {"f32", "f64"})
      expectValues(largeSolve(how & 4, how & 2, how & 1), dtype);
}

TEST(LargeMatrices, Cholesky) {
  std::string m = "tensor<150x150xT>";
  OpCase c = largeCase("  %q = tcc.matmul %m, %m transpose_b : " + m + ", " + m +
                           "\n  %l = tcc.cholesky %q : " + m + "\n",
                       "  %qb = tcc.matmul %q, %b : " + m +
                           ", tensor<150x70xT>\n  %t = tcc.matmul %l, %b transpose_a : " + m +
                           ", tensor<150x70xT>\n  %lt1 = tcc.matmul %l, %t : " + m +
                           ", tensor<150x70xT>\n  %diff = tcc.sub %lt1, %qb : tensor<150x70xT>, "
                           "tensor<150x70xT>\n  %back = tcc.add %diff, %b : tensor<150x70xT>, "
                           "tensor<150x70xT>\n");
  c.tolerance64 = 1e-11;
  expectValues(c, "f64");
}
