// Values and gradients of the ops on windows and runs, against the reference interpreter, which
// evaluates each from its definition.
#include "OpValues.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace tcc::test;

static std::string tensor(const std::string &shape) { return "tensor<" + shape + ">"; }

/// An op of one operand.
static OpCase unary(const std::string &op, const std::string &operand, const std::string &result,
                    bool isDifferentiable = true) {
  OpCase c{.op = op + " : " + tensor(operand), .arguments = {operand}, .result = result};
  c.tolerance64 = 1e-11;
  if (isDifferentiable)
    c.wrt = {0};
  return c;
}

static OpCase pool(const std::string &attributes, const std::string &operand,
                   const std::string &result) {
  OpCase c = unary("tcc.pool " + attributes, operand + "xT", result + "xT");
  c.op.replace(c.op.find(" window"), 0, " %a");
  return c;
}

/// A region of two elements.
static std::string region(const std::string &body) {
  return " {\n^bb0(%p: tensor<T>, %q: tensor<T>):\n" + body + "}";
}
static const std::string keepsGreater =
    region("%k = tcc.compare ge %p, %q : tensor<T>, tensor<T>\ntcc.yield %k : tensor<i1>\n");
static const std::string norm =
    region("%s = tcc.mul %p, %p : tensor<T>, tensor<T>\n%t = tcc.mul %q, %q : tensor<T>, "
           "tensor<T>\n%u = tcc.add %s, %t : tensor<T>, tensor<T>\n%v = tcc.sqrt %u : "
           "tensor<T>\ntcc.yield %v : tensor<T>\n");
static const std::string addsUp =
    region("%s = tcc.add %p, %q : tensor<T>, tensor<T>\ntcc.yield %s : tensor<T>\n");

static OpCase scatter(const std::string &attributes, const std::string &x,
                      const std::string &source) {
  return {.op = "tcc.select_and_scatter %a, %b, %c " + attributes + " : " + tensor(x) + ", " +
                tensor(source) + ", tensor<T> select" + keepsGreater + " scatter" + addsUp,
          .arguments = {x, source, "T"},
          .result = x,
          .wrt = {1, 2}};
}

static OpCase gather(const std::string &attributes, const std::string &x,
                     const std::string &result) {
  return {.op = "tcc.select_and_gather %a, %b " + attributes + " : " + tensor(x) + ", " +
                tensor(x) + keepsGreater,
          .arguments = {x, x},
          .result = result,
          .wrt = {1}};
}

static OpCase run(const std::string &reducer, const std::string &direction) {
  OpCase c = unary("tcc.cumulate " + reducer + " %a " + direction, "3x7x2xT", "3x7x2xT");
  return c;
}

/// Of comparisons of numbers.
static OpCase overTruth(const std::string &op, const std::string &result) {
  return {.op = op + " : tensor<5x3xi1>",
          .arguments = {"5x3xT", "3xT"},
          .result = result,
          .before = "%p = tcc.compare lt %a, %b : tensor<5x3xT>, tensor<3xT>\n"};
}

static OpCase convolution(const std::string &attributes, const std::string &x, const std::string &w,
                          const std::string &result, double tolerance = 1e-5) {
  return {.op = "tcc.convolution %a, %b layouts " + attributes + " : " + tensor(x + "xT") + ", " +
                tensor(w + "xT"),
          .arguments = {x + "xT", w + "xT"},
          .result = result + "xT",
          .wrt = {0, 1},
          .tolerance = tolerance,
          .tolerance64 = 1e-11};
}

static const std::string nhwc = "\"b01f\" x \"01io\" -> \"b01f\"";

