// Every program that this process compiled, by content: a function traced twice, or one op run in
// two places, compiles once.
#include "CompilerLibrary.h"
#include "Frame.h"

#include <cstring>
#include <mutex>
#include <unordered_map>

using namespace tcc;
using namespace tcc::detail;

namespace {

// Appends values to a string so that different sequences give different strings.
class Writer {
public:
  explicit Writer(std::string &out) : out(out) {}

  template <class T>
    requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void add(T value) {
    out.append(reinterpret_cast<const char *>(&value), sizeof(value));
  }
  void add(const std::string &text) {
    add(text.size());
    out += text;
  }
  template <class T> void add(const std::vector<T> &values) {
    add(values.size());
    for (const T &value : values)
      add(value);
  }
  void add(ValueId id) {
    add(id.node);
    add(id.result);
  }
  void add(const TensorType &type) {
    add(type.dtype);
    add(type.shape);
  }
  void add(const Array &array) {
    add(array.dtype());
    add(array.shape());
    out.append(static_cast<const char *>(array.data()), array.bytes());
  }
  void add(const Attribute &attribute) {
    add(attribute.index());
    std::visit([&](const auto &value) { add(value); }, attribute);
  }
  void add(const Node &node) {
    add(node.name);
    add(node.operands);
    add(node.attributes.size());
    for (const auto &[name, attribute] : node.attributes) {
      add(name);
      add(attribute);
    }
    add(node.callee != nullptr);
    if (node.callee)
      add(*node.callee);
    add(node.numResults);
  }
  void add(const Graph &graph) {
    add(graph.name);
    add(graph.arguments);
    add(graph.numArguments);
    add(graph.argumentNames);
    add(graph.nodes);
    add(graph.results);
    add(graph.donated);
  }

private:
  std::string &out;
};

class Cache {
public:
  std::shared_ptr<const Program> find(const std::string &content) {
    std::lock_guard lock(mutex);
    auto found = programs.find(content);
    return found == programs.end() ? nullptr : found->second;
  }
  // Of two threads that compiled the same program at once, the first one's stays.
  std::shared_ptr<const Program> insert(std::string content,
                                        std::shared_ptr<const Program> program) {
    std::lock_guard lock(mutex);
    return programs.try_emplace(std::move(content), std::move(program)).first->second;
  }

private:
  std::mutex mutex;
  std::unordered_map<std::string, std::shared_ptr<const Program>> programs;
};

} // namespace

std::string detail::contentOf(const Graph &graph, const CompileOptions &options) {
  std::string content;
  Writer writer(content);
  writer.add(options.target);
  writer.add(options.fastMath);
  writer.add(options.threads);
  writer.add(options.verifyEach);
  writer.add(graph);
  return content;
}

// Kept to the end of the process, on purpose: tensors in static variables may outlive a static
// cache.
static Cache &cache() {
  static Cache &programs = *new Cache;
  return programs;
}

std::shared_ptr<const Program> detail::compileCached(const Graph &graph,
                                                     const CompileOptions &options) {
  std::string content = contentOf(graph, options);
  if (auto program = cache().find(content))
    return program;
  auto program = std::make_shared<Program>();
  program->executable = Executable(compiler().compile(graph, options, &program->report));
  return cache().insert(std::move(content), std::move(program));
}

Tensor detail::runOnce(const Graph &graph, std::span<const Tensor> arguments) {
  auto program = compileCached(graph, {});
  std::vector<Array> inputs;
  for (const Tensor &argument : arguments)
    inputs.push_back(argument.array());
  return program->executable.call(inputs)[0];
}
