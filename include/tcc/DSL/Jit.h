// The part of jit that knows no types: which trace fits a call, compiling it, and running it.
#ifndef TCC_DSL_JIT_H
#define TCC_DSL_JIT_H

#include "tcc/Compiler/Compiler.h"
#include "tcc/DSL/Trace.h"
#include "tcc/Tree.h"

#include <functional>
#include <shared_mutex>

namespace tcc {

/// How `jit` compiles a function.
struct JitOptions {
  /// Arguments (by position) whose memory the results take over: pass parameters in, get updated
  /// ones out, in place. The caller's tensors cannot be used afterwards.
  std::vector<int> donate = {};
  /// cpu | cpu:<LLVM CPU name> | cuda[:sm_XX] | cuda-emu
  std::string target = "cpu";
  bool fastMath = false;
  int threads = 0;
  bool verifyEach = false;
  /// A file of `tcc tune`; none: what $TCC_TUNING names.
  std::string tuning = {};
  /// Of the function, in reports and errors.
  std::string name = "main";
};

namespace detail {

struct Program;

/// The arguments of one call, flat.
struct CallArguments {
  std::vector<const Tensor *> leaves;
  std::string structure;
  template <class T> void add(const T &tree) {
    forEachLeaf(tree, [&](const Tensor &leaf) { leaves.push_back(&leaf); });
    appendStructure(structure, tree);
  }
};

/// One trace of a function, compiled.
struct Specialization {
  std::string structure;
  std::vector<TensorType> types; // of the leaves
  std::shared_ptr<const Graph> graph;
  std::shared_ptr<const Program> program;
  std::vector<Tensor> captured; // concrete tensors the function used without being given them
  std::shared_ptr<const void> prototype; // the function's result, without tensors
};

/// What a donated argument looks like to the one who finds its result.
struct DonatedArgument {
  Subtree tree;
  std::vector<std::string> names;
};

class JitCore {
public:
  JitCore(JitOptions options, std::source_location where)
      : options(std::move(options)), where(where) {}

  /// The trace for these arguments, or null.
  const Specialization *find(const CallArguments &call) const;
  /// Pairs donated arguments with results, compiles, and remembers.
  const Specialization &add(const CallArguments &call, TraceScope &scope,
                            const std::vector<DonatedArgument> &donated,
                            const std::vector<Tensor> &results,
                            const std::vector<Subtree> &resultTrees,
                            std::shared_ptr<const void> prototype);
  /// Runs it; the results in order.
  std::vector<Tensor> run(const Specialization &specialization, const CallArguments &call) const;

  bool isDonated(size_t argument) const;
  const Report &reportOf(const Specialization &specialization) const;
  std::string emitOf(const Specialization &specialization, const std::string &stage) const;
  const JitOptions &jitOptions() const { return options; }
  std::source_location location() const { return where; }

private:
  CompileOptions compileOptions() const;

  JitOptions options;
  std::source_location where;
  mutable std::shared_mutex mutex;
  std::vector<std::unique_ptr<Specialization>> specializations;
};

/// Traces f on stand-ins for the arguments. They are named arg0.w1, arg1, ...
template <class R, class F, class... P>
const Specialization &specialize(JitCore &core, const CallArguments &call, const F &f,
                                 const P &...args) {
  TraceScope scope(core.jitOptions().name, core.location());
  std::tuple<P...> standIns{args...};
  std::vector<DonatedArgument> donated;
  size_t index = 0, next = 0;
  auto bind = [&](auto &tree) {
    std::string name = "arg" + std::to_string(index);
    std::vector<Subtree> parts;
    collectSubtrees(tree, 0, next, parts);
    DonatedArgument argument{parts.empty() ? Subtree{typeid(void), 0, next, 0} : parts[0], {}};
    forEachNamedLeaf(
        tree,
        [&](Tensor &leaf, const std::string &path) {
          argument.names.push_back(path);
          leaf = scope.argument(leaf, path);
        },
        name);
    if (core.isDonated(index++))
      donated.push_back(std::move(argument));
  };
  std::apply([&](auto &...tree) { (bind(tree), ...); }, standIns);
  R result = std::apply(f, std::as_const(standIns));
  std::vector<Tensor> results = flatten(result);
  std::vector<Subtree> resultTrees;
  size_t leaves = 0;
  collectSubtrees(result, 0, leaves, resultTrees);
  forEachLeaf(result, [](Tensor &leaf) { leaf = Tensor(); });
  return core.add(call, scope, donated, results, resultTrees,
                  std::make_shared<const R>(std::move(result)));
}

template <class R, class F, class... P>
const Specialization &findOrSpecialize(JitCore &core, const CallArguments &call, const F &f,
                                       const P &...args) {
  if (const Specialization *found = core.find(call))
    return *found;
  return specialize<R>(core, call, f, args...);
}

/// A call of a compiled function.
template <class R, class F, class... P>
R callCompiled(JitCore &core, const F &f, const P &...args) {
  CallArguments call;
  (call.add(args), ...);
  const Specialization &found = findOrSpecialize<R>(core, call, f, args...);
  std::vector<Tensor> leaves = core.run(found, call);
  R result = *static_cast<const R *>(found.prototype.get());
  size_t next = 0;
  forEachLeaf(result, [&](Tensor &leaf) { leaf = std::move(leaves[next++]); });
  return result;
}

/// Parameter types of a function that has only one signature.
template <class F> struct SignatureOf;
template <class R, class... P> struct SignatureOf<R (*)(P...)> {
  using type = R(std::decay_t<P>...);
};
template <class C, class R, class... P> struct SignatureOf<R (C::*)(P...) const> {
  using type = R(std::decay_t<P>...);
};
template <class C, class R, class... P> struct SignatureOf<R (C::*)(P...)> {
  using type = R(std::decay_t<P>...);
};
template <class C, class R, class... P> struct SignatureOf<R (C::*)(P...) const noexcept> {
  using type = R(std::decay_t<P>...);
};
template <class R, class... P> struct SignatureOf<R (*)(P...) noexcept> {
  using type = R(std::decay_t<P>...);
};

template <class F>
concept HasSignature = std::is_pointer_v<F> || requires { &F::operator(); };
template <class F> auto callOperator() {
  if constexpr (std::is_pointer_v<F>)
    return F();
  else
    return &F::operator();
}

/// Gives Derived an operator() with f's parameter types, so that arguments convert (a number or an
/// Array to a Tensor), or one that takes any trees where f is a template. Both call
/// Derived::call<P...>(const P &...).
template <class Derived, class Signature> struct CallableAs;
template <class Derived, class R, class... P> struct CallableAs<Derived, R(P...)> {
  auto operator()(const P &...args) const {
    return static_cast<const Derived *>(this)->template call<P...>(args...);
  }
};
template <class Derived> struct CallableAs<Derived, void> {
  template <class... P> auto operator()(const P &...args) const {
    return static_cast<const Derived *>(this)->template call<P...>(args...);
  }
};
template <class F> constexpr auto signatureOf() {
  if constexpr (HasSignature<F>)
    return std::type_identity<typename SignatureOf<decltype(callOperator<F>())>::type>();
  else
    return std::type_identity<void>();
}
template <class Derived, class F>
using Callable = CallableAs<Derived, typename decltype(signatureOf<F>())::type>;

/// What f returns for these parameters, by value.
template <class F, class... P>
using ResultOf = std::decay_t<std::invoke_result_t<const F &, const P &...>>;

} // namespace detail
} // namespace tcc

#endif
