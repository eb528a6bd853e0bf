// See FakeCompiler.h. Ops are those that the tests use; another one is an error that names it.
#include "FakeCompiler.h"

#include "Interpreter.h"
#include "tcc/Support/Text.h"
#include "tccrt.h"

#include <array>
#include <cstdlib>
#include <mutex>

using namespace tcc;
using namespace tcc::detail;
using namespace tcc::test;

CompilerCalls &test::compilerCalls() {
  static CompilerCalls calls;
  return calls;
}

namespace {

// A loaded graph with all that its manifest points to.
struct LoadedGraph {
  Graph graph;
  std::vector<TensorType> resultTypes;
  std::vector<tccrt_value> arguments, results;
  tccrt_manifest manifest{};

  void run(const tccrt_call *call) const {
    std::vector<Value> values;
    for (size_t i = 0; i < graph.arguments.size(); ++i)
      values.push_back(readValue(graph.arguments[i], call->arguments[i]));
    std::vector<Value> outputs = interpret(graph, values);
    for (size_t i = 0; i < outputs.size(); ++i)
      writeValue(outputs[i], call->results[i]);
  }
};

// An entry point knows no program, so there is one for each that may be loaded.
constexpr size_t capacity = 512;
std::array<LoadedGraph, capacity> loaded;
template <size_t I> void entry(const tccrt_call *call) { loaded[I].run(call); }
template <size_t... I>
constexpr std::array<tccrt_entry_fn, capacity> makeEntries(std::index_sequence<I...>) {
  return {entry<I>...};
}
constexpr auto entries = makeEntries(std::make_index_sequence<capacity>());

class FakeCompiler : public CompilerInterface {
public:
  tccrt_executable *compile(const Graph &graph, const CompileOptions &options,
                            Report *report) override {
    std::lock_guard lock(mutex);
    ++compilerCalls().compiled;
    if (count == capacity)
      throw Error("the stand-in holds no more programs");
    report->function = graph.name;
    report->target = options.target;
    return load(loaded[count], entries[count], graph);
  }
  bool compileToFile(const Graph &, const CompileOptions &, const std::string &,
                     Report *) override {
    return false;
  }
  std::vector<TensorType> inferTypes(const Graph &graph, int32_t node) override {
    ++compilerCalls().inferred;
    return typesAt(graph, node);
  }
  std::string emit(const Graph &graph, const CompileOptions &, const std::string &) override {
    return textOf(graph);
  }
  std::unique_ptr<ProgramInterface> parseFile(const std::string &,
                                              const CompileOptions &) override {
    throw Error("the stand-in reads no files");
  }
  std::unique_ptr<ProgramInterface> parseText(const std::string &, const std::string &,
                                              const CompileOptions &) override {
    throw Error("the stand-in reads no text");
  }

private:
  tccrt_executable *load(LoadedGraph &made, tccrt_entry_fn run, const Graph &graph) {
    made.graph = graph;
    made.resultTypes = resultTypes(graph);
    for (size_t i = 0; i < graph.arguments.size(); ++i)
      made.arguments.push_back(
          describe(made.graph.argumentNames[i].c_str(), made.graph.arguments[i], graph.donated[i]));
    for (const TensorType &type : made.resultTypes)
      made.results.push_back(describe("", type, -1));
    for (size_t i = 0; i < graph.donated.size(); ++i)
      if (graph.donated[i] >= 0)
        made.results[size_t(graph.donated[i])].alias = int32_t(i);
    made.manifest = {.abi_version = TCCRT_ABI_VERSION,
                     .num_arguments = int32_t(made.arguments.size()),
                     .num_results = int32_t(made.results.size()),
                     .num_kernels = 0,
                     .name = made.graph.name.c_str(),
                     .target = "cpu:generic",
                     .features = "",
                     .arguments = made.arguments.data(),
                     .results = made.results.data(),
                     .kernels = nullptr,
                     .arena_bytes = 0,
                     .scratch_bytes = 0,
                     .entry = run,
                     .blocks = nullptr,
                     .num_blocks = 0,
                     .reserved = 0,
                     .device = nullptr};
    tccrt_executable *executable = nullptr;
    if (tccrt_executable_create(&made.manifest, [](void *) {}, nullptr, &executable) != TCCRT_OK)
      throw Error(tccrt_last_error());
    ++count;
    return executable;
  }
  static tccrt_value describe(const char *name, const TensorType &type, int32_t alias) {
    return {name, type.shape.data(), int32_t(type.shape.size()), int32_t(type.dtype), alias, 0};
  }

  std::mutex mutex;
  size_t count = 0;
};

std::string textOf(const Attribute &attribute) {
  return std::visit(
      [](const auto &value) -> std::string {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::vector<int64_t>>) {
          std::string text = "[";
          for (int64_t v : value)
            text += (text.size() > 1 ? ", " : "") + std::to_string(v);
          return text + "]";
        } else if constexpr (std::is_same_v<T, DType>)
          return std::string(nameOf(value));
        else if constexpr (std::is_same_v<T, Array>)
          return value.size() == 1 ? concat(readValue({value.dtype(), {}}, value.data()).data[0]) +
                                         " : " + std::string(nameOf(value.dtype()))
                                   : toString(value.shape(), value.dtype());
        else
          return concat(value);
      },
      attribute);
}

std::string textOf(ValueId id) {
  return id.node < 0 ? concat("%a", id.result)
         : id.result ? concat("%", id.node, "#", id.result)
                     : concat("%", id.node);
}

} // namespace

std::string test::textOf(const Graph &graph) {
  std::string text;
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node &node = graph.nodes[i];
    text += concat("%", i, " = ", node.name);
    for (size_t o = 0; o < node.operands.size(); ++o)
      text += (o ? ", " : " ") + ::textOf(node.operands[o]);
    for (const auto &[name, attribute] : node.attributes)
      text += concat(" {", name, " = ", ::textOf(attribute), "}");
    text += "\n";
  }
  text += "return";
  for (size_t i = 0; i < graph.results.size(); ++i)
    text += (i ? ", " : " ") + ::textOf(graph.results[i]);
  return text;
}

// What it is asked is counted, so nothing may come from another run.
[[maybe_unused]] static const bool isWithoutCache =
    setenv("TCC_CACHE", "off", /*overwrite=*/1) == 0;

CompilerInterface *tcc_compiler_interface() {
  static FakeCompiler compiler;
  return &compiler;
}
