// Values and gradients of the ops that move, reduce, contract and look up, and of the composites
// made of them.
#include "OpValues.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace tcc::test;
using Args = const std::vector<Values> &;
using Index = const std::vector<int64_t> &;

/// (4,5,6) reduced over axis 1 by `f` from `init`.
static std::function<Values(Args)> reduceMiddle(double init, double (*f)(double, double)) {
  return [=](Args a) {
    Values r{{4, 6}, std::vector<double>(24, init)};
    for (int64_t i = 0; i < 4; ++i)
      for (int64_t j = 0; j < 5; ++j)
        for (int64_t k = 0; k < 6; ++k)
          r.at({i, k}) = f(r.at({i, k}), a[0].at({i, j, k}));
    return r;
  };
}

static OpCase reduction(const std::string &name, double init, double (*f)(double, double)) {
  return {.op = "tcc." + name + " %a axes [1] : tensor<4x5x6xT>",
          .arguments = {"4x5x6xT"},
          .result = "4x6xT",
          .reference = reduceMiddle(init, f),
          .wrt = {0},
          .tolerance64 = 1e-11};
}

/// Rows of a matrix through `f`, in place.
static std::function<Values(Args)> perRow(void (*f)(double *row, int64_t n)) {
  return [f](Args a) {
    Values r = a[0];
    for (int64_t i = 0; i < r.shape[0]; ++i)
      f(&r.data[size_t(i * r.shape[1])], r.shape[1]);
    return r;
  };
}

static void logSoftmaxRow(double *row, int64_t n) {
  double greatest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (int64_t i = 0; i < n; ++i)
    greatest = std::max(greatest, row[i]);
  for (int64_t i = 0; i < n; ++i)
    sum += std::exp(row[i] - greatest);
  for (int64_t i = 0; i < n; ++i)
    row[i] -= greatest + std::log(sum);
}
static void softmaxRow(double *row, int64_t n) {
  logSoftmaxRow(row, n);
  for (int64_t i = 0; i < n; ++i)
    row[i] = std::exp(row[i]);
}

static Values logSumExpOfRows(Args a) {
  Values r{{a[0].shape[0]}, {}};
  int64_t n = a[0].shape[1];
  for (int64_t i = 0; i < a[0].shape[0]; ++i) {
    double sum = 0;
    for (int64_t j = 0; j < n; ++j)
      sum += std::exp(a[0].at({i, j}));
    r.data.push_back(std::log(sum));
  }
  return r;
}

static void layerNormRow(double *row, int64_t n) {
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < n; ++i)
    sum += row[i], squares += row[i] * row[i];
  double mean = sum / double(n), variance = squares / double(n) - mean * mean;
  for (int64_t i = 0; i < n; ++i)
    row[i] = (row[i] - mean) / std::sqrt(variance + 1e-3);
}

/// softmax(q k^T / 2 + bias) v of matrices; a bias of one row serves all.
static Values attention(Args a, bool causal) {
  const Values &q = a[0], &k = a[1], &v = a[2];
  Values r{{q.shape[0], v.shape[1]}, {}};
  for (int64_t i = 0; i < q.shape[0]; ++i) {
    std::vector<double> row;
    for (int64_t j = 0; j < k.shape[0]; ++j) {
      double score = a.size() > 3 ? a[3].data[size_t(j)] : 0;
      for (int64_t d = 0; d < q.shape[1]; ++d)
        score += q.at({i, d}) * k.at({j, d}) / 2;
      row.push_back(causal && j > i ? -std::numeric_limits<double>::infinity() : score);
    }
    softmaxRow(row.data(), int64_t(row.size()));
    for (int64_t e = 0; e < v.shape[1]; ++e) {
      r.data.push_back(0);
      for (int64_t j = 0; j < k.shape[0]; ++j)
        r.data.back() += row[size_t(j)] * v.at({j, e});
    }
  }
  return r;
}

