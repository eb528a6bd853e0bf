// Windows of gathers and scatters: checked, and located in code under generation.
#include "Windows.h"

#include "Positions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tcc::ir;

//===- verification -------------------------------------------------------------------------===//

static bool isSortedSet(ArrayRef<int64_t> axes) {
  return llvm::adjacent_find(axes, [](int64_t a, int64_t b) { return a >= b; }) == axes.end();
}

static bool overlap(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  return llvm::any_of(a, [&](int64_t axis) { return llvm::is_contained(b, axis); });
}

static LogicalResult checkSortedAxes(const RuleSite &site, StringRef name, ArrayRef<int64_t> axes,
                                     int64_t rank) {
  if (failed(site.checkAxes(name, axes, rank)))
    return failure();
  if (!isSortedSet(axes))
    return site.error() << name << " must ascend, but came as " << shapeText(axes);
  return success();
}

// The axes that run along in operand and indices.
static LogicalResult checkBatching(const RuleSite &site, const Windows &w) {
  const IndexDims &dims = w.dims;
  int64_t rank = w.indices.getRank();
  if (failed(checkSortedAxes(site, "batching axes of the operand", dims.operandBatching,
                             w.operand.getRank())) ||
      failed(site.checkAxes("batching axes of the indices", dims.indicesBatching, rank)))
    return failure();
  if (dims.operandBatching.size() != dims.indicesBatching.size())
    return site.error() << "batching axes come in pairs, but are "
                        << shapeText(dims.operandBatching) << " of the operand and "
                        << shapeText(dims.indicesBatching) << " of the indices";
  if (llvm::is_contained(dims.indicesBatching, dims.indexVector))
    return site.error() << "index_vector_dim " << dims.indexVector << " is a batching axis, too";
  for (auto [mine, other] : llvm::zip(dims.operandBatching, dims.indicesBatching))
    if (w.operand.getDimSize(mine) != w.indices.getDimSize(other))
      return site.error() << "batching axis " << mine << " of the operand has extent "
                          << w.operand.getDimSize(mine) << ", but axis " << other
                          << " of the indices " << w.indices.getDimSize(other);
  return success();
}

static LogicalResult checkIndexVectors(const RuleSite &site, const Windows &w) {
  const IndexDims &dims = w.dims;
  int64_t rank = w.indices.getRank();
  if (dims.indexVector < 0 || dims.indexVector > rank)
    return site.error() << "index_vector_dim " << dims.indexVector
                        << " is out of range: the indices have rank " << rank;
  int64_t length = dims.indexVector < rank ? w.indices.getDimSize(dims.indexVector) : 1;
  if (length != int64_t(dims.indexMap.size()))
    return site.error() << "index vectors have " << length << " elements, but "
                        << dims.indexMap.size()
                        << " axes of the operand are mapped to: " << shapeText(dims.indexMap);
  if (failed(site.checkAxes("indexed axes", dims.indexMap, w.operand.getRank())))
    return failure();
  if (overlap(dims.indexMap, dims.operandBatching))
    return site.error() << "axes " << shapeText(dims.indexMap)
                        << " are indexed, so they cannot be batching axes, "
                        << shapeText(dims.operandBatching);
  return success();
}

static LogicalResult checkSizes(const RuleSite &site, const Windows &w) {
  if (failed(site.checkPerAxis("the size of a window", w.sizes, w.operand.getRank(), 0)))
    return failure();
  for (auto [axis, size] : llvm::enumerate(w.sizes)) {
    bool isPoint = llvm::is_contained(w.dims.collapsed, axis) ||
                   llvm::is_contained(w.dims.operandBatching, axis);
    if (isPoint && size != 1)
      return site.error() << "a window must have size 1 along axis " << axis
                          << ", which is no axis of windows, but has " << size;
    if (!isPoint && size > w.operand.getDimSize(axis))
      return site.error() << "windows of " << shapeText(w.sizes) << " do not fit into the operand, "
                          << shapeText(w.operand.getShape());
  }
  return success();
}

