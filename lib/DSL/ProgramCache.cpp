// Every program that this process compiled, by content: a function traced twice, or one op run in
// two places, compiles once. Behind it the folder on disk, by a hash of content, versions and
// machine: what any process compiled is a library to load, and the compiler stays out.
#include "CompilerLibrary.h"

#include "tcc/Support/DiskCache.h"

#include <chrono>
#include <mutex>
#include <unordered_map>

using namespace tcc;
using namespace tcc::detail;

namespace {

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

// Kept to the end of the process, on purpose: tensors in static variables may outlive a static
// cache.
static Cache &cache() {
  static Cache &programs = *new Cache;
  return programs;
}

static double now() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

/// Nothing if it is off, or if what compiles cannot be told from another build of it.
static std::optional<DiskCache> diskCache() {
  auto disk = DiskCache::fromEnvironment();
  return disk && !compilerIdentity().empty() ? disk : std::nullopt;
}

/// Null if it is not there, or is of no use here.
static std::shared_ptr<Program> load(const DiskCache &disk, const std::string &name) try {
  double start = now();
  auto entry = disk.find(name);
  auto report = entry ? reportFromText(entry->text) : std::nullopt;
  if (!report)
    return nullptr;
  auto program = std::make_shared<Program>();
  program->executable = Executable::load(entry->path);
  program->report = std::move(*report);
  program->report.fromCache = true;
  program->report.compileMilliseconds = now() - start;
  program->report.stages = {{"cache", program->report.compileMilliseconds}};
  return program;
} catch (const Error &) { // no library of ours, or none that may be mapped there
  return nullptr;
}

/// Compiles into the folder and loads that. Null if the folder does not take it.
static std::shared_ptr<Program> compileToDisk(const DiskCache &disk, const std::string &name,
                                              const Graph &graph, const CompileOptions &options) {
  Report report;
  bool isStored = disk.store(name, [&](const std::filesystem::path &path) {
    bool isWritten = compiler().compileToFile(graph, options, path, &report);
    return isWritten ? std::optional(toText(report)) : std::nullopt;
  });
  auto program = isStored ? load(disk, name) : nullptr;
  if (!program)
    return nullptr;
  disk.prune(disk.limitBytes());
  report.stages.push_back({"load", program->report.compileMilliseconds});
  report.compileMilliseconds += program->report.compileMilliseconds;
  program->report = std::move(report);
  return program;
}

static std::shared_ptr<Program> compileInMemory(const Graph &graph, const CompileOptions &options) {
  auto program = std::make_shared<Program>();
  program->executable = Executable(compiler().compile(graph, options, &program->report));
  return program;
}

std::shared_ptr<const Program> detail::compileCached(const Graph &graph,
                                                     const CompileOptions &options) {
  std::string content = contentOf(graph, options);
  if (auto program = cache().find(content))
    return program;
  std::shared_ptr<Program> program;
  if (auto disk = diskCache()) {
    std::string name = programKey(content, options) + ".so";
    program = load(*disk, name);
    if (!program)
      program = compileToDisk(*disk, name, graph, options);
  }
  if (!program)
    program = compileInMemory(graph, options);
  return cache().insert(std::move(content), std::move(program));
}

std::vector<TensorType> detail::inferTypesCached(const Graph &graph, int32_t node) {
  auto disk = diskCache();
  std::string name = disk ? typesKey(graph, node) + ".types" : "";
  if (auto entry = disk ? disk->find(name) : std::nullopt)
    if (auto types = typesFromText(entry->text))
      if (types->size() == size_t(graph.nodes[size_t(node)].numResults))
        return *types;
  std::vector<TensorType> types = compiler().inferTypes(graph, node);
  if (disk)
    disk->store(name, [&](const std::filesystem::path &) { return toText(types); });
  return types;
}

std::vector<Tensor> detail::runOnce(const Graph &graph, std::span<const Tensor> arguments) {
  auto program = compileCached(graph, {});
  std::vector<Array> inputs;
  for (const Tensor &argument : arguments)
    inputs.push_back(argument.array());
  std::vector<Array> outputs = program->executable.call(inputs);
  return std::vector<Tensor>(outputs.begin(), outputs.end());
}
