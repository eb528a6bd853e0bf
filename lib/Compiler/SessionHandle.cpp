// Each call runs on a thread with a large stack and turns failure into the diagnostics' text.
#include "SessionHandle.h"

#include "GraphToModule.h"
#include "tcc/Compiler/Session.h"

#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace tcc;

SessionHandle::SessionHandle(const CompileOptions &options)
    : session(std::make_unique<Session>(options)) {}
SessionHandle::~SessionHandle() = default;

template <class T>
Outcome<T> SessionHandle::run(const std::function<std::optional<T>(Session &)> &work) {
  Outcome<T> outcome;
  runWithLargeStack([&] { outcome.value = work(*session); });
  if (outcome.value)
    return outcome;
  outcome.message = StringRef(session->diagnostics().text()).rtrim().str();
  outcome.blame = session->diagnostics().blame();
  return outcome;
}

static std::optional<Done> done(LogicalResult result) {
  return succeeded(result) ? std::optional<Done>(Done{}) : std::nullopt;
}

template <class T> static std::optional<T> valueOf(FailureOr<T> result) {
  return succeeded(result) ? std::optional<T>(std::move(*result)) : std::nullopt;
}

Outcome<Done> SessionHandle::parseFile(const std::string &path) {
  return run<Done>([&](Session &s) { return done(s.parseFile(path)); });
}

Outcome<Done> SessionHandle::parseText(const std::string &name, const std::string &text) {
  return run<Done>([&](Session &s) {
    return done(s.parseText(llvm::MemoryBuffer::getMemBufferCopy(text, name)));
  });
}

Outcome<Done> SessionHandle::build(const tcc::detail::Graph &graph) {
  return run<Done>([&](Session &s) { return done(s.build(graph)); });
}

Outcome<Done> SessionHandle::selectEntry(const std::string &name) {
  return run<Done>([&](Session &s) { return done(s.selectEntry(name)); });
}

Outcome<Done> SessionHandle::differentiate(const std::vector<int64_t> &wrt) {
  return run<Done>([&](Session &s) { return done(s.differentiate(wrt)); });
}

Outcome<Done> SessionHandle::specialize(const std::vector<tcc::detail::TensorType> &arguments) {
  return run<Done>([&](Session &s) { return done(s.specialize(arguments)); });
}

Outcome<Done> SessionHandle::carry(int64_t count) {
  return run<Done>([&](Session &s) { return done(s.carry(count)); });
}

Outcome<std::shared_ptr<const tcc::detail::Graph>> SessionHandle::graph() {
  return run<std::shared_ptr<const tcc::detail::Graph>>(
      [&](Session &s) { return valueOf(s.graph()); });
}

Outcome<std::vector<tcc::detail::TensorType>>
SessionHandle::inferNode(const tcc::detail::Graph &graph, int32_t node) {
  return run<std::vector<tcc::detail::TensorType>>(
      [&](Session &s) { return valueOf(inferNodeTypes(graph, node, s.mlirContext())); });
}

Outcome<std::string> SessionHandle::emit(const std::string &name, bool locations) {
  return run<std::string>([&](Session &s) -> std::optional<std::string> {
    if (auto stage = parseStage(name))
      return valueOf(s.emit(*stage, locations));
    emitError(UnknownLoc::get(s.mlirContext()))
        << "no stage '" << name << "'; stages: " << stageNames();
    return std::nullopt;
  });
}

Outcome<tccrt_executable *> SessionHandle::load() {
  return run<tccrt_executable *>([&](Session &s) { return valueOf(s.load()); });
}

Outcome<bool> SessionHandle::link(const std::string &path) {
  return run<bool>([&](Session &s) { return valueOf(s.link(path)); });
}

Outcome<Done> SessionHandle::write(const std::string &path) {
  return run<Done>([&](Session &s) { return done(s.write(path)); });
}

Outcome<TuningResult> SessionHandle::tune(double seconds) {
  return run<TuningResult>([&](Session &s) { return valueOf(s.tune(seconds)); });
}

std::vector<ValueDescription> SessionHandle::arguments() { return session->arguments(); }
std::vector<ValueDescription> SessionHandle::results() { return session->results(); }
const Report &SessionHandle::report() const { return session->report(); }
