// Sorting, by a comparison at a time.
#include "Rules.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

/// NaN is the largest number.
static bool isLess(const Literal &x, int64_t a, int64_t b) {
  if (!x.isFloat())
    return x[a].integer < x[b].integer;
  if (std::isnan(x[a].real) || std::isnan(x[b].real))
    return !std::isnan(x[a].real) && std::isnan(x[b].real);
  return x[a].real < x[b].real;
}

static bool comesBefore(SortOp op, const Literals &in, int64_t a, int64_t b) {
  if (op.getOrder() != SortOrder::Custom)
    return op.getOrder() == SortOrder::Ascending ? isLess(in[0], a, b) : isLess(in[0], b, a);
  Literals pairs;
  for (const Literal &x : in)
    for (int64_t i : {a, b}) {
      pairs.emplace_back(RankedTensorType::get({}, x.elementType()));
      pairs.back().set(0, x[i]);
    }
  auto truth = Evaluator().run(op.getComparator().front(), pairs);
  return succeeded(truth) && (*truth)[0][0].integer != 0;
}

/// Places of a row's elements in order, by insertion: right for any comparator that is an order.
static SmallVector<int64_t> orderOf(SortOp op, const Literals &in, ArrayRef<int64_t> places) {
  SmallVector<int64_t> order;
  for (int64_t place : places) {
    size_t at = order.size();
    while (at > 0 && comesBefore(op, in, place, order[at - 1]))
      --at;
    order.insert(order.begin() + at, place);
  }
  return order;
}

static FailureOr<Literals> sort(SortOp op, const Literals &in, Evaluator &) {
  ArrayRef<int64_t> shape = in[0].shape();
  int64_t axis = op.getAxis(), length = shape[axis];
  Literals results;
  for (const Literal &x : in)
    results.push_back(x.clone());
  forEach(shape, [&](const Position &position, int64_t) {
    if (position[axis] != 0)
      return;
    SmallVector<int64_t> places;
    for (int64_t i = 0; i < length; ++i) {
      Position place(position);
      place[axis] = i;
      places.push_back(linearIndex(shape, place));
    }
    SmallVector<int64_t> order = orderOf(op, in, places);
    for (auto [result, x] : llvm::zip_equal(results, in))
      for (auto [to, from] : llvm::zip_equal(places, order))
        result.set(to, x[from]);
  });
  return results;
}

/// One after the other the largest that is left, the first of several.
static FailureOr<Literals> topK(TopKOp op, const Literals &in, Evaluator &) {
  auto values = cast<RankedTensorType>(op.getValues().getType());
  Literal largest(values), places(cast<RankedTensorType>(op.getPlaces().getType()));
  int64_t length = in[0].shape().back(), k = values.getShape().back();
  for (int64_t row = 0, rows = length ? in[0].size() / length : 0; row < rows; ++row) {
    SmallVector<bool> isTaken(size_t(length), false);
    for (int64_t i = 0; i < k; ++i) {
      int64_t best = -1;
      for (int64_t j = 0; j < length; ++j)
        if (!isTaken[size_t(j)] &&
            (best < 0 || isLess(in[0], row * length + best, row * length + j)))
          best = j;
      isTaken[size_t(best)] = true;
      largest.set(row * k + i, in[0][row * length + best]);
      places.set(row * k + i, {double(best), best});
    }
  }
  return Literals{largest, places};
}

void tcc::interpreter::addSortRules(Rules &rules) {
  rules.addGeneral<SortOp>(sort);
  rules.addGeneral<TopKOp>(topK);
}
