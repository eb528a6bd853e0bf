// Gather and scatter, as StableHLO's specification says them.
#include "Rules.h"

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

namespace {

using Axes = ArrayRef<int64_t>;

/// The axes of one gather or scatter; `dense` is the result of the one, the updates of the other.
struct WindowAxes {
  Axes window, collapsed, operandBatching, indicesBatching, indexMap;
  int64_t indexVector;

  /// Where in the operand the window of a position of `dense` begins, and the position in it.
  std::pair<SmallVector<WideInt>, Position> locate(const Literal &indices, size_t rank,
                                                   const Position &dense) const;
};

} // namespace

std::pair<SmallVector<WideInt>, Position> WindowAxes::locate(const Literal &indices, size_t rank,
                                                             const Position &dense) const {
  Position batch, inside, offset(rank, 0);
  for (auto [axis, coordinate] : llvm::enumerate(dense))
    (llvm::is_contained(window, int64_t(axis)) ? inside : batch).push_back(coordinate);
  SmallVector<WideInt> start(rank, 0);
  auto indexAt = [&](int64_t component) {
    Position place(batch);
    if (indexVector < int64_t(indices.shape().size()))
      place.insert(place.begin() + indexVector, component);
    return indices[linearIndex(indices.shape(), place)].integer;
  };
  for (auto [component, axis] : llvm::enumerate(indexMap))
    start[size_t(axis)] = indexAt(int64_t(component));
  for (auto [axis, other] : llvm::zip_equal(operandBatching, indicesBatching))
    start[size_t(axis)] = batch[size_t(other < indexVector ? other : other - 1)];
  size_t next = 0;
  for (size_t axis = 0; axis < rank; ++axis)
    if (!llvm::is_contained(collapsed, int64_t(axis)) &&
        !llvm::is_contained(operandBatching, int64_t(axis)))
      offset[axis] = inside[next++];
  return {start, offset};
}

/// The place in the operand, the window moved inside; none where it would have to be and `drop`.
static std::optional<Position> placeOf(ArrayRef<WideInt> start, const Position &offset,
                                       ArrayRef<int64_t> shape, ArrayRef<int64_t> sizes,
                                       bool drop) {
  Position place;
  for (auto [begin, step, extent, size] : llvm::zip_equal(start, offset, shape, sizes)) {
    WideInt moved = std::clamp<WideInt>(begin, 0, extent - size);
    if (drop && moved != begin)
      return std::nullopt;
    place.push_back(int64_t(moved) + step);
  }
  return place;
}

static Literal gather(GatherOp op, const Literals &in) {
  WindowAxes axes{op.getOffsetDims(),          op.getCollapsedSliceDims(),
                  op.getOperandBatchingDims(), op.getStartIndicesBatchingDims(),
                  op.getStartIndexMap(),       int64_t(op.getIndexVectorDim())};
  ArrayRef<int64_t> shape = in[0].shape();
  return generate(resultType(op), [&](const Position &position) {
    auto [start, offset] = axes.locate(in[1], shape.size(), position);
    auto place = placeOf(start, offset, shape, op.getSliceSizes(), op.getDrop());
    return place ? in[0][linearIndex(shape, *place)] : Element();
  });
}

//===- scatter ------------------------------------------------------------------------------===//

static Element combine(Combiner combiner, const Element &x, const Element &u) {
  switch (combiner) {
  case Combiner::Add:
    return {x.real + u.real, x.integer + u.integer, x.imaginary + u.imaginary};
  case Combiner::Mul:
    return product(x, u);
  case Combiner::Min:
    return {x.real != x.real || x.real < u.real ? x.real : u.real, std::min(x.integer, u.integer)};
  case Combiner::Max:
    return {x.real != x.real || x.real > u.real ? x.real : u.real, std::max(x.integer, u.integer)};
  case Combiner::Set:
  case Combiner::Custom:
    return u;
  }
  llvm_unreachable("all combiners are named above");
}

static FailureOr<Literals> combineCustom(Region &region, ArrayRef<Literal> elements) {
  return Evaluator().run(region.front(), elements);
}

/// How far windows extend along each axis of the operand.
static SmallVector<int64_t> windowSizes(const WindowAxes &axes, ArrayRef<int64_t> operand,
                                        ArrayRef<int64_t> updates) {
  SmallVector<int64_t> sizes(operand.size(), 1);
  size_t next = 0;
  for (size_t axis = 0; axis < operand.size(); ++axis)
    if (!llvm::is_contained(axes.collapsed, int64_t(axis)) &&
        !llvm::is_contained(axes.operandBatching, int64_t(axis)))
      sizes[axis] = updates[size_t(axes.window[next++])];
  return sizes;
}

/// Updates in the order of batches, then of positions in the window.
static SmallVector<Position> inOrder(const WindowAxes &axes, ArrayRef<int64_t> shape) {
  SmallVector<Position> positions;
  forEach(shape, [&](const Position &position, int64_t) { positions.push_back(position); });
  auto key = [&](const Position &position) {
    Position batch, window;
    for (auto [axis, coordinate] : llvm::enumerate(position))
      (llvm::is_contained(axes.window, int64_t(axis)) ? window : batch).push_back(coordinate);
    return std::pair(batch, window);
  };
  llvm::sort(positions, [&](const Position &a, const Position &b) { return key(a) < key(b); });
  return positions;
}

static FailureOr<Literals> scatter(ScatterOp op, const Literals &in, Evaluator &) {
  size_t count = op.getInputs().size();
  ArrayRef<Literal> inputs = ArrayRef(in).take_front(count),
                    updates = ArrayRef(in).take_back(count);
  WindowAxes axes{op.getUpdateWindowDims(),         op.getInsertedWindowDims(),
                  op.getInputBatchingDims(),        op.getScatterIndicesBatchingDims(),
                  op.getScatterDimsToOperandDims(), int64_t(op.getIndexVectorDim())};
  ArrayRef<int64_t> shape = inputs[0].shape();
  SmallVector<int64_t> sizes = windowSizes(axes, shape, updates[0].shape());
  Literals results;
  for (const Literal &input : inputs)
    results.push_back(input.clone());
  if (results[0].size() == 0)
    return results;
  for (const Position &position : inOrder(axes, updates[0].shape())) {
    auto [start, offset] = axes.locate(in[count], shape.size(), position);
    auto place = placeOf(start, offset, shape, sizes, /*drop=*/!op.getClip());
    if (!place)
      continue;
    int64_t to = linearIndex(shape, *place), from = linearIndex(updates[0].shape(), position);
    if (op.getCombiner() != Combiner::Custom) {
      results[0].set(to, combine(op.getCombiner(), results[0][to], updates[0][from]));
      continue;
    }
    Literals elements;
    for (const Literal &result : results)
      elements.push_back(elementOf(result, to));
    for (const Literal &update : updates)
      elements.push_back(elementOf(update, from));
    auto combined = combineCustom(op.getBody(), elements);
    if (failed(combined))
      return failure();
    for (auto [result, element] : llvm::zip_equal(results, *combined))
      result.set(to, element[0]);
  }
  return results;
}

void tcc::interpreter::addWindowRules(Rules &rules) {
  rules.add<GatherOp>(gather);
  rules.addGeneral<ScatterOp>(scatter);
}
