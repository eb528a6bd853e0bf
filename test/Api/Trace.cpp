// What ops record: names, attributes, types of numbers, lines, captures.
#include "FakeCompiler.h"
#include "tcc/tcc.h"

#include <gtest/gtest.h>

using namespace tcc;

template <class F> static std::string messageOf(F f) {
  try {
    f();
  } catch (const Error &error) {
    return error.what();
  }
  return "no error";
}

template <class F, class... P> static std::string traceOf(F f, const P &...args) {
  return test::textOf(jit(f).graph(args...));
}

TEST(Trace, OpsAreRecordedByNameAndAttributes) {
  auto f = [](Tensor x) { return sum(broadcast(reshape(x, {3, -1}), {2, 3, 2}), {0, -1}, true); };
  EXPECT_EQ(traceOf(f, Tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}})),
            R"(%0 = tcc.reshape %a0 {shape = [3, -1]}
%1 = tcc.broadcast %0 {shape = [2, 3, 2]}
%2 = tcc.reduce_sum %1 {axes = [0, -1]} {keepdims = 1}
return %2)");
}

TEST(Trace, NumbersTakeTheTypeBesideThem) {
  auto f = [](Tensor x) {
    Tensor isLarge = greater(x, 1), half = 0.5 * x;
    return select(isLarge, half, 2);
  };
  EXPECT_EQ(traceOf(f, Tensor(std::vector<double>{1, 2}, {2})),
            R"(%0 = tcc.constant {value = 1 : f64}
%1 = tcc.compare %a0, %0 {predicate = gt}
%2 = tcc.constant {value = 0.5 : f64}
%3 = tcc.mul %2, %a0
%4 = tcc.constant {value = 2 : f64}
%5 = tcc.select %1, %3, %4
return %5)");
}

TEST(Trace, ResultTypesAreKnownWithoutTheCompiler) {
  int before = test::compilerCalls().inferred;
  jit([](Tensor x) {
    EXPECT_EQ(less(x, 1).dtype(), DType::I1);
    EXPECT_EQ(argmax(x).dtype(), DType::I32);
    EXPECT_EQ(convert(x, DType::F64).dtype(), DType::F64);
    EXPECT_EQ((x * 2).dtype(), DType::F32);
    EXPECT_EQ(x.shape(), (Shape{1, 2}));
    return x + 0;
  })(Tensor({{1.0, 2.0}}));
  EXPECT_EQ(test::compilerCalls().inferred, before);
}

TEST(Trace, ShapesAreAskedOfTheCompiler) {
  jit([](Tensor x) {
    Tensor y = mean(x, {0});
    EXPECT_EQ(y.shape(), Shape{2});
    auto inner = [](Tensor z) {
      EXPECT_EQ((z * z).shape(), Shape{2});
      return sum(z);
    };
    return valueAndGrad(inner)(y).first;
  })(Tensor({{1.0, 2.0}, {3.0, 4.0}}));
}

TEST(Trace, AFractionIsNoInteger) {
  auto f = [](Tensor x) { return x * 0.5; };
  EXPECT_NE(messageOf([&] { jit(f)(Tensor{1, 2}); }).find("0.5 is no i32"), std::string::npos);
}

TEST(Trace, ANumberOutOfRangeIsNoInteger) {
  auto f = [](Tensor x) { return x * 3e9; };
  EXPECT_NE(messageOf([&] { jit(f)(Tensor{1, 2}); }).find("is no i32"), std::string::npos);
}

TEST(Trace, NodesKnowTheirLine) {
  unsigned line = __LINE__ + 1;
  auto f = jit([](Tensor x) { return relu(x) + 1.0; });
  const detail::Graph &graph = f.graph(Tensor{1.0});
  for (const detail::Node &node : graph.nodes) {
    EXPECT_EQ(node.where.line, line) << node.name;
    EXPECT_NE(node.where.file.find("Trace.cpp"), std::string::npos);
  }
}

TEST(Trace, AShapeErrorNamesTheLine) {
  unsigned line = __LINE__ + 1;
  auto f = jit([](Tensor x, Tensor y) { return x + y; });
  std::string message = messageOf([&] { f(Tensor{1.0, 2.0}, Tensor{1.0, 2.0, 3.0}); });
  EXPECT_NE(message.find("Trace.cpp:" + std::to_string(line)), std::string::npos) << message;
  EXPECT_NE(message.find("2xf32 and 3xf32"), std::string::npos) << message;
}

