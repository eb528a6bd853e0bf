// Mistakes in programs: each message names the line of this file, what was expected, what came, and
// what to do.
#include "Real.h"

using namespace tcc;
using namespace tcc::testing;

// The message names `line` of this file first, then each of `parts`.
template <class F>
static void expectErrorAt(unsigned line, F f, std::vector<std::string> parts,
                          Blame blame = Blame::User) {
  parts.insert(parts.begin(), lineOf(__FILE__, line));
  expectError(f, parts, blame);
}

static const Tensor wide = full({2, 3}, 1), tall = full({4, 5}, 1), vec = full({3}, 1);

static constexpr unsigned productLine = __LINE__ + 1;
static Tensor product(Tensor x, Tensor y) { return matmul(x, y); }
static Tensor middle(Tensor x, Tensor y) { return product(x * 2, y) + 1; }
static Tensor deep(Tensor x, Tensor y) { return sum(middle(x, y)); }

TEST(RealErrors, ShapesThatDoNotFitEagerly) {
  unsigned line = __LINE__ + 1;
  expectErrorAt(line, [] { return wide + tall; }, {"2x3", "4x5", "hint"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return matmul(wide, tall); }, {"[2, 3]", "[4, 5]", "hint"});
}

TEST(RealErrors, ShapesThatDoNotFitInJit) {
  unsigned line = __LINE__ + 1;
  auto sums = jit([](Tensor x, Tensor y) { return exp(x) + y; });
  expectErrorAt(line, [&] { sums(wide, tall); }, {"error", "2x3", "4x5", "hint"});
  line = __LINE__ + 2;
  auto products = jit([](Tensor x, Tensor y) {
    Tensor z = matmul(x, y);
    return z + 1;
  });
  expectErrorAt(line, [&] { products(wide, tall); }, {"error", "[2, 3]", "[4, 5]", "hint"});
  // The same function still works on what fits.
  expectTensor(products(wide, full({3, 1}, 1)), {{2, 1}, {4, 4}});
}

TEST(RealErrors, ThreeCallsDeepAndInsideGradients) {
  expectErrorAt(productLine, [] { jit(deep)(wide, tall); }, {"[2, 3]", "[4, 5]", "hint"});
  expectErrorAt(productLine, [] { valueAndGrad(deep)(wide, tall); }, {"[2, 3]", "[4, 5]", "hint"});
  auto nested = jit([](Tensor x, Tensor y) { return grad(grad(deep))(x, y); });
  expectErrorAt(productLine, [&] { nested(wide, tall); }, {"[2, 3]", "[4, 5]", "hint"});
}

