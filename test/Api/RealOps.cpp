// Runs the tables of ops, and checks that no op and no function of Ops.h is missing from them.
#include "Real.h"

#include <regex>
#include <set>

using namespace tcc;
using namespace tcc::testing;

static std::vector<OpGroup> allGroups() {
  std::vector<OpGroup> groups = elementwiseGroups();
  for (auto more : {complexGroups, indexGroups, mathGroups, structuredGroups, windowGroups})
    for (OpGroup &group : more())
      groups.push_back(std::move(group));
  return groups;
}

class RealOps : public ::testing::TestWithParam<OpGroup> {};

TEST_P(RealOps, Eagerly) {
  for (const OpCase &one : GetParam().cases) {
    SCOPED_TRACE(one.text);
    expectTensor(one.run(GetParam().inputs), one.wanted);
  }
}

TEST_P(RealOps, Compiled) {
  Tensors results = jit(functionOf(GetParam()), {.verifyEach = true})(GetParam().inputs);
  for (size_t i = 0; i < results.size(); ++i) {
    SCOPED_TRACE(GetParam().cases[i].text);
    expectTensor(results[i], GetParam().cases[i].wanted);
  }
}

INSTANTIATE_TEST_SUITE_P(Groups, RealOps, ::testing::ValuesIn(allGroups()),
                         [](const auto &info) { return info.param.name; });

static std::set<std::string> matches(const std::string &text, const char *pattern) {
  std::set<std::string> found;
  std::regex regex(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at)
    found.insert((*at)[1].str());
  return found;
}

static std::string sourceOf(const char *path) {
  return std::string(textOf(bytesOf(readFile(std::filesystem::path(TCC_SOURCE_FOLDER) / path))));
}

static std::string headers() {
  return sourceOf("include/tcc/Ops.h") + sourceOf("include/tcc/ElementwiseOps.h") +
         sourceOf("include/tcc/IndexOps.h") + sourceOf("include/tcc/WindowOps.h");
}

TEST(RealOpsHeader, EveryOpIsInATable) {
  std::set<std::string> traced;
  for (const OpGroup &group : allGroups()) {
    auto compiled = jit(functionOf(group), {.verifyEach = true});
    for (const detail::Node &node : compiled.graph(group.inputs).nodes)
      traced.insert(node.name);
  }
  for (const std::string &op : matches(headers(), "\"(tcc\\.[a-z_0-9]+)\""))
    EXPECT_TRUE(traced.count(op)) << op << " is made by Ops.h, but used by no case";
}

TEST(RealOpsHeader, EveryFunctionIsInATable) {
  std::string tables =
      sourceOf("test/Api/RealComplex.cpp") + sourceOf("test/Api/RealElementwise.cpp") +
      sourceOf("test/Api/RealIndex.cpp") + sourceOf("test/Api/RealMath.cpp") +
      sourceOf("test/Api/RealStructured.cpp") + sourceOf("test/Api/RealWindows.cpp");
  auto functions = matches(headers(), "Tensor ([a-zA-Z0-9]+)\\(");
  EXPECT_GT(functions.size(), 70u);
  for (const std::string &name : functions)
    EXPECT_TRUE(std::regex_search(tables, std::regex("\\b" + name + "\\b")))
        << name << "() is declared in Ops.h, but used by no case";
}
