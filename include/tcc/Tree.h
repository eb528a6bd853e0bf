// Trees of tensors: what functions given to jit and grad take and return. A tree is a Tensor; a
// plain struct (up to 32 fields); a pair, tuple, array, vector, optional, or map from strings of
// trees. Numbers, strings and enumerations in it are static configuration: a function is compiled
// anew for each of their values, and transforms pass them through.
#ifndef TCC_TREE_H
#define TCC_TREE_H

#include "tcc/DSL/Fields.h"
#include "tcc/Tensor.h"

#include <array>
#include <map>
#include <optional>
#include <typeindex>

namespace tcc {
namespace detail {

template <class T, template <class...> class Template> constexpr bool isA = false;
template <class... A, template <class...> class Template>
constexpr bool isA<Template<A...>, Template> = true;
template <class T> constexpr bool isArray = false;
template <class T, size_t N> constexpr bool isArray<std::array<T, N>> = true;
template <class T> constexpr bool isStringMap = false;
template <class T, class... More>
constexpr bool isStringMap<std::map<std::string, T, More...>> = true;

template <class T>
concept StaticLeaf = std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string>;
template <class T>
concept TupleTree = isA<T, std::pair> || isA<T, std::tuple>;
template <class T>
concept SequenceTree = isA<T, std::vector> || isArray<T>;
template <class T>
concept AggregateTree = std::is_class_v<T> && std::is_aggregate_v<T> && !SequenceTree<T>;

/// Where a child is in its parent: a field or key by name, else by index.
struct ChildName {
  std::string_view name;
  size_t index = 0;
  /// Adds ".w1", "[2]"; "w1" at the root.
  void appendTo(std::string &path) const;
};

/// Calls f(child, ChildName) for each child of a tree that is no leaf.
template <class T, class F> void forEachChild(T &tree, F &&f) {
  using Plain = std::remove_const_t<T>;
  if constexpr (TupleTree<Plain>) {
    std::apply(
        [&](auto &...child) {
          size_t i = 0;
          (f(child, ChildName{{}, i++}), ...);
        },
        tree);
  } else if constexpr (SequenceTree<Plain>) {
    size_t i = 0;
    for (auto &child : tree)
      f(child, ChildName{{}, i++});
  } else if constexpr (isStringMap<Plain>) {
    for (auto &[key, child] : tree)
      f(child, ChildName{key});
  } else if constexpr (isA<Plain, std::optional>) {
    if (tree)
      f(*tree, ChildName{{}, 0});
  } else {
    static_assert(AggregateTree<Plain>,
                  "not a tree of tensors: expected a Tensor, a plain struct, a pair, tuple, array, "
                  "vector, optional or map from strings of trees, or a number or string");
    auto fields = fieldsOf(tree);
    [&]<size_t... I>(std::index_sequence<I...>) {
      (f(std::get<I>(fields), ChildName{fieldName<Plain, I>()}), ...);
    }(std::make_index_sequence<std::tuple_size_v<decltype(fields)>>());
  }
}

/// Calls f(tensor) for each leaf, in order.
template <class T, class F> void forEachLeaf(T &tree, F &&f) {
  using Plain = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Plain, Tensor>)
    f(tree);
  else if constexpr (!StaticLeaf<Plain>)
    forEachChild(tree, [&](auto &child, const ChildName &) { forEachLeaf(child, f); });
}

/// Calls f(tensor, path) for each leaf: "w1", "[0].b", "layers[2].kernel".
template <class T, class F> void forEachNamedLeaf(T &tree, F &&f, const std::string &path = {}) {
  using Plain = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Plain, Tensor>)
    f(tree, path);
  else if constexpr (!StaticLeaf<Plain>)
    forEachChild(tree, [&](auto &child, const ChildName &name) {
      std::string childPath = path;
      name.appendTo(childPath);
      forEachNamedLeaf(child, f, childPath);
    });
}