TEST(RealErrors, ElementTypesThatDiffer) {
  unsigned line = __LINE__ + 1;
  expectErrorAt(line, [] { jit([](Tensor x) { return x + Tensor{1, 2, 3}; })(vec); },
                {"f32", "i32", "note"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { jit([](Tensor x) { return exp(x); })(Tensor{1, 2}); }, {"i32"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return select(vec, vec, vec); }, {"i1", "f32"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return gather(wide, vec); }, {"f32"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return Tensor{1, 2} * 0.5; }, {"0.5", "i32"});
}

TEST(RealErrors, AxesAndShapesOutOfRange) {
  unsigned line = __LINE__ + 1;
  expectErrorAt(line, [] { return sum(wide, {2}); }, {"axis 2", "rank 2"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return sum(wide, {-3}); }, {"-3", "rank 2"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return sum(wide, {0, -2}); }, {"axis 0 appears twice"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return argmax(wide, 5); }, {"5", "rank 2"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return argmax(Tensor(1.0)); }, {"axis"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return reshape(wide, {4, -1}); }, {"[2, 3]"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return reshape(wide, {-1, -1}); }, {"-1"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return broadcast(wide, {2, 4}); }, {"[2, 3]"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return transpose(wide, {0, 0}); }, {"0"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return slice(wide, {0, 0}, {2, 7}); }, {"7"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return slice(wide, {0, 0}, {2, 3}, {0, 1}); }, {"stride"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return pad(wide, 0, {-3, 0}, {0, 0}); }, {"-3"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return pad(wide, vec, {1, 0}, {0, 0}); }, {"3"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return concatenate({wide, tall}, 0); }, {"4x5", "2x3"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return concatenate({}, 0); }, {"one tensor"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return iota({2, 3}, 2); }, {"axis"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return oneHot(Tensor{1, 2}, -1); }, {"-1"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return uniform(vec, {2}); }, {"i64"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return uniform(randomKey(0), {2}, DType::I32); }, {"i32"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return uniform(randomKey(0), {-2}); }, {"-2"});
  expectError([] { return full({int64_t(1) << 40, int64_t(1) << 40}, 1); }, {"address space"});
  line = __LINE__ + 1;
  auto huge = jit([](Tensor x) { return broadcast(x, {int64_t(1) << 40, int64_t(1) << 40}); });
  expectErrorAt(line, [&] { huge(1.0); }, {"more elements than memory can hold"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return scatterAdd(wide, Tensor{0, 1}, -4); }, {"-4"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return softmax(wide, 3); }, {"3"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return dot(wide, tall, {{}, {}, {1}, {1}}); }, {"[2, 3]", "[4, 5]"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return crossEntropy(wide, Tensor{1, 2, 3}); }, {"[3]", "[2, 3]"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { return matmul(wide, Tensor(2.0)); }, {"2x3"});
}

TEST(RealErrors, LossesThatAreNoScalars) {
  unsigned line = __LINE__ + 1;
  expectErrorAt(line, [] { grad([](Tensor x) { return x * 2; })(vec); },
                {"rank 0", "3xf32", "hint: sum it up"});
  line = __LINE__ + 1;
  auto f = jit([](Tensor x) { return valueAndGrad([](Tensor y) { return y * 2; })(x).second; });
  expectErrorAt(line, [&] { f(vec); }, {"rank 0", "3xf32"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { grad([](Tensor x) { return sum(convert(x, DType::I32)); })(vec); },
                {"i32"});
  line = __LINE__ + 1;
  expectErrorAt(line, [] { grad([](Tensor x) { return sum(x); })(Tensor{1, 2}); },
                {"float", "i32"});
}

TEST(RealErrors, TensorsThatCannotBeUsed) {
  unsigned line = __LINE__ + 1;
  auto consume = jit([](Tensor x) { return x + 1; }, {.donate = {0}});
  Tensor x{1.0, 2.0};
  Tensor y = consume(x);
  expectErrorAt(line, [&] { consume(x); }, {"was donated"});
  line = __LINE__ + 1;
  expectErrorAt(line, [&] { return x * y; }, {"was donated"});
  expectError([&] { x.toVector<float>(); }, {"was donated"});
  Tensor kept;
  auto leak = jit([&](Tensor t) { return kept = t * 2; });
  leak(y);
  expectError([&] { kept.array(); }, {"traced"});
  line = __LINE__ + 1;
  expectErrorAt(line, [&] { return kept + 1; }, {"traced"});
  line = __LINE__ + 1;
  expectErrorAt(line, [&] { jit([&](Tensor t) { return t + kept; })(y); }, {"ended"});
  expectError([&] { leak(kept); }, {"traced"});
  expectError([&] { kept.shape(); }, {"ended"});
  line = __LINE__ + 1;
  expectErrorAt(line, [&] { return Tensor() + y; }, {"empty"});
  expectError([&] { leak(Tensor()); }, {"empty"});
  expectError([&] { jit([](Tensor t) { return t.item<float>() > 0 ? t : -t; })(1.0); },
              {"no elements"});
  line = __LINE__ + 1;
  expectErrorAt(line, [&] { jit([](Tensor) { return Tensor(); })(1.0); }, {"empty"});
  // Nothing of it is left behind.
  expectTensor(y + 1, {{2}, {3, 4}});
}

TEST(RealErrors, DonationsThatCannotAlias) {
  unsigned line = __LINE__ + 1;
  auto smaller = jit([](Tensor x, Tensor y) { return sum(x) + y; }, {.donate = {0}});
  expectErrorAt(line, [&] { smaller(vec, 1.0); }, {"'arg0'"});
  // Both tensors are named, by what they are and by where they are.
  line = __LINE__ + 3;
  auto late = jit(
      [](Tensor x, Tensor y) {
        Tensor doubled = y * 2;
        return std::tuple(doubled, x * y);
      },
      {.donate = {0, 1}});
  Tensor a{1.0, 2.0}, b{3.0, 4.0};
  expectError([&] { late(a, b); },
              {lineOf(__FILE__, line + 1), "result #1", "'arg1'", lineOf(__FILE__, line), "hint"});
  EXPECT_FALSE(a.isDonated()) << "an error uses up nothing";
}

TEST(RealErrors, SwappedDonationsAreRightOrRefused) {
  auto swap =
      jit([](Tensor x, Tensor y) { return std::pair(y + 0.0, x + 0.0); }, {.donate = {0, 1}});
  Tensor a{1.0, 2.0}, b{3.0, 4.0};
  std::string message = messageOf([&] {
    auto [p, q] = swap(a, b);
    expectTensor(p, {{2}, {3, 4}});
    expectTensor(q, {{2}, {1, 2}});
  });
  if (message != "no error") {
    EXPECT_NE(message.find("'arg0'"), message.npos) << message;
    EXPECT_FALSE(a.isDonated()) << "an error uses up nothing";
  }
}

TEST(RealErrors, DonationNamesBothTensors) {
  auto reversed = jit([](Tensor x) { return std::pair(matmul(transpose(x), x), sum(x)); },
                      {.donate = {0}, .name = "reversed"});
  std::string message = messageOf([&] {
    Tensor x({{1.0, 2.0}, {3.0, 4.0}});
    auto [p, s] = reversed(x);
    expectTensor(p, {{2, 2}, {10, 14, 14, 20}});
    expectTensor(s, {{}, {10}});
  });
  if (message != "no error") {
    EXPECT_NE(message.find("arg0"), message.npos) << message;
    EXPECT_NE(message.find("result"), message.npos) << message;
  }
}

TEST(RealErrors, TreesThatDiffer) {
  std::vector<Tensor> two{vec, vec}, one{vec};
  expectError([&] { map([](Tensor x, Tensor y) { return x + y; }, two, one); },
              {"trees differ", "[1]"});
  expectError([&] { unflatten(two, one); }, {"expected 2", "got 1"});
  std::map<std::string, Tensor> p{{"w", vec}}, q{{"v", vec}};
  expectError([&] { map([](Tensor x, Tensor y) { return x + y; }, p, q); }, {"'w'", "'v'"});
}

TEST(RealErrors, TargetsAndStages) {
  expectError([] { jit([](Tensor x) { return x; }, {.target = "tpu"})(1.0); }, {"tpu"});
  expectError([] { jit([](Tensor x) { return x; }, {.target = "cuda"})(1.0); }, {"cuda"},
              Blame::Unsupported);
  auto f = jit([](Tensor x) { return x * 2; });
  expectError([&] { f.emit("nothing", Tensor(1.0)); }, {"nothing", "linalg"});
  EXPECT_NE(f.emit("tcc", Tensor(1.0)).find("tcc.mul"), std::string::npos);
  EXPECT_NE(f.emit("linalg", Tensor(1.0)).find("func.func"), std::string::npos);
}

TEST(RealErrors, ExceptionsOfTheUserPassThrough) {
  struct Mine {};
  auto f = jit([](Tensor x) -> Tensor { throw Mine(); });
  EXPECT_THROW(f(1.0), Mine);
  EXPECT_THROW(jit([](Tensor x) { return grad([](Tensor) -> Tensor { throw Mine(); })(x); })(1.0),
               Mine);
  EXPECT_FALSE(detail::isTracing());
  expectTensor(Tensor{1.0} + 1, {{1}, {2}});
}
