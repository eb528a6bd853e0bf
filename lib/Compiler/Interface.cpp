// What libtcc-compiler.so offers. Compiled with exceptions: they start here, above every MLIR
// frame.
#include "SessionHandle.h"

using namespace tcc;
using namespace tcc::detail;

template <class T> static T unwrap(Outcome<T> outcome) {
  if (!outcome.value)
    throw Error(outcome.message, outcome.blame);
  return std::move(*outcome.value);
}

namespace {

class TextProgram : public ProgramInterface {
public:
  explicit TextProgram(const CompileOptions &options) : session(options) {}

  void selectEntry(const std::string &name) override { unwrap(session.selectEntry(name)); }
  void differentiate(const std::vector<int64_t> &wrt) override {
    unwrap(session.differentiate(wrt));
  }
  void specialize(const std::vector<TensorType> &arguments) override {
    unwrap(session.specialize(arguments));
  }
  void carry(int64_t count) override { unwrap(session.carry(count)); }
  std::shared_ptr<const Graph> graph() override { return unwrap(session.graph()); }
  std::vector<ValueDescription> arguments() override { return session.arguments(); }
  std::vector<ValueDescription> results() override { return session.results(); }
  std::string emit(const std::string &stage, bool locations) override {
    return unwrap(session.emit(stage, locations));
  }
  tccrt_executable *load() override { return unwrap(session.load()); }
  void write(const std::string &path) override { unwrap(session.write(path)); }
  TuningResult tune(double seconds) override { return unwrap(session.tune(seconds)); }
  const Report &report() override { return session.report(); }

  SessionHandle session;
};

class Compiler : public CompilerInterface {
public:
  tccrt_executable *compile(const Graph &graph, const CompileOptions &options,
                            Report *report) override {
    SessionHandle session(options);
    unwrap(session.build(graph));
    tccrt_executable *executable = unwrap(session.load());
    if (report)
      *report = session.report();
    return executable;
  }
  bool compileToFile(const Graph &graph, const CompileOptions &options, const std::string &path,
                     Report *report) override {
    SessionHandle session(options);
    unwrap(session.build(graph));
    bool isWritten = unwrap(session.link(path));
    if (report)
      *report = session.report();
    return isWritten;
  }
  std::vector<TensorType> inferTypes(const Graph &graph, int32_t node) override {
    SessionHandle session({});
    return unwrap(session.inferNode(graph, node));
  }
  std::string emit(const Graph &graph, const CompileOptions &options,
                   const std::string &stage) override {
    SessionHandle session(options);
    unwrap(session.build(graph));
    return unwrap(session.emit(stage, false));
  }
  std::unique_ptr<ProgramInterface> parseFile(const std::string &path,
                                              const CompileOptions &options) override {
    auto program = std::make_unique<TextProgram>(options);
    unwrap(program->session.parseFile(path));
    return program;
  }
  std::unique_ptr<ProgramInterface> parseText(const std::string &name, const std::string &text,
                                              const CompileOptions &options) override {
    auto program = std::make_unique<TextProgram>(options);
    unwrap(program->session.parseText(name, text));
    return program;
  }
};

} // namespace

CompilerInterface *tcc_compiler_interface() {
  static Compiler compiler;
  return &compiler;
}
