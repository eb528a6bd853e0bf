// Loops and branches that are part of the program: cond, switchCase, whileLoop, scan and foriLoop.
// Their functions are traced once each and may use any tensor around them; what they carry keeps
// its form, types and shapes. scan and foriLoop have gradients, and so have branches; a whileLoop
// has none, as nobody knows how often it runs.
#ifndef TCC_CONTROLFLOW_H
#define TCC_CONTROLFLOW_H

#include "tcc/Transforms.h"

namespace tcc {
namespace detail {

/// A region under construction.
class BodyTrace {
public:
  BodyTrace(const char *name, std::source_location where) : scope(name, where) {}

  /// A tree of arguments that stand for those of `tree`, or for their rows.
  template <class T> T standIn(const T &tree, bool isRow = false) {
    T copy = tree;
    forEachLeaf(copy, [&](Tensor &leaf) { leaf = scope.argument(leaf, "", isRow); });
    return copy;
  }
  Body finish(const std::vector<Tensor> &results, const std::vector<DType> &wanted) {
    return scope.body(results, wanted);
  }

private:
  TraceScope scope;
};

template <class T> std::vector<DType> dtypesOf(const T &tree) {
  std::vector<DType> types;
  forEachLeaf(tree, [&](const Tensor &leaf) { types.push_back(leaf.dtype()); });
  return types;
}

/// The tree with other tensors, taken from `leaves` in order.
template <class T> T refill(T tree, const std::vector<Tensor> &leaves, size_t first = 0) {
  forEachLeaf(tree, [&](Tensor &leaf) { leaf = leaves[first++]; });
  return tree;
}

/// One branch each of an op that runs one of them; the first one says what type the results have.
template <class R, class... F>
R recordBranches(const Tensor &index, std::source_location where, const F &...branches) {
  ValueId chosen = resolve(index, where);
  std::vector<Body> bodies;
  std::optional<R> form;
  auto trace = [&](const auto &branch) {
    BodyTrace body("branch", where);
    R result = branch();
    bodies.push_back(
        body.finish(flatten(result), bodies.empty() ? std::vector<DType>() : bodies[0].types));
    form = std::move(result);
  };
  (trace(branches), ...);
  return refill(std::move(*form),
                emitControl("tcc.case", {&chosen, 1}, {}, bodies, bodies[0].types, where));
}

} // namespace detail

/// ifTrue(args...) or ifFalse(args...), whose results have one form.
///   auto y = cond(less(x, 0), [&] { return -x; }, [&] { return x; });
template <class T, class F, class... P>
auto cond(Arg predicate, const T &ifTrue, const F &ifFalse, const P &...args) {
  using R = detail::ResultOf<T, P...>;
  static_assert(std::is_same_v<R, detail::ResultOf<F, P...>>, "both branches give one type");
  std::source_location where = predicate.where;
  auto record = [&](const Tensor &chosen, const P &...inner) {
    // A truth value counts false before true.
    return detail::recordBranches<R>(
        chosen, where, [&] { return R(ifFalse(inner...)); }, [&] { return R(ifTrue(inner...)); });
  };
  return detail::isTracing() ? record(predicate.tensor, args...)
                             : jit(record, {}, where)(predicate.tensor, args...);
}

/// Branch number `index`, which is an integer; the last one where it is out of range.
template <class F, class... P>
auto switchCase(Arg index, const std::vector<F> &branches, const P &...args) {
  using R = detail::ResultOf<F, P...>;
  std::source_location where = index.where;
  auto record = [&](const Tensor &chosen, const P &...inner) {
    detail::ValueId value = detail::resolve(chosen, where);
    std::vector<detail::Body> bodies;
    std::optional<R> form;
    for (const F &branch : branches) {
      detail::BodyTrace body("branch", where);
      form = R(branch(inner...));
      auto wanted = bodies.empty() ? std::vector<DType>() : bodies[0].types;
      bodies.push_back(body.finish(flatten(*form), wanted));
    }
    if (!form)
      throw Error("switchCase: expected one branch at least, got none");
    return detail::refill(std::move(*form), detail::emitControl("tcc.case", {&value, 1}, {}, bodies,
                                                                bodies[0].types, where));
  };
  return detail::isTracing() ? record(index.tensor, args...)
                             : jit(record, {}, where)(index.tensor, args...);
}

/// `carried` through `body` as long as `condition` of it is true.
///   auto n = whileLoop([&](Tensor n) { return less(n, limit); }, [](Tensor n) { return n * 2; },
///   Tensor(1));
template <class Condition, class Body, class Carry>
Carry whileLoop(const Condition &condition, const Body &body, const Carry &carried,
                std::source_location where = std::source_location::current()) {
  auto record = [&](const Carry &initial) {
    std::vector<detail::Body> bodies;
    std::vector<DType> types = detail::dtypesOf(initial);
    {
      detail::BodyTrace trace("condition", where);
      const Carry carry = trace.standIn(initial);
      Tensor holds = condition(carry);
      bodies.push_back(trace.finish({holds}, {DType::I1}));
    }
    {
      detail::BodyTrace trace("body", where);
      const Carry carry = trace.standIn(initial);
      Carry next = body(carry);
      bodies.push_back(trace.finish(flatten(next), types));
    }
    return detail::refill(
        initial, detail::emitControl("tcc.while", bodies[0].own, {}, bodies, types, where));
  };
  return detail::isTracing() ? record(carried) : jit(record, {}, where)(carried);
}

/// How scan() runs.
struct ScanOptions {
  bool reverse = false; // from the last row to the first
  int64_t length = -1;  // where there are no rows
};

/// A loop over rows (slices along axis 0) of all tensors of `xs`: f(carried, row) gives the next
/// carried value and an output, and the outputs are stacked. Gives the last carried value and
/// these.
///   auto [last, all] = scan([](Tensor c, Tensor x) { return std::pair(c + x, c); }, zero, xs);
template <class F, class Carry, class Rows>
auto scan(const F &f, const Carry &carried, const Rows &xs, ScanOptions options = {},
          std::source_location where = std::source_location::current()) {
  auto record = [&](const Carry &initial, const Rows &rows) {
    int64_t length = options.length;
    detail::forEachLeaf(rows, [&](const Tensor &leaf) {
      if (length < 0 && leaf.rank() > 0)
        length = leaf.shape()[0];
    });
    if (length < 0)
      throw Error("scan: expected rows or a length, got neither");
    std::vector<detail::Body> bodies;
    std::vector<DType> types = detail::dtypesOf(initial);
    detail::BodyTrace trace("scan", where);
    // One after the other: carried values are the first arguments.
    const Carry carry = trace.standIn(initial);
    const Rows row = trace.standIn(rows, /*isRow=*/true);
    auto [next, output] = f(carry, row);
    std::vector<Tensor> results = flatten(Carry(next));
    size_t count = types.size();
    for (const Tensor &leaf : flatten(output))
      results.push_back(leaf);
    bodies.push_back(trace.finish(results, types));
    detail::Attributes attributes{
        {"length", length},
        {"operandSegmentSizes",
         std::vector<int64_t>{int64_t(count), int64_t(bodies[0].own.size() - count)}}};
    if (options.reverse)
      attributes["reverse"] = true;
    std::vector<Tensor> values = detail::emitControl(
        "tcc.scan", bodies[0].own, std::move(attributes), bodies, bodies[0].types, where);
    return std::pair(detail::refill(initial, values),
                     detail::refill(std::move(output), values, count));
  };
  return detail::isTracing() ? record(carried, xs) : jit(record, {}, where)(carried, xs);
}

/// f(i, carried) for i (an i32 tensor) from `first` to below `end`.
///   auto power = foriLoop(0, 10, [&](Tensor, Tensor y) { return y * x; }, Tensor(1.f));
template <class F, class Carry>
Carry foriLoop(int64_t first, int64_t end, const F &f, const Carry &carried,
               std::source_location where = std::source_location::current()) {
  auto record = [&](const Carry &initial) {
    int64_t length = std::max<int64_t>(end - first, 0);
    Tensor numbers = iota({length}, 0, DType::I32, where) + int(first);
    auto round = [&](const Carry &carry, Tensor i) {
      return std::pair(Carry(f(i, carry)), std::tuple<>());
    };
    return scan(round, initial, numbers, {}, where).first;
  };
  return detail::isTracing() ? record(carried) : jit(record, {}, where)(carried);
}

} // namespace tcc

#endif
