// Values and gradients of loops and branches, against the same loops in C++.
#include "OpValues.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace tcc::test;
using Args = const std::vector<Values> &;

/// h = tanh(h w + x[t]), t up or down: the last h, or all of them.
static std::function<Values(Args)> recurrent(bool isReverse, bool isStacked) {
  return [=](Args a) {
    Values h = a[0], all{{5, 3}, std::vector<double>(15)};
    for (int64_t round = 0; round < 5; ++round) {
      int64_t t = isReverse ? 4 - round : round;
      Values next = h;
      for (int64_t j = 0; j < 3; ++j) {
        double sum = a[2].at({t, j});
        for (int64_t i = 0; i < 3; ++i)
          sum += h.at({0, i}) * a[1].at({i, j});
        next.at({0, j}) = all.at({t, j}) = std::tanh(sum);
      }
      h = next;
    }
    return isStacked ? all : h;
  };
}

/// A result of an op with several, handed on by a branch that is always taken.
static std::string resultOf(const std::string &op, int count, int number, const std::string &index,
                            const std::string &type) {
  return "tcc.case %" + index + " : tensor<i32> {\n%r:" + std::to_string(count) + " = " + op +
         "\ntcc.yield %r#" + std::to_string(number) + " : tensor<" + type + ">\n}";
}

static OpCase recurrentCase(bool isReverse, bool isStacked) {
  std::string head = std::string("tcc.scan 5") + (isReverse ? " reverse" : "") +
                     " carry(%h = %a : tensor<1x3xT>) over(%x = %c : tensor<5x3xT>) {\n"
                     "%p = tcc.matmul %h, %b : tensor<1x3xT>, tensor<3x3xT>\n"
                     "%s = tcc.add %p, %x : tensor<1x3xT>, tensor<3xT>\n"
                     "%n = tcc.tanh %s : tensor<1x3xT>\n";
  std::string one = head + "tcc.yield %n : tensor<1x3xT>\n}";
  std::string both = head + "%f = tcc.reshape %n to [3] : tensor<1x3xT>\n"
                            "tcc.yield %n, %f : tensor<1x3xT>, tensor<3xT>\n}";
  return {.op = isStacked ? resultOf(both, 2, 1, "d", "5x3xT") : one,
          .arguments = {"1x3xT", "3x3xT", "5x3xT", "i32"},
          .result = isStacked ? "5x3xT" : "1x3xT",
          .reference = recurrent(isReverse, isStacked),
          .low = -1,
          .high = 1,
          .wrt = {0, 1, 2},
          .tolerance64 = 1e-11};
}

/// Rows without anything carried: y = x * x * s.
static OpCase mapCase() {
  return {.op = "tcc.scan 4 over(%x = %a : tensor<4x2xT>) {\n"
                "%q = tcc.mul %x, %x : tensor<2xT>, tensor<2xT>\n"
                "%y = tcc.mul %q, %b : tensor<2xT>, tensor<T>\ntcc.yield %y : tensor<2xT>\n}",
          .arguments = {"4x2xT", "T"},
          .result = "4x2xT",
          .reference = elementwise([](auto &v) { return v[0] * v[0] * v[1]; }),
          .wrt = {0, 1}};
}

