// The functions of Ops.h that move elements by computed positions, and order them.
#include "Real.h"

using namespace tcc;
using namespace tcc::testing;

template <class T> static Tensor tensorOf(std::vector<T> values, Shape shape) {
  return Tensor(values, std::move(shape));
}

// [[1, 2, 3], [4, 5, 6]], the position 1, its row [7, 8, 9]
static OpGroup sliceGroup() {
  Tensors inputs{tensorOf<float>({1, 2, 3, 4, 5, 6}, {2, 3}), tensorOf<int32_t>({1}, {}),
                 tensorOf<float>({7, 8, 9}, {1, 3})};
  std::vector<OpCase> cases{
      {"reverse", [](const Tensors &t) { return reverse(t[0]); }, {{2, 3}, {6, 5, 4, 3, 2, 1}}},
      {"reverse({-1})",
       [](const Tensors &t) { return reverse(t[0], {-1}); },
       {{2, 3}, {3, 2, 1, 6, 5, 4}}},
      {"dynamicSlice",
       [](const Tensors &t) { return dynamicSlice(t[0], {t[1], t[1]}, {1, 2}); },
       {{1, 2}, {5, 6}}},
      {"dynamicSlice, out of range",
       [](const Tensors &t) { return dynamicSlice(t[0], {t[1], t[1]}, {2, 3}); },
       {{2, 3}, {1, 2, 3, 4, 5, 6}}},
      {"dynamicUpdateSlice",
       [](const Tensors &t) { return dynamicUpdateSlice(t[0], t[2], {t[1], t[1]}); },
       {{2, 3}, {1, 2, 3, 7, 8, 9}}},
      {"pad, negative",
       [](const Tensors &t) { return pad(t[0], 0, {-1, 1}, {0, -2}); },
       {{1, 2}, {0, 4}}}};
  return {"Slices", std::move(inputs), std::move(cases)};
}

// [[1, 2], [3, 4], [5, 6]], rows 2, 0, 2 and one that is not there, their updates
static OpGroup windowGroup() {
  Tensors inputs{tensorOf<float>({1, 2, 3, 4, 5, 6}, {3, 2}), tensorOf<int32_t>({2, 0, 2, 7}, {4}),
                 tensorOf<float>({10, 20, 30, 40, 50, 60, 70, 80}, {4, 2})};
  static const WindowAxes rows{.offset = {1}, .collapsed = {0}, .indexed = {0}, .indexVector = 1};
  static const WindowAxes dropped{
      .offset = {1}, .collapsed = {0}, .indexed = {0}, .indexVector = 1, .drop = true};
  auto scattered = [](Combine how, const WindowAxes &axes) {
    return [how, axes](const Tensors &t) { return scatter(how, t[0], t[1], t[2], axes); };
  };
  std::vector<OpCase> cases{
      {"take columns",
       [](const Tensors &t) { return take(t[0], t[1], 1); },
       {{3, 4}, {2, 1, 2, 2, 4, 3, 4, 4, 6, 5, 6, 6}}},
      {"gather",
       [](const Tensors &t) { return gather(t[0], t[1], {1, 2}, rows); },
       {{4, 2}, {5, 6, 1, 2, 5, 6, 5, 6}}},
      {"gather, dropped",
       [](const Tensors &t) { return gather(t[0], t[1], {1, 2}, dropped); },
       {{4, 2}, {5, 6, 1, 2, 5, 6, 0, 0}}},
      {"scatter set", scattered(Combine::Set, dropped), {{3, 2}, {30, 40, 3, 4, 50, 60}}},
      {"scatter add", scattered(Combine::Add, dropped), {{3, 2}, {31, 42, 3, 4, 65, 86}}},
      {"scatter add, clamped", scattered(Combine::Add, rows), {{3, 2}, {31, 42, 3, 4, 135, 166}}},
      {"scatter mul", scattered(Combine::Mul, dropped), {{3, 2}, {30, 80, 3, 4, 2500, 7200}}},
      {"scatter min", scattered(Combine::Min, dropped), {{3, 2}, {1, 2, 3, 4, 5, 6}}},
      {"scatter max", scattered(Combine::Max, dropped), {{3, 2}, {30, 40, 3, 4, 50, 60}}}};
  return {"Windows", std::move(inputs), std::move(cases)};
}

static OpGroup orderGroup() {
  Tensors inputs{tensorOf<float>({3, 1, 2, 1, 5, 4}, {2, 3})};
  std::vector<OpCase> cases{
      {"sort", [](const Tensors &t) { return sort(t[0]); }, {{2, 3}, {1, 2, 3, 1, 4, 5}}},
      {"sort, descending",
       [](const Tensors &t) { return sort(t[0], 0, true); },
       {{2, 3}, {3, 5, 4, 1, 1, 2}}},
      {"argsort",
       [](const Tensors &t) { return argsort(t[0]); },
       {{2, 3}, {1, 2, 0, 0, 2, 1}, DType::I32}},
      {"argsort by columns",
       [](const Tensors &t) { return argsort(t[0], -2); },
       {{2, 3}, {1, 0, 0, 0, 1, 1}, DType::I32}},
      {"topK", [](const Tensors &t) { return topK(t[0], 2).first; }, {{2, 2}, {3, 2, 5, 4}}},
      {"places of topK",
       [](const Tensors &t) { return topK(t[0], 2).second; },
       {{2, 2}, {0, 2, 1, 2}, DType::I32}}};
  return {"Order", std::move(inputs), std::move(cases)};
}

std::vector<OpGroup> tcc::testing::indexGroups() {
  return {sliceGroup(), windowGroup(), orderGroup()};
}
