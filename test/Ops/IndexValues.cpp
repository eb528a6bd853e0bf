// Values and gradients of the ops that move elements by computed positions. The second opinion of
// expectValues, the interpreter, is the reference where a formula of positions would be longer than
// the op.
#include "OpValues.h"

#include "tcc/Compiler/Compiler.h"
#include "tcc/Executable.h"
#include "tcc/Interpreter/Run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tcc::test;
using Args = const std::vector<Values> &;
using Index = const std::vector<int64_t> &;

/// Rows of a table at indices some of which repeat and some of which are out of range.
static OpCase scatterRows(const std::string &combiner, const std::string &clip = "") {
  return {.op = "tcc.scatter " + combiner + " %a at %b from %c " + clip +
                "update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0] "
                "index_vector_dim 1 : tensor<5x3xT> at tensor<7xi32> from tensor<7x3xT>",
          .arguments = {"5x3xT", "7xi32", "7x3xT"},
          .result = "5x3xT",
          .low = -2,
          .high = 5.9,
          .wrt = {0, 2}};
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
    {.op = "tcc.take %a, %b axis 1 : tensor<2x7x3xT>, tensor<4xi32>",
     .arguments = {"2x7x3xT", "4xi32"},
     .result = "2x4x3xT",
     .reference = moved({2, 4, 3},
                        [](Args a, Index i) {
                          int64_t row = std::clamp<int64_t>(int64_t(a[1].at({i[1]})), 0, 6);
                          return a[0].at({i[0], row, i[2]});
                        }),
     .low = -3,
     .high = 9,
     .wrt = {0}},
    // Windows of 1x3 at rows and columns.
    {.op = "tcc.gather %a, %b sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] "
           "start_index_map [1, 0] index_vector_dim 1 : tensor<5x9xT>, tensor<6x2xi32>",
     .arguments = {"5x9xT", "6x2xi32"},
     .result = "6x3xT",
     .reference = moved({6, 3},
                        [](Args a, Index i) {
                          int64_t column = std::clamp<int64_t>(int64_t(a[1].at({i[0], 0})), 0, 6);
                          int64_t row = std::clamp<int64_t>(int64_t(a[1].at({i[0], 1})), 0, 4);
                          return a[0].at({row, column + i[1]});
                        }),
     .low = -4,
     .high = 11,
     .wrt = {0}},
    {.op = "tcc.gather %a, %b drop sizes [2, 1] offset_dims [0] collapsed_slice_dims [1] "
           "start_index_map [0, 1] index_vector_dim 0 : tensor<5x4xT>, tensor<2x3x2xi64>",
     .arguments = {"5x4xT", "2x3x2xi64"},
     .result = "2x3x2xT",
     .low = -1,
     .high = 5,
     .wrt = {0}},
    // Along an axis, as NumPy's take_along_axis: batching axes.
    {.op = "tcc.gather %a, %b sizes [1, 1, 1] collapsed_slice_dims [1] operand_batching_dims "
           "[0, 2] start_indices_batching_dims [0, 2] start_index_map [1] index_vector_dim 3 : "
           "tensor<2x5x3xT>, tensor<2x4x3xi32>",
     .arguments = {"2x5x3xT", "2x4x3xi32"},
     .result = "2x4x3xT",
     .reference = moved({2, 4, 3},
                        [](Args a, Index i) {
                          int64_t row =
                              std::clamp<int64_t>(int64_t(a[1].at({i[0], i[1], i[2]})), 0, 4);
                          return a[0].at({i[0], row, i[2]});
                        }),
     .low = -2,
     .high = 6,
     .wrt = {0}},
    {.op = "tcc.gather %a, %b sizes [0, 3] offset_dims [1, 2] start_index_map [0] "
           "index_vector_dim 1 : tensor<5x3xT>, tensor<2xi32>",
     .arguments = {"5x3xT", "2xi32"},
     .result = "2x0x3xT"},
    {.op = "tcc.scatter_add %a, %b rows 4 : tensor<6x2xT>, tensor<6xi32>",
     .arguments = {"6x2xT", "6xi32"},
     .result = "4x2xT",
     .low = -2,
     .high = 6,
     .wrt = {0}},
    scatterRows("set"),
    scatterRows("add"),
    scatterRows("mul"),
    scatterRows("min"),
    scatterRows("max"),
    scatterRows("add", "clip "),
    scatterRows("set", "clip "),
    // Windows inside two axes, batched; whole windows are left out.
    {.op = "tcc.scatter add %a at %b from %c update_window_dims [2] inserted_window_dims [1] "
           "input_batching_dims [0] scatter_indices_batching_dims [1] "
           "scatter_dims_to_operand_dims [2, 1] index_vector_dim 2 : tensor<2x4x7xT> at "
           "tensor<3x2x2xi32> from tensor<3x2x3xT>",
     .arguments = {"2x4x7xT", "3x2x2xi32", "3x2x3xT"},
     .result = "2x4x7xT",
     .low = -1,
     .high = 5.5,
     .wrt = {0, 2}},
    {.op =
         "tcc.scatter custom %a at %b from %c inserted_window_dims [0] "
         "scatter_dims_to_operand_dims [0] index_vector_dim 1 : tensor<5xT> at tensor<7xi32> from "
         "tensor<7xT> by {\n^bb0(%x: tensor<T>, %u: tensor<T>):\n"
         "%d = tcc.sub %x, %u : tensor<T>, tensor<T>\n"
         "%m = tcc.mul %d, %x : tensor<T>, tensor<T>\ntcc.yield %m : tensor<T>\n}",
     .arguments = {"5xT", "7xi32", "7xT"},
     .result = "5xT",
     .low = -1,
     .high = 5.5,
     .tolerance = 1e-4},
    // Places that are written once: any region has a derivative.
    {.op = "tcc.scatter custom %a at %b from %c inserted_window_dims [0] "
           "scatter_dims_to_operand_dims [0] index_vector_dim 1 {unique_indices} : tensor<5xT> at "
           "tensor<1xi32> from tensor<1xT> by {\n^bb0(%x: tensor<T>, %u: tensor<T>):\n"
           "%d = tcc.sub %x, %u : tensor<T>, tensor<T>\n"
           "%m = tcc.mul %d, %x : tensor<T>, tensor<T>\ntcc.yield %m : tensor<T>\n}",
     .arguments = {"5xT", "1xi32", "1xT"},
     .result = "5xT",
     .low = -1,
     .high = 5.5,
     .wrt = {0, 2}},
    {.op =
         "tcc.scatter set %a at %b from %c inserted_window_dims [0] "
         "scatter_dims_to_operand_dims [0] index_vector_dim 1 : tensor<5xT> at tensor<0xi32> from "
         "tensor<0xT>",
     .arguments = {"5xT", "0xi32", "0xT"},
     .result = "5xT",
     .wrt = {0, 2}},
    {.op = "tcc.sort ascending %a axis 1 : tensor<3x11xT>",
     .arguments = {"3x11xT"},
     .result = "3x11xT",
     .reference =
         [](Args a) {
           Values r = a[0];
           for (int64_t row = 0; row < 3; ++row)
             std::sort(&r.data[size_t(row * 11)], &r.data[size_t(row * 11)] + 11);
           return r;
         },
     .wrt = {0}},
    {.op = "tcc.sort descending %a axis 0 : tensor<6x2xT>",
     .arguments = {"6x2xT"},
     .result = "6x2xT",
     .wrt = {0}},
    {.op = "tcc.sort ascending %a axis 0 : tensor<1024xT>",
     .arguments = {"1024xT"},
     .result = "1024xT",
     .reference =
         [](Args a) {
           Values r = a[0];
           std::sort(r.data.begin(), r.data.end());
           return r;
         }},
    {.op = "tcc.sort ascending %a axis 1 : tensor<3x0xT>",
     .arguments = {"3x0xT"},
     .result = "3x0xT"},
    // Keys with ties carry values: what is equal keeps its order.
    {.op = "tcc.reshape %pair#1 to [2, 9] : tensor<2x9xT>",
     .arguments = {"2x9xi32", "2x9xT"},
     .result = "2x9xT",
     .low = -3,
     .high = 3,
     .wrt = {1},
     .before = "  %pair:2 = tcc.sort ascending %a, %b axis 1 : tensor<2x9xi32>, tensor<2x9xT>\n"},
    // By a region: by magnitude.
    {.op = "tcc.sort custom %a axis 0 : tensor<13xT> by {\n^bb0(%x: tensor<T>, %y: tensor<T>):\n"
           "%s = tcc.mul %x, %x : tensor<T>, tensor<T>\n"
           "%t = tcc.mul %y, %y : tensor<T>, tensor<T>\n"
           "%l = tcc.compare lt %s, %t : tensor<T>, tensor<T>\ntcc.yield %l : tensor<i1>\n}",
     .arguments = {"13xT"},
     .result = "13xT",
     .reference =
         [](Args a) {
           Values r = a[0];
           std::sort(r.data.begin(), r.data.end(),
                     [](double x, double y) { return x * x < y * y; });
           return r;
         },
     .wrt = {0}},
    {.op = "tcc.reshape %pair#0 to [4, 3] : tensor<4x3xT>",
     .arguments = {"4x7xT"},
     .result = "4x3xT",
     .wrt = {0},
     .before = "  %pair:2 = tcc.top_k %a k 3 : tensor<4x7xT>\n"},
    // Few values, hence ties.
    {.op = "tcc.reshape %pair#1 to [2, 5] : tensor<2x5xi32>",
     .arguments = {"2x9xi32"},
     .result = "2x5xi32",
     .low = -2,
     .high = 2,
     .before = "  %pair:2 = tcc.top_k %a k 5 : tensor<2x9xi32>\n"},
};

