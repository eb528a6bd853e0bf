// The file is parsed once; applying the layer records a call of its function, so that it is
// differentiated and fused like traced code.
#include "tcc/NN/ProgramLayer.h"

#include "../DSL/CompilerLibrary.h"
#include "tcc/Compiler/Compiler.h"
#include "tcc/DSL/Trace.h"
#include "tcc/Support/Text.h"

#include <algorithm>

using namespace tcc;
using namespace tcc::nn;
using detail::Graph;

/// The graph without its final activation.
static std::shared_ptr<const Graph> withoutActivation(const std::shared_ptr<const Graph> &graph) {
  detail::ValueId result = graph->results[0];
  if (result.node < 0)
    return graph;
  const detail::Node &last = graph->nodes[size_t(result.node)];
  if (last.name != "tcc.sigmoid" && last.name != "tcc.softmax")
    return graph;
  auto logits = std::make_shared<Graph>(*graph);
  logits->results[0] = last.operands[0];
  return logits;
}

namespace {

class ProgramLayer : public LayerRules {
public:
  ProgramLayer(const std::filesystem::path &path, const ProgramOptions &options)
      : path(path.string()) {
    auto program = detail::compiler().parseFile(this->path, {});
    program->selectEntry(options.entry);
    arguments = program->arguments();
    result = checkedResult(program->results());
    graph = options.logits ? withoutActivation(program->graph()) : program->graph();
    checkData();
  }

  std::string describe() const override { return concat("program(", path, ")"); }

  Shape outputShape(const Shape &input) const override {
    const Shape &wanted = arguments[data].type.shape;
    bool fits = wanted.size() == input.size() + 1;
    for (size_t i = 0; fits && i < input.size(); ++i)
      fits = wanted[i + 1] < 0 || wanted[i + 1] == input[i];
    if (!fits)
      throwError(path,
                 concat("the model's argument '", arguments[data].name, "' is ",
                        toString(wanted, arguments[data].type.dtype),
                        " (-1: any size), but one sample here is ", toString(input, DType::F32)));
    return Shape(result.type.shape.begin() + 1, result.type.shape.end());
  }

  Params init(uint64_t seed, uint32_t &stream, const Shape &input) const override {
    outputShape(input);
    Params params;
    for (size_t i = 0; i < arguments.size(); ++i) {
      if (i == data)
        continue;
      RandomStream random(seed, stream++);
      params[arguments[i].name] =
          initializerByName(arguments[i].initializer)(random, arguments[i].type.shape);
    }
    return params;
  }

  Tensor apply(const Params &params, const Tensor &x, const ApplyOptions &) const override {
    std::vector<Arg> operands;
    for (size_t i = 0; i < arguments.size(); ++i) {
      auto found = params.find(arguments[i].name);
      if (i != data && found == params.end())
        throwError(path, concat("the parameter '", arguments[i].name, "' is missing"));
      operands.emplace_back(i == data ? x : found->second);
    }
    return detail::call(graph, operands, {&result.type.dtype, 1})[0];
  }

private:
  ValueDescription checkedResult(const std::vector<ValueDescription> &results) const {
    if (results.size() != 1 || results[0].type.shape.empty())
      throwError(path, concat("a model gives one result, a row per sample; this one gives ",
                              results.size()));
    return results[0];
  }

  void checkData() {
    std::vector<size_t> free;
    for (size_t i = 0; i < arguments.size(); ++i)
      if (arguments[i].initializer.empty())
        free.push_back(i);
    if (free.size() != 1)
      throwError(path,
                 concat("expected one argument without tcc.init, the samples; the entry has ",
                        free.size()),
                 "give each parameter attributes such as {tcc.param = \"w\", tcc.init = "
                 "\"glorot_uniform\"}");
    data = free[0];
  }

  std::string path;
  std::shared_ptr<const Graph> graph;
  std::vector<ValueDescription> arguments;
  ValueDescription result;
  size_t data = 0;
};

} // namespace

Layer nn::programLayer(const std::filesystem::path &path, const ProgramOptions &options) {
  return Layer(std::make_shared<ProgramLayer>(path, options));
}