static const OpCase cases[] = {
    pool("sum window [1, 2, 3]", "2x5x7", "2x4x5"),
    pool("sum window [1, 2, 3] strides [1, 2, 2] low [0, 1, 1] high [0, 0, 2]", "2x5x7", "2x3x4"),
    pool("sum window [2, 3] low [-1, -2] high [1, -1] window_dilation [1, 2] base_dilation [2, 1]",
         "4x9", "6x2"),
    pool("max window [1, 2, 2, 1] strides [1, 2, 2, 1]", "2x6x4x3", "2x3x2x3"),
    pool("max window [3, 3] strides [2, 1] low [1, 1] high [1, 1]", "6x5", "3x5"),
    pool("max window [2, 2] low [-1, 0] window_dilation [2, 3] base_dilation [1, 2]", "6x5", "3x6"),
    pool("min window [2, 3] high [1, 1]", "5x6", "5x5"),
    pool("max window [2, 2] strides [2, 2]", "3x3", "1x1"), // the last row and column are in none
    pool("sum window [2, 2] low [-1, 0] high [0, -1]", "4x3", "2x1"),
    pool("prod window [3]", "9", "7"),
    pool("prod window [2, 1] strides [2, 1] low [1, 0] base_dilation [1, 2]", "4x3", "2x5"),
    pool("prod window [1, 1]", "3x1", "3x1"),
    pool("sum window [7, 1] low [6, 0]", "7x3", "7x3"),
    pool("max window [1, 7] high [0, 6]", "3x7", "3x7"),
    run("sum", "axis 1"),
    run("sum", "axis 0 reverse"),
    run("prod", "axis 1"),
    run("prod", "axis 2 reverse"),
    run("max", "axis 1"),
    run("max", "axis 1 reverse"),
    run("min", "axis 1"),
    run("logsumexp", "axis 1"),
    run("logsumexp", "axis 1 reverse"),
    {.op = "tcc.recurrence %a, %b axis 1 : tensor<3x8xT>, tensor<3x8xT>",
     .arguments = {"3x8xT", "3x8xT"},
     .result = "3x8xT",
     .wrt = {0, 1},
     .tolerance64 = 1e-11},
    {.op = "tcc.recurrence %a, %b axis 0 reverse : tensor<5x3xT>, tensor<5x3xT>",
     .arguments = {"5x3xT", "5x3xT"},
     .result = "5x3xT",
     .wrt = {0, 1},
     .tolerance64 = 1e-11},
    scatter("window [2, 2] strides [2, 2]", "4x6xT", "2x3xT"),
    scatter("window [3, 3]", "6x5xT", "4x3xT"),
    scatter("window [3, 2] strides [2, 1] low [1, 0] high [1, 1]", "6x5xT", "3x5xT"),
    scatter("window [2] strides [3] low [-1] high [2] window_dilation [2]", "9xT", "3xT"),
    gather("window [2, 2] strides [2, 2]", "4x6xT", "2x3xT"),
    gather("window [3, 2] low [2, 0] high [0, 1]", "6x5xT", "6x5xT"),
    {.op = "tcc.reduce_window %a from %b window [2, 3] strides [1, 2] low [1, 0] : "
           "tensor<4x7xT>" +
           norm,
     .arguments = {"4x7xT", "T"},
     .result = "4x3xT",
     .wrt = {0}},
    {.op = "tcc.reduce_window %a from %b window [4, 1] low [3, 0] : tensor<4x7xT>" +
           region("%s = tcc.sub %p, %q : tensor<T>, tensor<T>\ntcc.yield %s : tensor<T>\n"),
     .arguments = {"4x7xT", "T"},
     .result = "4x7xT"},
    {.op = "tcc.reduce_window %a from %one window [1, 7] high [0, 6] : tensor<4x7xT>" +
           region("%s = tcc.mul %p, %q : tensor<T>, tensor<T>\ntcc.yield %s : tensor<T>\n"),
     .arguments = {"4x7xT"},
     .result = "4x7xT",
     .wrt = {0},
     .tolerance64 = 1e-11,
     .before = "%one = tcc.constant dense<1.0> : tensor<T>\n"},
    {.op = "tcc.reduce_window %a from %zero window [2, 2] : tensor<4x7xT>" + addsUp,
     .arguments = {"4x7xT"},
     .result = "3x6xT",
     .wrt = {0},
     .before = "%zero = tcc.constant dense<0.0> : tensor<T>\n"},
    {.op = "tcc.reduce %a from %b axes [1] : tensor<4x7xT>" +
           region("%s = tcc.mul %p, %q : tensor<T>, tensor<T>\ntcc.yield %s : tensor<T>\n"),
     .arguments = {"4x7xT", "T"},
     .result = "4xT",
     .wrt = {0, 1},
     .tolerance64 = 1e-11},
    // Derivatives of any region, by the tree that it folds.
    {.op = "tcc.reduce_window %a from %zero window [3, 2] strides [2, 1] high [1, 0] "
           "window_dilation [1, 2] base_dilation [1, 2] : tensor<5x4xT>" +
           norm,
     .arguments = {"5x4xT"},
     .result = "2x5xT",
     .low = 0.5,
     .wrt = {0},
     .before = "%zero = tcc.constant dense<0.0> : tensor<T>\n"},
    {.op = "tcc.reduce %a from %b axes [0, 2] : tensor<3x2x5xT>" + norm,
     .arguments = {"3x2x5xT", "T"},
     .result = "2xT",
     .wrt = {0, 1}},
    {.op = "tcc.reduce %a from %b axes [1] : tensor<3x0xT>" + norm,
     .arguments = {"3x0xT", "T"},
     .result = "3xT",
     .wrt = {1}},
    {.op = "tcc.sub %r#1, %r#0 : tensor<7xT>, tensor<7xT>",
     .arguments = {"4x7xT", "4x7xT", "T"},
     .result = "7xT",
     .wrt = {0, 1},
     .before = "%r:2 = tcc.reduce %a, %b from %c, %c axes [0] : tensor<4x7xT>, tensor<4x7xT> {\n"
               "^bb0(%p: tensor<T>, %q: tensor<T>, %s: tensor<T>, %t: tensor<T>):\n"
               "%less = tcc.compare lt %s, %p : tensor<T>, tensor<T>\n"
               "%u = tcc.select %less, %s, %p : tensor<i1>, tensor<T>, tensor<T>\n"
               "%v = tcc.select %less, %t, %q : tensor<i1>, tensor<T>, tensor<T>\n"
               "tcc.yield %u, %v : tensor<T>, tensor<T>\n}\n"},
    unary("tcc.argmin %a axis 0 as i64", "7x9xT", "9xi64", false),
    unary("tcc.argmax %a axis 1", "7x9xT", "7xi32", false),
    overTruth("tcc.reduce_and %p axes [1]", "5xi1"),
    overTruth("tcc.reduce_or %p axes [0] keepdims", "1x3xi1"),
    overTruth("tcc.reduce_xor %p axes [0]", "3xi1"),
    unary("tcc.reduce_and %a axes [1]", "5x3xi32", "5xi32", false),
    unary("tcc.reduce_or %a axes [0]", "5x3xi64", "3xi64", false),
    unary("tcc.reduce_xor %a axes [0, 1]", "5x3xi64", "i64", false),
    convolution(nhwc, "2x6x5x3", "3x2x3x4", "2x4x4x4"),
    convolution(nhwc + " low [1, 1] high [1, 1]", "1x5x5x2", "3x3x2x3", "1x5x5x3"),
    convolution(nhwc + " strides [2, 3] low [1, 0] high [0, 2]", "2x6x7x2", "3x2x2x3", "2x3x3x3"),
    convolution(nhwc, "2x4x4x3", "1x1x3x5", "2x4x4x5"),
    convolution("\"bf01\" x \"oi01\" -> \"bf01\" x_dilation [1, 2] w_dilation [2, 1]", "2x3x7x4",
                "4x3x3x2", "2x4x3x6"),
    convolution("\"f01b\" x \"i0o1\" -> \"0b1f\" low [-1, 2] high [1, -1] reversal [true, false]",
                "3x5x6x2", "3x2x4x3", "4x2x5x4"),
    convolution(nhwc + " low [1, 0] high [1, 0] feature_groups 2", "2x4x4x4", "3x2x2x6", "2x4x3x6"),
    convolution(nhwc + " strides [2, 2]", "2x3x4x3", "2x3x3x4", "2x1x1x4"),
    convolution(nhwc + " feature_groups 3", "2x4x4x3", "2x2x1x3", "2x3x3x3"),
    convolution(nhwc + " strides [2, 1] feature_groups 3", "2x5x4x3", "2x2x1x6", "2x2x3x6"),
    convolution(nhwc + " low [1, 1] high [1, 1] feature_groups 3", "2x5x14x3", "3x3x1x3",
                "2x5x14x3"),
    convolution(nhwc + " strides [2, 2] low [2, 3] high [1, 2] w_dilation [2, 1] feature_groups 5",
                "2x7x13x5", "3x4x1x5", "2x3x8x5"),
    convolution(nhwc + " batch_groups 2", "4x4x4x3", "2x3x3x6", "2x3x2x6"),
    convolution("\"b0f\" x \"0io\" -> \"b0f\" strides [2] low [2] x_dilation [3]", "2x5x3", "4x3x2",
                "2x6x2"),
    convolution("\"b012f\" x \"012io\" -> \"b012f\"", "1x3x4x3x2", "2x2x2x2x3", "1x2x3x2x3"),
    convolution(nhwc + " low [1, 2] high [1, 2] feature_groups 5", "3x9x11x5", "3x5x1x5",
                "3x9x11x5"),
    convolution(nhwc + " low [9, 12] high [8, 12] feature_groups 3", "2x5x7x3", "3x3x1x3",
                "2x20x29x3"),
    convolution("\"b0f\" x \"0io\" -> \"b0f\" low [4] high [4] feature_groups 17", "2x30x17",
                "9x1x17", "2x30x17"),
    // Taps beyond the border are left out: of enough images and channels, also where the sum is cut
    // into blocks or the border is wider than the image.
    convolution(nhwc + " low [1, 1] high [1, 1]", "9x4x5x8", "3x3x8x10", "9x4x5x10"),
    convolution(nhwc + " strides [2, 1] low [2, 1] high [1, 0] w_dilation [1, 2]", "8x5x6x9",
                "3x2x9x4", "8x3x5x4"),
    convolution(nhwc + " low [1, 1] high [1, 1]", "8x3x3x170", "3x3x170x3", "8x3x3x3", 1e-4),
    convolution(nhwc + " low [4, 4] high [4, 4]", "8x2x2x8", "3x3x8x5", "8x8x8x5"),
    convolution("\"b0f\" x \"0io\" -> \"b0f\" low [2] high [1]", "10x6x8", "3x8x7", "10x7x7"),
    convolution("\"bf\" x \"io\" -> \"bf\"", "3x4", "4x5", "3x5"),
};

class WindowValues : public ::testing::TestWithParam<OpCase> {};

TEST_P(WindowValues, F32) { expectValues(GetParam(), "f32"); }
TEST_P(WindowValues, F64) { expectValues(GetParam(), "f64"); }
TEST_P(WindowValues, Gradient) {
  if (!GetParam().wrt.empty())
    expectGradient(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Ops, WindowValues, ::testing::ValuesIn(cases));