class IndexValues : public ::testing::TestWithParam<OpCase> {};

TEST_P(IndexValues, F32) { expectValues(GetParam(), "f32"); }
TEST_P(IndexValues, F64) { expectValues(GetParam(), "f64"); }
TEST_P(IndexValues, Gradient) {
  if (!GetParam().wrt.empty())
    expectGradient(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Ops, IndexValues, ::testing::ValuesIn(cases));

//===- memory safety -------------------------------------------------------------------------===//

/// Indices at both ends of their type, and just outside of what they choose from; the compiled
/// program agrees with the interpreter, which cannot reach outside.
template <class Integer> static void expectSafe(const std::string &integer, tcc::DType dtype) {
  using Limits = std::numeric_limits<Integer>;
  const Integer extremes[] = {Limits::min(), Integer(-1), 0, 2, 3, 4, Integer(5), Limits::max()};
  std::string indices = "tensor<8x" + integer + ">", start = "tensor<" + integer + ">";
  std::string rows = "offset_dims [1] collapsed_slice_dims [0] start_index_map [0] ";
  std::string text = "func.func @main(%x: tensor<4x3xf32>, %i: " + indices +
                     ", %u: tensor<8x3xf32>, "
                     "%s: " +
                     start +
                     ", %w: tensor<2x2xf32>) -> (tensor<8x3xf32>, tensor<8x3xf32>, "
                     "tensor<4x3xf32>, tensor<4x3xf32>, tensor<2x2xf32>, tensor<4x3xf32>) {\n"
                     "  %0 = tcc.take %x, %i axis 0 : tensor<4x3xf32>, " +
                     indices +
                     "\n"
                     "  %1 = tcc.gather %x, %i drop sizes [1, 3] " +
                     rows + "index_vector_dim 1 : tensor<4x3xf32>, " + indices + "\n";
  for (std::string clip : {"", "clip "})
    text += "  %" + std::string(clip.empty() ? "2" : "3") + " = tcc.scatter add %x at %i from %u " +
            clip +
            "update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0] "
            "index_vector_dim 1 : tensor<4x3xf32> at " +
            indices + " from tensor<8x3xf32>\n";
  text += "  %4 = tcc.dynamic_slice %x, %s, %s sizes [2, 2] : tensor<4x3xf32>, " + start + ", " +
          start +
          "\n  %5 = tcc.dynamic_update_slice %x, %w, %s, %s : tensor<4x3xf32>, "
          "tensor<2x2xf32>, " +
          start + ", " + start +
          "\n  return %0, %1, %2, %3, %4, %5 : tensor<8x3xf32>, tensor<8x3xf32>, tensor<4x3xf32>, "
          "tensor<4x3xf32>, tensor<2x2xf32>, tensor<4x3xf32>\n}\n";
  auto program = tcc_compiler_interface()->parseText("op.mlir", text, tcc::test::options());
  program->selectEntry("main");
  tcc::Executable executable(program->load());
  auto counted = [](tcc::Shape shape, float from) {
    tcc::Array array(tcc::DType::F32, std::move(shape));
    for (float &x : array.as<float>())
      x = from++;
    return array;
  };
  tcc::Array chosen(dtype, {8});
  std::copy(std::begin(extremes), std::end(extremes), chosen.as<Integer>().begin());
  for (Integer at : extremes) {
    tcc::Array begin(dtype, {});
    begin.as<Integer>()[0] = at;
    std::vector<tcc::Array> inputs{counted({4, 3}, 1), chosen, counted({8, 3}, 100), begin,
                                   counted({2, 2}, 50)};
    std::string error;
    auto want = tcc::interpreter::run({text}, inputs, error);
    ASSERT_TRUE(want) << error;
    auto got = executable.call(inputs);
    for (size_t i = 0; i < got.size(); ++i)
      EXPECT_TRUE(std::ranges::equal(got[i].as<float>(), (*want)[i].as<float>()))
          << "result " << i << " with start " << int64_t(at);
  }
}

TEST(IndexSafety, I8) { expectSafe<int8_t>("i8", tcc::DType::I8); }
TEST(IndexSafety, I16) { expectSafe<int16_t>("i16", tcc::DType::I16); }
TEST(IndexSafety, I32) { expectSafe<int32_t>("i32", tcc::DType::I32); }
TEST(IndexSafety, I64) { expectSafe<int64_t>("i64", tcc::DType::I64); }

/// A comparator that is no order leaves every element somewhere in its row.
TEST(IndexSafety, Comparators) {
  for (std::string verdict :
       {"tcc.compare ge %a, %b", "tcc.compare ne %a, %b", "tcc.compare eq %a, %a"}) {
    std::string text = "func.func @main(%x: tensor<3x37xi32>) -> tensor<3x37xi32> {\n"
                       "  %0 = tcc.sort custom %x axis 1 : tensor<3x37xi32> by {\n"
                       "  ^bb0(%a: tensor<i32>, %b: tensor<i32>):\n    %c = " +
                       verdict +
                       " : tensor<i32>, tensor<i32>\n    tcc.yield %c : tensor<i1>\n  }\n"
                       "  return %0 : tensor<3x37xi32>\n}\n";
    auto program = tcc_compiler_interface()->parseText("op.mlir", text, tcc::test::options());
    program->selectEntry("main");
    tcc::Array x(tcc::DType::I32, {3, 37});
    for (size_t i = 0; i < 111; ++i)
      x.as<int32_t>()[i] = int32_t(i * 7919 % 111);
    auto got = tcc::Executable(program->load()).call({x})[0];
    for (size_t row = 0; row < 3; ++row) {
      std::vector<int32_t> before(&x.as<int32_t>()[row * 37], &x.as<int32_t>()[row * 37] + 37);
      std::vector<int32_t> after(&got.as<int32_t>()[row * 37], &got.as<int32_t>()[row * 37] + 37);
      std::ranges::sort(before), std::ranges::sort(after);
      EXPECT_EQ(before, after) << verdict;
    }
  }
}

TEST(SortValues, NanLastAndZerosEqual) {
  std::string text = "func.func @main(%x: tensor<6xf32>, %i: tensor<6xi32>) -> (tensor<6xi32>, "
                     "tensor<6xi32>) {\n"
                     "  %0:2 = tcc.sort ascending %x, %i axis 0 : tensor<6xf32>, tensor<6xi32>\n"
                     "  %1:2 = tcc.sort descending %x, %i axis 0 : tensor<6xf32>, tensor<6xi32>\n"
                     "  return %0#1, %1#1 : tensor<6xi32>, tensor<6xi32>\n}\n";
  auto program = tcc_compiler_interface()->parseText("op.mlir", text, tcc::test::options());
  program->selectEntry("main");
  tcc::Array x(tcc::DType::F32, {6}), places(tcc::DType::I32, {6});
  float infinity = std::numeric_limits<float>::infinity();
  float values[] = {std::nanf(""), 0.f, infinity, -0.f, std::nanf(""), -infinity};
  for (size_t i = 0; i < 6; ++i)
    x.as<float>()[i] = values[i], places.as<int32_t>()[i] = int32_t(i);
  auto got = tcc::Executable(program->load()).call({x, places});
  auto isPlaced = [&](size_t result, std::vector<int32_t> want) {
    return std::ranges::equal(got[result].as<int32_t>(), want);
  };
  EXPECT_TRUE(isPlaced(0, {5, 1, 3, 2, 0, 4}));
  EXPECT_TRUE(isPlaced(1, {0, 4, 2, 1, 3, 5}));
}