/// Rows by a loop's counter, as frameworks write scans: c = sin(c + x[k]), y[k] = c, k up or down.
static std::string rowsLoop(int64_t rounds, bool isReverse) {
  std::string k = isReverse ? "%left = tcc.sub %n, %i : tensor<i32>, tensor<i32>\n"
                              "%k = tcc.sub %left, %one : tensor<i32>, tensor<i32>\n"
                            : "%k = tcc.select %more, %i, %n : tensor<i1>, tensor<i32>, "
                              "tensor<i32>\n";
  return "tcc.case %d : tensor<i32> {\n"
         "%zero = tcc.constant dense<0> : tensor<i32>\n"
         "%one = tcc.constant dense<1> : tensor<i32>\n"
         "%n = tcc.constant dense<" +
         std::to_string(rounds) +
         "> : tensor<i32>\n"
         "%r:3 = tcc.while (%i = %zero : tensor<i32>, %c0 = %a : tensor<3xT>, %y = %c : "
         "tensor<4x3xT>) {\n"
         "%more = tcc.compare lt %i, %n : tensor<i32>, tensor<i32>\n"
         "tcc.yield %more : tensor<i1>\n} do {\n"
         "%more = tcc.compare le %zero, %i : tensor<i32>, tensor<i32>\n" +
         k +
         "%v = tcc.dynamic_slice %b, %k, %zero sizes [1, 3] : tensor<4x3xT>, tensor<i32>, "
         "tensor<i32>\n"
         "%x = tcc.reshape %v to [3] : tensor<1x3xT>\n"
         "%s = tcc.add %c0, %x : tensor<3xT>, tensor<3xT>\n%c1 = tcc.sin %s : tensor<3xT>\n"
         "%u = tcc.reshape %c1 to [1, 3] : tensor<3xT>\n"
         "%y1 = tcc.dynamic_update_slice %y, %u, %k, %zero : tensor<4x3xT>, tensor<1x3xT>, "
         "tensor<i32>, tensor<i32>\n"
         "%next = tcc.add %i, %one : tensor<i32>, tensor<i32>\n"
         "tcc.yield %next, %c1, %y1 : tensor<i32>, tensor<3xT>, tensor<4x3xT>\n}\n"
         "tcc.yield %r#2 : tensor<4x3xT>\n}";
}

static OpCase rowsCase(int64_t rounds, bool isReverse) {
  return {.op = rowsLoop(rounds, isReverse),
          .arguments = {"3xT", "4x3xT", "4x3xT", "i32"},
          .result = "4x3xT",
          .reference =
              [=](Args a) {
                Values c = a[0], y = a[2];
                for (int64_t round = 0; round < rounds; ++round) {
                  int64_t k = isReverse ? rounds - 1 - round : round;
                  for (int64_t j = 0; j < 3; ++j)
                    y.at({k, j}) = c.at({j}) = std::sin(c.at({j}) + a[1].at({k, j}));
                }
                return y;
              },
          .low = -1,
          .high = 1,
          .wrt = rounds == 0 ? std::vector<int64_t>{2} : std::vector<int64_t>{0, 1, 2}};
}

/// A loop in a loop: x = sin(x) + s three times, twice; nothing runs over rows.
static OpCase nestedCase() {
  return {.op = "tcc.scan 2 carry(%p = %a : tensor<3xT>) {\n"
                "%q = tcc.scan 3 carry(%x = %p : tensor<3xT>) {\n"
                "%s = tcc.sin %x : tensor<3xT>\n%n = tcc.add %s, %b : tensor<3xT>, tensor<T>\n"
                "tcc.yield %n : tensor<3xT>\n}\ntcc.yield %q : tensor<3xT>\n}",
          .arguments = {"3xT", "T"},
          .result = "3xT",
          .reference = elementwise([](auto &v) {
            double x = v[0];
            for (int i = 0; i < 6; ++i)
              x = std::sin(x) + v[1];
            return x;
          }),
          .wrt = {0, 1}};
}

/// Round k (a carried integer) takes branch k of three, the last one for all later rounds.
static OpCase caseInScan() {
  return {.op = "tcc.scan 5 carry(%x = %a : tensor<3xT>) over(%i = %b : tensor<5xi32>) {\n"
                "%n = tcc.case %i : tensor<i32> {\n%s = tcc.sin %x : tensor<3xT>\n"
                "tcc.yield %s : tensor<3xT>\n}, {\ntcc.yield %x : tensor<3xT>\n}, {\n"
                "%p = tcc.mul %x, %c : tensor<3xT>, tensor<T>\ntcc.yield %p : tensor<3xT>\n}\n"
                "tcc.yield %n : tensor<3xT>\n}",
          .arguments = {"3xT", "5xi32", "T"},
          .result = "3xT",
          .reference =
              [](Args a) {
                Values x = a[0];
                for (double index : a[1].data)
                  for (double &v : x.data)
                    v = index == 0 ? std::sin(v) : index == 1 ? v : v * a[2].data[0];
                return x;
              },
          .wrt = {0, 2}};
}