static Values matmul(const Values &a, const Values &b, bool transposeA, bool transposeB) {
  int64_t m = a.shape[transposeA], k = a.shape[!transposeA], n = b.shape[!transposeB];
  Values r{{m, n}, std::vector<double>(size_t(m * n), 0)};
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j)
      for (int64_t l = 0; l < k; ++l)
        r.at({i, j}) +=
            (transposeA ? a.at({l, i}) : a.at({i, l})) * (transposeB ? b.at({j, l}) : b.at({l, j}));
  return r;
}

/// Sizes that no tile divides.
static OpCase product(bool ta, bool tb) {
  std::string a = ta ? "19x13xT" : "13x19xT", b = tb ? "37x19xT" : "19x37xT";
  std::string attributes = std::string(ta ? "transpose_a " : "") + (tb ? "transpose_b " : "");
  return {.op = "tcc.matmul %a, %b " + attributes + ": tensor<" + a + ">, tensor<" + b + ">",
          .arguments = {a, b},
          .result = "13x37xT",
          .reference = [=](Args x) { return matmul(x[0], x[1], ta, tb); },
          .wrt = {0, 1},
          .tolerance64 = 1e-11};
}

static const OpCase cases[] = {
    reduction("reduce_sum", 0, [](double x, double y) { return x + y; }),
    reduction("reduce_prod", 1, [](double x, double y) { return x * y; }),
    reduction("reduce_max", -INFINITY, [](double x, double y) { return std::max(x, y); }),
    reduction("reduce_min", INFINITY, [](double x, double y) { return std::min(x, y); }),
    reduction("reduce_mean", 0, [](double x, double y) { return x + y / 5; }),
    {.op = "tcc.reduce_sum %a axes [0, 2] keepdims : tensor<3x4x5xT>",
     .arguments = {"3x4x5xT"},
     .result = "1x4x1xT",
     .reference =
         [](Args a) {
           Values r{{1, 4, 1}, std::vector<double>(4, 0)};
           for (int64_t i = 0; i < 3; ++i)
             for (int64_t j = 0; j < 4; ++j)
               for (int64_t k = 0; k < 5; ++k)
                 r.data[size_t(j)] += a[0].at({i, j, k});
           return r;
         },
     .wrt = {0},
     .tolerance64 = 1e-11},
    // Long ones, in two steps.
    {.op = "tcc.reduce_sum %a axes [0, 1] : tensor<16x700x13xT>",
     .arguments = {"16x700x13xT"},
     .result = "13xT",
     .tolerance = 1e-3,
     .tolerance64 = 1e-10},
    {.op = "tcc.reduce_mean %a axes [0] : tensor<12300x12xT>",
     .arguments = {"12300x12xT"},
     .result = "12xT",
     .tolerance = 1e-4},
    {.op = "tcc.reduce_max %a axes [0] : tensor<262300xT>",
     .arguments = {"262300xT"},
     .result = "T"},
    {.op = "tcc.argmax %a axis 1 : tensor<7x9xT>",
     .arguments = {"7x9xT"},
     .result = "7xi32",
     .reference =
         [](Args a) {
           Values r{{7}, {}};
           for (int64_t i = 0; i < 7; ++i) {
             int64_t best = 0;
             for (int64_t j = 1; j < 9; ++j)
               if (a[0].at({i, j}) > a[0].at({i, best}))
                 best = j;
             r.data.push_back(double(best));
           }
           return r;
         }},
    product(false, false),
    product(true, false),
    product(false, true),
    product(true, true),
    {.op =
         "tcc.dot %a, %b batch [0] x [1] contracting [2] x [2] : tensor<3x4x5xT>, tensor<6x3x5xT>",
     .arguments = {"3x4x5xT", "6x3x5xT"},
     .result = "3x4x6xT",
     .reference = moved({3, 4, 6},
                        [](Args a, Index i) {
                          double sum = 0;
                          for (int64_t k = 0; k < 5; ++k)
                            sum += a[0].at({i[0], i[1], k}) * a[1].at({i[2], i[0], k});
                          return sum;
                        }),
     .wrt = {0, 1},
     .tolerance64 = 1e-11},
    {.op = "tcc.broadcast %a to [2, 3, 4] : tensor<3x1xT>",
     .arguments = {"3x1xT"},
     .result = "2x3x4xT",
     .reference = moved({2, 3, 4}, [](Args a, Index i) { return a[0].at({i[1], 0}); }),
     .wrt = {0}},
    {.op = "tcc.reshape %a to [6, -1] : tensor<2x3x4xT>",
     .arguments = {"2x3x4xT"},
     .result = "6x4xT",
     .reference =
         moved({6, 4}, [](Args a, Index i) { return a[0].at({i[0] / 3, i[0] % 3, i[1]}); }),
     .wrt = {0}},
    {.op = "tcc.transpose %a permutation [2, 0, 1] : tensor<2x3x4xT>",
     .arguments = {"2x3x4xT"},
     .result = "4x2x3xT",
     .reference = moved({4, 2, 3}, [](Args a, Index i) { return a[0].at({i[1], i[2], i[0]}); }),
     .wrt = {0}},
    {.op = "tcc.slice %a starts [1, 0] limits [4, 8] strides [1, 3] : tensor<5x8xT>",
     .arguments = {"5x8xT"},
     .result = "3x3xT",
     .reference = moved({3, 3}, [](Args a, Index i) { return a[0].at({i[0] + 1, i[1] * 3}); }),
     .wrt = {0}},
    {.op = "tcc.pad %a, %b low [1, 0] high [0, 2] : tensor<4x4xT>, tensor<T>",
     .arguments = {"4x4xT", "T"},
     .result = "5x6xT",
     .reference = moved({5, 6},
                        [](Args a, Index i) {
                          return i[0] >= 1 && i[1] < 4 ? a[0].at({i[0] - 1, i[1]}) : a[1].data[0];
                        }),
     .wrt = {0, 1}},
    {.op = "tcc.concatenate %a, %b axis 1 : tensor<2x3xT>, tensor<2x5xT>",
     .arguments = {"2x3xT", "2x5xT"},
     .result = "2x8xT",
     .reference = moved({2, 8},
                        [](Args a, Index i) {
                          return i[1] < 3 ? a[0].at({i[0], i[1]}) : a[1].at({i[0], i[1] - 3});
                        }),
     .wrt = {0, 1}},
    // Long enough to be loops for each part.
    {.op = "tcc.pad %a, %b low [9, -1] high [-2, 8] : tensor<24x40xT>, tensor<T>",
     .arguments = {"24x40xT", "T"},
     .result = "31x47xT",
     .reference = moved({31, 47},
                        [](Args a, Index i) {
                          return i[0] >= 9 && i[1] < 39 ? a[0].at({i[0] - 9, i[1] + 1})
                                                        : a[1].data[0];
                        }),
     .wrt = {0, 1}},
    {.op = "tcc.concatenate %a, %b, %c, %a axis 1 : tensor<3x9xT>, tensor<3x16xT>, tensor<3x7xT>, "
           "tensor<3x9xT>",
     .arguments = {"3x9xT", "3x16xT", "3x7xT"},
     .result = "3x41xT",
     .reference = moved({3, 41},
                        [](Args a, Index i) {
                          return i[1] < 9    ? a[0].at({i[0], i[1]})
                                 : i[1] < 25 ? a[1].at({i[0], i[1] - 9})
                                 : i[1] < 32 ? a[2].at({i[0], i[1] - 25})
                                             : a[0].at({i[0], i[1] - 32});
                        }),
     .wrt = {0, 1, 2}},
    {.op = "tcc.iota T shape [2, 5] axis 1",
     .arguments = {},
     .result = "2x5xT",
     .reference = moved({2, 5}, [](Args, Index i) { return double(i[1]); })},
    {.op = "tcc.one_hot %a depth 5 as T : tensor<6xi32>",
     .arguments = {"6xi32"},
     .result = "6x5xT",
     .reference =
         moved({6, 5}, [](Args a, Index i) { return double(a[0].at({i[0]}) == double(i[1])); }),
     .low = -1,
     .high = 6},
    {.op = "tcc.take %a, %b axis 0 : tensor<7x3xT>, tensor<2x4xi32>",
     .arguments = {"7x3xT", "2x4xi32"},
     .result = "2x4x3xT",
     .reference = moved({2, 4, 3},
                        [](Args a, Index i) {
                          int64_t row = std::clamp<int64_t>(int64_t(a[1].at({i[0], i[1]})), 0, 6);
                          return a[0].at({row, i[2]});
                        }),
     .low = -3,
     .high = 9,
     .wrt = {0}},
    {.op = "tcc.softmax %a axis 1 : tensor<6x11xT>",
     .arguments = {"6x11xT"},
     .result = "6x11xT",
     .reference = perRow(softmaxRow),
     .low = -9,
     .high = 9,
     .wrt = {0}},
    {.op = "tcc.log_softmax %a axis 1 : tensor<6x11xT>",
     .arguments = {"6x11xT"},
     .result = "6x11xT",
     .reference = perRow(logSoftmaxRow),
     .low = -9,
     .high = 9,
     .wrt = {0}},
    {.op = "tcc.log_sum_exp %a axis 1 : tensor<6x11xT>",
     .arguments = {"6x11xT"},
     .result = "6xT",
     .reference = logSumExpOfRows,
     .low = -9,
     .high = 9,
     .wrt = {0}},
    {.op = "tcc.layer_norm %a axes [1] epsilon 1.0e-3 : tensor<6x11xT>",
     .arguments = {"6x11xT"},
     .result = "6x11xT",
     .reference = perRow(layerNormRow),
     .wrt = {0}},
    {.op = "tcc.attention %a, %b, %c scale 0.5 causal : tensor<5x4xT>, tensor<6x4xT>, "
           "tensor<6x3xT>",
     .arguments = {"5x4xT", "6x4xT", "6x3xT"},
     .result = "5x3xT",
     .reference = [](Args a) { return attention(a, true); },
     .wrt = {0, 1, 2}},
    {.op = "tcc.attention %a, %b, %c bias %d scale 0.5 : tensor<5x4xT>, tensor<6x4xT>, "
           "tensor<6x3xT>, tensor<1x6xT>",
     .arguments = {"5x4xT", "6x4xT", "6x3xT", "1x6xT"},
     .result = "5x3xT",
     .reference = [](Args a) { return attention(a, false); },
     .wrt = {0, 1, 2, 3}},
    {.op = "tcc.cross_entropy %a, %b : tensor<8x5xT>, tensor<8xi32>",
     .arguments = {"8x5xT", "8xi32"},
     .result = "8xT",
     .reference =
         [](Args a) {
           Values logits = perRow(logSoftmaxRow)({a[0]}), r{{8}, {}};
           for (int64_t i = 0; i < 8; ++i)
             r.data.push_back(-logits.at({i, int64_t(a[1].at({i}))}));
           return r;
         },
     .low = 0,
     .high = 4.99,
     .wrt = {0}},
    {.op = "tcc.binary_cross_entropy %a, %b : tensor<9xT>, tensor<9xT>",
     .arguments = {"9xT", "9xT"},
     .result = "9xT",
     .reference = elementwise([](const std::vector<double> &e) {
       return std::max(e[0], 0.0) - e[0] * e[1] + std::log1p(std::exp(-std::abs(e[0])));
     }),
     .low = -3,
     .high = 3,
     .wrt = {0, 1}},
    {.op = "tcc.mse %a, %b : tensor<4x3xT>, tensor<4x3xT>",
     .arguments = {"4x3xT", "4x3xT"},
     .result = "T",
     .reference =
         [](Args a) {
           Values r{{}, {0}};
           for (size_t i = 0; i < 12; ++i)
             r.data[0] += (a[0].data[i] - a[1].data[i]) * (a[0].data[i] - a[1].data[i]) / 12;
           return r;
         },
     .wrt = {0, 1}},
};

class StructuredValues : public ::testing::TestWithParam<OpCase> {};

TEST_P(StructuredValues, F32) { expectValues(GetParam(), "f32"); }
TEST_P(StructuredValues, F64) { expectValues(GetParam(), "f64"); }
TEST_P(StructuredValues, Gradient) {
  if (!GetParam().wrt.empty())
    expectGradient(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Ops, StructuredValues, ::testing::ValuesIn(cases));
