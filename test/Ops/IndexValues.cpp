// Values and gradients of the ops that move elements by computed positions. The second opinion of
// expectValues, the interpreter, is the reference where a formula of positions would be longer than
// the op.
#include "OpValues.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace tcc::test;
using Args = const std::vector<Values> &;
using Index = const std::vector<int64_t> &;

/// Element by element from its index.
static std::function<Values(Args)>
moved(tcc::Shape shape, std::function<double(Args, const std::vector<int64_t> &)> element) {
  return [=](Args a) {
    Values r{shape, {}};
    std::vector<int64_t> index(shape.size(), 0);
    for (int64_t n = 0; n < tcc::elementCount(shape); ++n) {
      r.data.push_back(element(a, index));
      for (size_t axis = shape.size(); axis-- > 0;) {
        if (++index[axis] < shape[axis])
          break;
        index[axis] = 0;
      }
    }
    return r;
  };
}

/// A start as tcc.dynamic_slice takes it.
static int64_t start(const Values &v, int64_t last) {
  return std::clamp<int64_t>(int64_t(v.data[0]), 0, last);
}

static const OpCase cases[] = {
    {.op = "tcc.dynamic_slice %a, %b, %c sizes [2, 8] : tensor<5x8xT>, tensor<i32>, tensor<i32>",
     .arguments = {"5x8xT", "i32", "i32"},
     .result = "2x8xT",
     .reference =
         moved({2, 8}, [](Args a, Index i) { return a[0].at({start(a[1], 3) + i[0], i[1]}); }),
     .low = -6,
     .high = 9,
     .wrt = {0}},
    {.op = "tcc.dynamic_slice %a sizes [] : tensor<T>",
     .arguments = {"T"},
     .result = "T",
     .reference = moved({}, [](Args a, Index) { return a[0].data[0]; }),
     .wrt = {0}},
    {.op = "tcc.dynamic_slice %a, %b sizes [0] : tensor<5xT>, tensor<i64>",
     .arguments = {"5xT", "i64"},
     .result = "0xT",
     .reference = moved({0}, [](Args, Index) { return 0.; })},
    {.op = "tcc.dynamic_update_slice %a, %b, %c, %d : tensor<5x8xT>, tensor<2x3xT>, tensor<i64>, "
           "tensor<i64>",
     .arguments = {"5x8xT", "2x3xT", "i64", "i64"},
     .result = "5x8xT",
     .reference = moved({5, 8},
                        [](Args a, Index i) {
                          int64_t row = i[0] - start(a[2], 3), column = i[1] - start(a[3], 5);
                          bool isNew = row >= 0 && row < 2 && column >= 0 && column < 3;
                          return isNew ? a[1].at({row, column}) : a[0].at({i[0], i[1]});
                        }),
     .low = -4,
     .high = 9,
     .wrt = {0, 1}},
    {.op = "tcc.dynamic_update_slice %a, %b : tensor<T>, tensor<T>",
     .arguments = {"T", "T"},
     .result = "T",
     .reference = moved({}, [](Args a, Index) { return a[1].data[0]; }),
     .wrt = {0, 1}},
    {.op = "tcc.reverse %a axes [0, 2] : tensor<2x3x4xT>",
     .arguments = {"2x3x4xT"},
     .result = "2x3x4xT",
     .reference =
         moved({2, 3, 4}, [](Args a, Index i) { return a[0].at({1 - i[0], i[1], 3 - i[2]}); }),
     .wrt = {0}},
    {.op = "tcc.pad %a, %b low [-1, 2] high [1, -3] interior [0, 1] : tensor<3x4xT>, tensor<T>",
     .arguments = {"3x4xT", "T"},
     .result = "3x6xT",
     .reference = moved({3, 6},
                        [](Args a, Index i) {
                          int64_t row = i[0] + 1, column = i[1] - 2;
                          bool isInside = row < 3 && column >= 0 && column % 2 == 0;
                          return isInside ? a[0].at({row, column / 2}) : a[1].data[0];
                        }),
     .wrt = {0, 1}},
    {.op = "tcc.pad %a, %b low [-4] high [3] : tensor<3xT>, tensor<T>",
     .arguments = {"3xT", "T"},
     .result = "2xT",
     .reference = moved({2}, [](Args a, Index) { return a[1].data[0]; }),
     .wrt = {0, 1}},
};

class IndexValues : public ::testing::TestWithParam<OpCase> {};

TEST_P(IndexValues, F32) { expectValues(GetParam(), "f32"); }
TEST_P(IndexValues, F64) { expectValues(GetParam(), "f64"); }
TEST_P(IndexValues, Gradient) {
  if (!GetParam().wrt.empty())
    expectGradient(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Ops, IndexValues, ::testing::ValuesIn(cases));