/// Appends what is not in the type of a tree: sizes, keys, static leaves. Equal for trees that a
/// traced function cannot tell apart but by the types of their tensors.
template <class T> void appendStructure(std::string &out, const T &tree) {
  auto raw = [&](const auto &value) {
    out.append(reinterpret_cast<const char *>(&value), sizeof(value));
  };
  if constexpr (std::is_same_v<T, Tensor>)
    return;
  else if constexpr (std::is_same_v<T, std::string>) {
    raw(tree.size());
    out += tree;
  } else if constexpr (StaticLeaf<T>)
    raw(tree);
  else {
    if constexpr (isA<T, std::vector> || isStringMap<T>)
      raw(tree.size());
    if constexpr (isA<T, std::optional>)
      raw(tree.has_value());
    forEachChild(tree, [&](const auto &child, const ChildName &name) {
      if constexpr (isStringMap<T>)
        appendStructure(out, std::string(name.name));
      appendStructure(out, child);
    });
  }
}

/// A part of a tree: leaves begin, ..., begin + count - 1.
struct Subtree {
  std::type_index type;
  int depth;
  size_t begin, count;
};

/// All parts of a tree, each before its own parts; `next` counts leaves.
template <class T>
void collectSubtrees(const T &tree, int depth, size_t &next, std::vector<Subtree> &out) {
  if constexpr (!StaticLeaf<T>) {
    size_t self = out.size();
    out.push_back({typeid(T), depth, next, 0});
    if constexpr (std::is_same_v<T, Tensor>)
      ++next;
    else
      forEachChild(tree, [&](const auto &child, const ChildName &) {
        collectSubtrees(child, depth + 1, next, out);
      });
    out[self].count = next - out[self].begin;
  }
}

/// Throws unless two trees have equally named leaves.
void checkSameLeaves(const std::vector<std::string> &expected, const std::vector<std::string> &got);

} // namespace detail

/// The tensors of a tree, in order: fields as declared, elements by index, keys in byte order.
template <class T> std::vector<Tensor> flatten(const T &tree) {
  std::vector<Tensor> leaves;
  detail::forEachLeaf(tree, [&](const Tensor &leaf) { leaves.push_back(leaf); });
  return leaves;
}

/// Their names: "w1", "[0].b".
template <class T> std::vector<std::string> leafNames(const T &tree) {
  std::vector<std::string> names;
  detail::forEachNamedLeaf(tree,
                           [&](const Tensor &, const std::string &path) { names.push_back(path); });
  return names;
}

/// A tree like `like`, its tensors replaced by `leaves`.
template <class T> T unflatten(T like, std::span<const Tensor> leaves) {
  size_t next = 0;
  detail::forEachLeaf(like, [&](Tensor &leaf) {
    if (next < leaves.size())
      leaf = leaves[next];
    ++next;
  });
  if (next != leaves.size())
    throw Error("unflatten: expected " + std::to_string(next) + " tensors, got " +
                std::to_string(leaves.size()));
  return like;
}

/// The tree of f(leaf, corresponding leaf of each of `rest`...). The trees have the same leaves.
///   map([](auto p, auto d) { return p - 0.01 * d; }, params, gradients)
template <class F, class T, class... Rest> T map(F f, const T &tree, const Rest &...rest) {
  if constexpr (!(std::is_same_v<T, Rest> && ...) || !std::is_same_v<T, Tensor>)
    (detail::checkSameLeaves(leafNames(tree), leafNames(rest)), ...);
  std::array<std::vector<Tensor>, sizeof...(Rest)> others{flatten(rest)...};
  T result = tree;
  size_t i = 0;
  detail::forEachLeaf(result, [&](Tensor &leaf) {
    leaf = [&]<size_t... I>(std::index_sequence<I...>) -> Tensor {
      return f(leaf, others[I][i]...);
    }(std::make_index_sequence<sizeof...(Rest)>());
    ++i;
  });
  return result;
}

} // namespace tcc

#endif