LogicalResult Windows::verify(const RuleSite &site) const {
  if (!operand.hasStaticShape() || !indices.hasStaticShape())
    return site.error() << "is not supported with symbolic shapes: " << operand << " and "
                        << indices;
  if (!isa<IntegerType>(indices.getElementType()))
    return site.error() << "indices must be integers, but are " << indices;
  if (failed(checkSortedAxes(site, "collapsed axes", dims.collapsed, operand.getRank())) ||
      failed(checkBatching(site, *this)) || failed(checkIndexVectors(site, *this)))
    return failure();
  if (overlap(dims.collapsed, dims.operandBatching))
    return site.error() << "collapsed axes " << shapeText(dims.collapsed)
                        << " are batching axes, too: " << shapeText(dims.operandBatching);
  return checkSizes(site, *this);
}

FailureOr<SmallVector<int64_t>> Windows::denseShape(const RuleSite &site) const {
  SmallVector<int64_t> batch = batchShape(), window = windowShape();
  int64_t rank = batch.size() + window.size();
  if (dims.window.size() != window.size())
    return site.error() << "windows have " << window.size() << " axes, but axes "
                        << shapeText(dims.window) << " are given for them";
  if (failed(checkSortedAxes(site, "axes of windows", dims.window, rank)))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t axis = 0; axis < rank; ++axis) {
    auto &from = llvm::is_contained(dims.window, axis) ? window : batch;
    shape.push_back(from.front());
    from.erase(from.begin());
  }
  return shape;
}

//===- parts --------------------------------------------------------------------------------===//

SmallVector<int64_t> Windows::batchShape() const {
  SmallVector<int64_t> shape(indices.getShape());
  if (dims.indexVector < indices.getRank())
    shape.erase(shape.begin() + dims.indexVector);
  return shape;
}

SmallVector<int64_t> Windows::windowAxes() const {
  SmallVector<int64_t> points(dims.collapsed);
  points.append(dims.operandBatching);
  return otherAxes(operand.getRank(), points);
}

SmallVector<int64_t> Windows::windowShape() const {
  return llvm::map_to_vector(windowAxes(), [&](int64_t axis) { return sizes[axis]; });
}

SmallVector<Value> Windows::batchPart(ValueRange dense) const {
  return llvm::map_to_vector(otherAxes(dense.size(), dims.window),
                             [&](int64_t axis) { return dense[axis]; });
}

SmallVector<Value> Windows::windowPart(ValueRange dense) const {
  return llvm::map_to_vector(dims.window, [&](int64_t axis) { return dense[axis]; });
}

SmallVector<Value> Windows::join(ValueRange batch, ValueRange window) const {
  SmallVector<Value> dense(batch.size() + window.size());
  for (auto [axis, coordinate] : llvm::zip_equal(otherAxes(dense.size(), dims.window), batch))
    dense[axis] = coordinate;
  for (auto [axis, coordinate] : llvm::zip_equal(dims.window, window))
    dense[axis] = coordinate;
  return dense;
}

//===- positions ----------------------------------------------------------------------------===//

Windows::Start Windows::startAt(ImplicitLocOpBuilder &b, ValueRange batch, bool check,
                                Load load) const {
  Start start{SmallVector<Value>(operand.getRank()), {}};
  for (auto [axis, other] : llvm::zip(dims.operandBatching, dims.indicesBatching))
    start.position[axis] = batch[other - (other > dims.indexVector)];
  for (auto [i, axis] : llvm::enumerate(dims.indexMap)) {
    SmallVector<Value> place(batch);
    if (dims.indexVector < indices.getRank())
      place.insert(place.begin() + dims.indexVector, arith::ConstantIndexOp::create(b, i));
    Value integer = load(b, place);
    int64_t last = operand.getDimSize(axis) - sizes[axis];
    Type element = indices.getElementType();
    start.position[axis] = clampedPosition(b, integer, element, last);
    if (!check)
      continue;
    Value inside = isPosition(b, integer, element, last);
    start.isInside =
        start.isInside ? arith::AndIOp::create(b, start.isInside, inside).getResult() : inside;
  }
  return start;
}

SmallVector<Value> Windows::locate(ImplicitLocOpBuilder &b, const Start &start,
                                   ValueRange window) const {
  SmallVector<Value> offset(operand.getRank());
  for (auto [axis, coordinate] : llvm::zip_equal(windowAxes(), window))
    offset[axis] = coordinate;
  SmallVector<Value> position;
  for (auto [begin, step] : llvm::zip(start.position, offset)) {
    if (begin && step)
      position.push_back(arith::AddIOp::create(b, begin, step));
    else
      position.push_back(begin ? begin : step ? step : arith::ConstantIndexOp::create(b, 0));
  }
  return position;
}
