// Functions of functions: jit compiles one, grad and valueAndGrad differentiate one. They nest in
// any order.
#ifndef TCC_TRANSFORMS_H
#define TCC_TRANSFORMS_H

#include "tcc/DSL/Jit.h"
#include "tcc/Ops.h"

namespace tcc {

/// A function that is traced and compiled at its first call, and again for other types, shapes or
/// static leaves. What it captures by value is part of the program: concrete tensors as they are at
/// the first call. Copies share what is compiled. Several threads may call it at once.
template <class F> class Jit : public detail::Callable<Jit<F>, F> {
public:
  Jit(F f, JitOptions options, std::source_location where)
      : f(std::move(f)), core(std::make_shared<detail::JitCore>(std::move(options), where)) {}

  /// The facts about what these arguments compile to: kernels, memory, time.
  template <class... P> const Report &report(const P &...args) const {
    return core->reportOf(specialization(args...));
  }
  /// The program as text at a stage: "tcc", "linalg", ... (see tcc --emit); "stablehlo" is what
  /// other compilers take, with the leaves of the arguments as arguments of @main.
  template <class... P> std::string emit(const std::string &stage, const P &...args) const {
    return core->emitOf(specialization(args...), stage);
  }
  /// The recorded program.
  template <class... P> const detail::Graph &graph(const P &...args) const {
    return *specialization(args...).graph;
  }

  /// Use operator().
  template <class... P> auto call(const P &...args) const {
    using R = detail::ResultOf<F, P...>;
    if (detail::isTracing()) // compiled as part of the function around it
      return R(f(args...));
    return detail::callCompiled<R>(*core, f, args...);
  }

private:
  template <class... P> const detail::Specialization &specialization(const P &...args) const {
    detail::CallArguments call;
    (call.add(args), ...);
    return detail::findOrSpecialize<detail::ResultOf<F, P...>>(*core, call, f, args...);
  }

  F f;
  std::shared_ptr<detail::JitCore> core;
};

/// Compiles f, a function from trees to a tree, into one program.
///   auto step = jit(update, {.donate = {0}});
template <class F>
auto jit(F f, JitOptions options = {},
         std::source_location where = std::source_location::current()) {
  return Jit<F>(std::move(f), std::move(options), where);
}

namespace detail {

/// A part of what is differentiated by: leaves begin, ..., end - 1 of the arguments.
struct LeafRange {
  size_t begin, end;
};

/// Records f and its gradient by the arguments I... in the function being traced. Gives f's result
/// and a tuple of trees.
template <size_t... I, class F, class... P>
auto recordValueAndGrad(const F &f, std::source_location where, const P &...args) {
  using R = ResultOf<F, P...>;
  static_assert(((I < sizeof...(P)) && ...),
                "differentiation by an argument that the function does not have");
  TraceScope scope("grad", where);
  std::tuple<P...> standIns{args...};
  std::vector<LeafRange> ranges;
  size_t index = 0, next = 0;
  auto bind = [&](auto &tree) {
    size_t begin = next;
    forEachNamedLeaf(
        tree,
        [&](Tensor &leaf, const std::string &path) {
          leaf = scope.argument(leaf, path);
          ++next;
        },
        "arg" + std::to_string(index++));
    ranges.push_back({begin, next});
  };
  std::apply([&](auto &...tree) { (bind(tree), ...); }, standIns);
  R result = std::apply(f, std::as_const(standIns));
  std::vector<int64_t> wrt;
  for (size_t argument : {I...})
    for (size_t leaf = ranges[argument].begin; leaf < ranges[argument].end; ++leaf)
      wrt.push_back(int64_t(leaf));
  std::vector<Tensor> values = scope.valueAndGrad(flatten(result), std::move(wrt));
  size_t at = 0;
  auto fill = [&](auto tree) {
    forEachLeaf(tree, [&](Tensor &leaf) { leaf = values[at++]; });
    return tree;
  };
  result = fill(std::move(result));
  std::tuple<P...> given{args...};
  // In braces: the gradients are taken in order.
  std::tuple<std::tuple_element_t<I, std::tuple<P...>>...> gradients{fill(std::get<I>(given))...};
  return std::pair(std::move(result), std::move(gradients));
}

template <class F, bool WithValue, size_t... I>
class Gradient : public Callable<Gradient<F, WithValue, I...>, F> {
public:
  Gradient(F f, std::source_location where)
      : f(std::move(f)), core(std::make_shared<JitCore>(JitOptions{}, where)) {}

  /// Use operator().
  template <class... P> auto call(const P &...args) const {
    auto record = [this](const P &...inner) {
      auto [value, gradients] = recordValueAndGrad<I...>(f, core->location(), inner...);
      auto gradient = single(std::move(gradients));
      if constexpr (WithValue)
        return std::pair(std::move(value), std::move(gradient));
      else
        return gradient;
    };
    if (isTracing())
      return record(args...);
    return callCompiled<decltype(record(args...))>(*core, record, args...);
  }

private:
  template <class... G> static auto single(std::tuple<G...> gradients) {
    if constexpr (sizeof...(G) == 1)
      return std::get<0>(std::move(gradients));
    else
      return gradients;
  }

  F f;
  std::shared_ptr<JitCore> core; // for calls outside of a traced function
};

} // namespace detail

/// The function that gives f's result and the gradient of its value: f returns a float scalar, or a
/// pair, tuple or struct whose first tensor is one. The gradient has the form of argument 0; of
/// argument I for valueAndGrad<I>; several give a tuple.
///   auto [loss, gradients] = valueAndGrad(lossFunction)(params, x, y);
template <size_t... I, class F>
auto valueAndGrad(F f, std::source_location where = std::source_location::current()) {
  if constexpr (sizeof...(I) == 0)
    return detail::Gradient<F, true, 0>(std::move(f), where);
  else
    return detail::Gradient<F, true, I...>(std::move(f), where);
}

/// The gradient alone.
template <size_t... I, class F>
auto grad(F f, std::source_location where = std::source_location::current()) {
  if constexpr (sizeof...(I) == 0)
    return detail::Gradient<F, false, 0>(std::move(f), where);
  else
    return detail::Gradient<F, false, I...>(std::move(f), where);
}

} // namespace tcc

#endif
