// A session behind a wall: no MLIR in this header, no exception behind it; a value, or a message
// with its blame.
#ifndef TCC_LIB_COMPILER_SESSIONHANDLE_H
#define TCC_LIB_COMPILER_SESSIONHANDLE_H

#include "tcc/Compiler/Compiler.h"

#include <functional>

namespace tcc {

class Session;

template <class T> struct Outcome {
  std::optional<T> value;
  std::string message;
  Blame blame = Blame::User;
};

struct Done {};

class SessionHandle {
public:
  explicit SessionHandle(const CompileOptions &options);
  ~SessionHandle();

  Outcome<Done> parseFile(const std::string &path);
  Outcome<Done> parseText(const std::string &name, const std::string &text);
  Outcome<Done> build(const detail::Graph &graph);
  Outcome<Done> selectEntry(const std::string &name);
  Outcome<Done> differentiate(const std::vector<int64_t> &wrt);
  Outcome<Done> specialize(const std::vector<detail::TensorType> &arguments);
  Outcome<Done> carry(int64_t count);
  Outcome<std::shared_ptr<const detail::Graph>> graph();
  Outcome<std::vector<detail::TensorType>> inferNode(const detail::Graph &graph, int32_t node);
  Outcome<std::string> emit(const std::string &stage, bool locations);
  Outcome<tccrt_executable *> load();
  Outcome<bool> link(const std::string &path);
  Outcome<Done> write(const std::string &path);
  Outcome<TuningResult> tune(double seconds);

  std::vector<ValueDescription> arguments();
  std::vector<ValueDescription> results();
  const Report &report() const;

private:
  template <class T> Outcome<T> run(const std::function<std::optional<T>(Session &)> &work);

  std::unique_ptr<Session> session;
};

} // namespace tcc

#endif