/// Two values that change places each round, and one that is doubled.
static OpCase swapCase() {
  std::string scan = "tcc.scan 3 carry(%p = %a : tensor<2xT>, %q = %b : tensor<2xT>) {\n"
                     "%d = tcc.add %p, %p : tensor<2xT>, tensor<2xT>\n"
                     "tcc.yield %q, %d, %p : tensor<2xT>, tensor<2xT>, tensor<2xT>\n}";
  return {.op = resultOf(scan, 3, 2, "c", "3x2xT"),
          .arguments = {"2xT", "2xT", "i32"},
          .result = "3x2xT",
          .reference =
              [](Args a) {
                Values p = a[0], q = a[1], all{{3, 2}, {}};
                for (int round = 0; round < 3; ++round) {
                  all.data.insert(all.data.end(), p.data.begin(), p.data.end());
                  for (double &v : p.data)
                    v *= 2;
                  std::swap(p.data, q.data);
                }
                return all;
              },
          .wrt = {0, 1}};
}

/// Newton's square root until it moves no more, a bound that depends on the data.
static OpCase newtonCase() {
  return {.op = "tcc.while (%x = %a : tensor<T>) {\n%q = tcc.mul %x, %x : tensor<T>, tensor<T>\n"
                "%e = tcc.sub %q, %b : tensor<T>, tensor<T>\n%m = tcc.abs %e : tensor<T>\n"
                "%o = tcc.compare gt %m, %c : tensor<T>, tensor<T>\ntcc.yield %o : tensor<i1>\n"
                "} do {\n%d = tcc.div %b, %x : tensor<T>, tensor<T>\n"
                "%s = tcc.add %x, %d : tensor<T>, tensor<T>\n%h = tcc.constant dense<0.5> : "
                "tensor<T>\n%n = tcc.mul %s, %h : tensor<T>, tensor<T>\n"
                "tcc.yield %n : tensor<T>\n}",
          .arguments = {"T", "T", "T"},
          .result = "T",
          .reference =
              [](Args a) {
                Values x = a[0];
                while (std::abs(x.data[0] * x.data[0] - a[1].data[0]) > a[2].data[0])
                  x.data[0] = 0.5 * (x.data[0] + a[1].data[0] / x.data[0]);
                return x;
              },
          .low = 0.5,
          .high = 4};
}

static OpCase branchCase(double low, double high) {
  return {.op = "tcc.case %a : tensor<i32> {\n%s = tcc.sin %b : tensor<4xT>\n"
                "tcc.yield %s : tensor<4xT>\n}, {\n%e = tcc.exp %b : tensor<4xT>\n"
                "tcc.yield %e : tensor<4xT>\n}, {\ntcc.yield %b : tensor<4xT>\n}",
          .arguments = {"i32", "4xT"},
          .result = "4xT",
          .reference =
              [](Args a) {
                Values y = a[1];
                for (double &v : y.data)
                  v = a[0].data[0] == 0 ? std::sin(v) : a[0].data[0] == 1 ? std::exp(v) : v;
                return y;
              },
          .low = low,
          .high = high,
          .wrt = {1}};
}

static std::vector<OpCase> cases() {
  return {recurrentCase(false, false),
          recurrentCase(true, false),
          recurrentCase(false, true),
          recurrentCase(true, true),
          mapCase(),
          nestedCase(),
          caseInScan(),
          rowsCase(0, false),
          rowsCase(1, false),
          rowsCase(3, true),
          rowsCase(4, false),
          rowsCase(4, true),
          swapCase(),
          newtonCase(),
          branchCase(-2, 2),
          branchCase(0, 0.9),
          branchCase(1.1, 1.9),
          branchCase(3, 5)};
}

namespace {
struct Control : testing::TestWithParam<OpCase> {};
} // namespace

TEST_P(Control, Values) {
  expectValues(GetParam(), "f32");
  expectValues(GetParam(), "f64");
}

TEST_P(Control, Gradient) {
  if (GetParam().wrt.empty())
    GTEST_SKIP() << "no bound, no gradient";
  expectGradient(GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, Control, testing::ValuesIn(cases()));
