// What a program is, as bytes, and the key under which what was made of it is kept: all that
// decides what the compiler gives, found out without the compiler.
#include "CompilerLibrary.h"

#include "tcc/Support/DiskCache.h"
#include "tccrt.h"

#include <algorithm>
#include <fstream>
#include <thread>
#include <unistd.h>

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
    add(node.bodies.size());
    for (const auto &body : node.bodies)
      add(*body);
    add(node.ownOperands);
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

} // namespace

std::string detail::contentOf(const Graph &graph, const CompileOptions &options) {
  std::string content;
  Writer writer(content);
  writer.add(options.target);
  writer.add(options.fastMath);
  writer.add(options.threads);
  writer.add(options.verifyEach);
  writer.add(options.tuning.text);
  writer.add(graph);
  return content;
}

/// The lines of /proc/cpuinfo that say what the first CPU is, not how it is doing.
static std::string describeCpu() {
  static constexpr std::string_view facts[] = {
      "vendor_id",       "cpu family",       "model",       "stepping", "flags",
      "CPU implementer", "CPU architecture", "CPU variant", "CPU part", "Features"};
  std::string text;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line) && !line.empty();) {
    std::string_view name = std::string_view(line).substr(0, line.find('\t'));
    if (std::ranges::find(facts, name) != std::end(facts))
      text += line + '\n';
  }
  return text;
}

/// What the compiler asks this machine for the target "cpu".
static const std::string &hostContent() {
  static const std::string content = [] {
    std::string bytes;
    Writer writer(bytes);
    writer.add(describeCpu());
    writer.add(sysconf(_SC_LEVEL1_DCACHE_SIZE));
    writer.add(sysconf(_SC_LEVEL2_CACHE_SIZE));
    writer.add(sysconf(_SC_LEVEL3_CACHE_SIZE));
    return bytes;
  }();
  return content;
}

/// Of what compiles and what will run it.
static void addVersions(Writer &writer) {
  writer.add(std::string(TCC_VERSION));
  writer.add(std::string(TCC_LLVM_VERSION));
  writer.add(tccrt_abi_version());
  writer.add(compilerIdentity());
}

std::string detail::programKey(const std::string &content, const CompileOptions &options) {
  std::string bytes;
  Writer writer(bytes);
  addVersions(writer);
  writer.add(options.target == "cpu" ? hostContent() : std::string());
  writer.add(options.threads > 0 ? unsigned(options.threads) : std::thread::hardware_concurrency());
  writer.add(content);
  return hashOf(bytes);
}

std::string detail::typesKey(const Graph &graph, int32_t node) {
  std::string bytes;
  Writer writer(bytes);
  addVersions(writer);
  writer.add(node);
  writer.add(graph);
  return hashOf(bytes);
}
