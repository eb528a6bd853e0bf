// Trees: which types are trees, the names and the order of their leaves, and map.
#include "tcc/tcc.h"

#include <gtest/gtest.h>

using namespace tcc;

struct Layer {
  Tensor kernel, bias;
};
struct Network {
  std::vector<Layer> layers;
  Layer head;
  std::map<std::string, Tensor> extras;
  std::optional<Tensor> scale;
  std::array<Tensor, 2> pair;
  std::tuple<Tensor, int> counted;
  int depth = 3;
  float rate = 0.5f;
  std::string name = "net";
};
struct Wide {
  Tensor f01, f02, f03, f04, f05, f06, f07, f08, f09, f10, f11, f12, f13, f14, f15, f16, f17, f18,
      f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32;
};
namespace {
struct Hidden {
  Tensor only;
};
} // namespace

static Network network() {
  return {{{1, 2}, {3, 4}}, {5, 6}, {{"b", 8}, {"a", 7}}, Tensor(9), {10, 11}, {12, 1}};
}

TEST(Tree, LeavesComeInOrderAndHaveNames) {
  std::vector<int> values;
  for (const Tensor &leaf : flatten(network()))
    values.push_back(leaf.item<int>());
  EXPECT_EQ(values, (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  EXPECT_EQ(leafNames(network()),
            (std::vector<std::string>{"layers[0].kernel", "layers[0].bias", "layers[1].kernel",
                                      "layers[1].bias", "head.kernel", "head.bias", "extras.a",
                                      "extras.b", "scale[0]", "pair[0]", "pair[1]", "counted[0]"}));
  EXPECT_EQ(leafNames(std::pair(Tensor(1), Hidden{2})),
            (std::vector<std::string>{"[0]", "[1].only"}));
  struct Local {
    Tensor inside;
  };
  EXPECT_EQ(leafNames(Local{1}), std::vector<std::string>{"inside"});
  EXPECT_EQ(leafNames(Tensor(1)), std::vector<std::string>{""});
}

TEST(Tree, ThirtyTwoFields) {
  Wide wide;
  EXPECT_EQ(flatten(wide).size(), 32u);
  EXPECT_EQ(leafNames(wide).back(), "f32");
}

TEST(Tree, UnflattenPutsLeavesBack) {
  std::vector<Tensor> leaves;
  for (int i = 0; i < 12; ++i)
    leaves.push_back(100 + i);
  Network net = unflatten(network(), leaves);
  EXPECT_EQ(net.layers[1].bias.item<int>(), 103);
  EXPECT_EQ(net.extras.at("b").item<int>(), 107);
  EXPECT_EQ(net.name, "net");
  leaves.pop_back();
  EXPECT_THROW(unflatten(network(), leaves), Error);
}

TEST(Tree, MapGoesOverCorrespondingLeaves) {
  Network a = network(), b = network();
  Network sum = map(
      [](auto x, auto y) { return Tensor(x.template item<int>() + y.template item<int>()); }, a, b);
  EXPECT_EQ(sum.layers[1].kernel.item<int>(), 6);
  EXPECT_EQ(std::get<0>(sum.counted).item<int>(), 24);
  EXPECT_EQ(a.layers[1].kernel.item<int>(), 3);
}

TEST(Tree, MapNamesTheLeafThatDiffers) {
  Network a = network(), b = network();
  b.extras.erase("b");
  try {
    map([](auto x, auto) { return x; }, a, b);
    FAIL();
  } catch (const Error &error) {
    EXPECT_NE(std::string(error.what()).find("'extras.b'"), std::string::npos) << error.what();
  }
}

TEST(Tree, StructureTellsConfigurationsApart) {
  auto structure = [](const auto &tree) {
    std::string out;
    detail::appendStructure(out, tree);
    return out;
  };
  Network a = network(), b = network();
  EXPECT_EQ(structure(a), structure(b));
  b.rate = 0.25f;
  EXPECT_NE(structure(a), structure(b));
  b = network();
  b.scale.reset();
  EXPECT_NE(structure(a), structure(b));
  b = network();
  b.layers.pop_back();
  EXPECT_NE(structure(a), structure(b));
}