TEST(Trace, CapturedTensorsAreInputsAndNumbersConstants) {
  Tensor weights{1.0, 2.0};
  Tensor rate = 0.5;
  auto f = jit([=](Tensor x) { return x * weights * rate + weights; });
  EXPECT_EQ(test::textOf(f.graph(Tensor{3.0, 4.0})), R"(%0 = tcc.mul %a0, %a1
%1 = tcc.constant {value = 0.5 : f32}
%2 = tcc.mul %0, %1
%3 = tcc.add %2, %a1
return %3)");
  EXPECT_EQ(f.graph(Tensor{3.0, 4.0}).argumentNames,
            (std::vector<std::string>{"arg0", "captured0"}));
  EXPECT_EQ(f(Tensor{3.0, 4.0}).toVector<float>(), (std::vector<float>{2.5, 6}));
}

TEST(Trace, AnInnerFunctionsCapturesAreItsLastArguments) {
  Tensor shift{5.0, 6.0};
  auto f = jit([=](Tensor x, Tensor w) {
    Tensor y = x * 2;
    return grad([=](Tensor v) { return sum(v * w + y + shift); })(y);
  });
  const detail::Graph &graph = f.graph(Tensor{1.0, 2.0}, Tensor{3.0, 4.0});
  const detail::Node &node = graph.nodes.back();
  EXPECT_EQ(node.name, "tcc.value_and_grad");
  EXPECT_EQ(node.callee->numArguments, 4);
  EXPECT_EQ(graph.numArguments, 3);
  EXPECT_EQ(node.operands, (std::vector<detail::ValueId>{{1, 0}, {-1, 1}, {1, 0}, {-1, 2}}));
  EXPECT_EQ(f(Tensor{1.0, 2.0}, Tensor{3.0, 4.0}).shape(), Shape{2});
}

TEST(Trace, ATracerDiesWithItsTrace) {
  Tensor kept;
  auto f = jit([&](Tensor x) {
    kept = x * 2;
    return kept + 1;
  });
  f(Tensor{1.0});
  EXPECT_TRUE(kept.isTraced());
  EXPECT_NE(messageOf([&] { f(kept); }).find("kept"), std::string::npos);
  EXPECT_NE(messageOf([&] { kept.array(); }).find("no elements"), std::string::npos);
  EXPECT_NE(messageOf([&] { kept.shape(); }).find("ended"), std::string::npos);
  EXPECT_NE(
      messageOf([&] { jit([&](Tensor x) { return x + kept; })(Tensor{1.0}); }).find("has ended"),
      std::string::npos);
}

TEST(Trace, AnErrorEndsTheTrace) {
  EXPECT_THROW(jit([](Tensor x) -> Tensor { throw Error("stop"); })(Tensor{1.0}), Error);
  EXPECT_FALSE(detail::isTracing());
  EXPECT_EQ(jit([](Tensor x) { return x + 1; })(Tensor{1.0}).item<float>(), 2);
}

TEST(Trace, ElementsAreUnknownWhileTracing) {
  auto f = [](Tensor x) { return x.item<float>() > 0 ? x : -x; };
  EXPECT_NE(messageOf([&] { jit(f)(Tensor(1.0)); }).find("no elements while"), std::string::npos);
}

TEST(Trace, OutsideOfATraceOpsRunAtOnce) {
  int before = test::compilerCalls().compiled;
  Tensor x{1.0, 2.0}, y{10.0, 20.0};
  EXPECT_EQ((x + y).toVector<float>(), (std::vector<float>{11, 22}));
  EXPECT_EQ((y + y).toVector<float>(), (std::vector<float>{20, 40}));
  EXPECT_EQ(test::compilerCalls().compiled, before + 1);
  EXPECT_EQ(sum(2 * x).item<float>(), 6);
  EXPECT_EQ(full({2}, 3).toVector<float>(), (std::vector<float>{3, 3}));
}

TEST(Trace, RandomOpsAreNumbered) {
  auto f = jit([](Tensor key) { return uniform(key, {4}) - uniform(key, {4}); });
  auto values = f(randomKey(1)).toVector<float>();
  EXPECT_NE(values, std::vector<float>(4));
  EXPECT_EQ(f(randomKey(1)).toVector<float>(), values);
  EXPECT_NE(f(randomKey(1, 1)).toVector<float>(), values);
}
