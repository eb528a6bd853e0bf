// Verifiers of ops that read and write at computed places.
#include "Check.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::stablehlo;
using tcc::ir::shapeText;

//===- slices --------------------------------------------------------------------------------===//

static LogicalResult checkStarts(Operation *op, ValueRange starts, int64_t rank) {
  if (failed(checkCount(op, "start indices", starts.size(), size_t(rank))))
    return failure();
  for (Value start : starts) {
    if (failed(checkScalar(op, "a start index", start)))
      return failure();
    if (start.getType() != starts[0].getType())
      return siteOf(op).error() << "start indices differ in type: " << starts[0].getType()
                                << " and " << start.getType();
  }
  return success();
}

/// 0 <= size <= extent, along every axis.
static LogicalResult checkWithin(Operation *op, StringRef name, ArrayRef<int64_t> sizes,
                                 RankedTensorType operand) {
  if (failed(checkCount(op, name, sizes.size(), size_t(operand.getRank()))))
    return failure();
  for (auto [size, extent] : llvm::zip_equal(sizes, operand.getShape()))
    if (size < 0 ? !ShapedType::isDynamic(size) : !ShapedType::isDynamic(extent) && size > extent)
      return siteOf(op).error() << name << " " << shapeText(sizes) << " do not fit " << operand;
  return success();
}

LogicalResult DynamicSliceOp::verify() {
  RankedTensorType operand = tensorOf(getOperand());
  if (failed(checkStarts(*this, getStartIndices(), operand.getRank())) ||
      failed(checkWithin(*this, "sizes", getSliceSizes(), operand)) ||
      failed(siteOf(*this).checkShape(getSliceSizes())))
    return failure();
  return checkResult(*this, getResult(), getSliceSizes(), operand.getElementType());
}

LogicalResult DynamicUpdateSliceOp::verify() {
  RankedTensorType operand = tensorOf(getOperand()), update = tensorOf(getUpdate());
  if (failed(checkStarts(*this, getStartIndices(), operand.getRank())) ||
      failed(checkWithin(*this, "extents of the update", update.getShape(), operand)))
    return failure();
  if (update.getElementType() != operand.getElementType())
    return siteOf(*this).error() << "cannot write " << update << " into " << operand;
  return checkResult(*this, getResult(), operand.getShape(), operand.getElementType());
}

LogicalResult RealDynamicSliceOp::verify() {
  for (Value numbers : {getStartIndices(), getLimitIndices(), getStrides()})
    if (tensorOf(numbers).getRank() != 1 ||
        !mayEqual(tensorOf(numbers).getDimSize(0), tensorOf(getOperand()).getRank()))
      return siteOf(*this).error() << "needs one number for each axis of " << getOperand().getType()
                                   << ", got " << numbers.getType();
  return checkResult(*this, getResult(), tensorOf(getResult()).getShape(),
                     tensorOf(getOperand()).getElementType());
}

//===- gather and scatter --------------------------------------------------------------------===//

namespace {
/// What gather and scatter share: windows of the operand, at the places that vectors of indices
/// name. Names are gather's.
struct Places {
  Operation *op;
  RankedTensorType operand, indices;
  ArrayRef<int64_t> window, collapsed, operandBatch, indicesBatch, startMap;
  int64_t vectorAxis;

  LogicalResult verify(int64_t resultRank) const;
  /// Without the axis along which an index vector lies.
  SmallVector<int64_t> batchShape() const {
    SmallVector<int64_t> shape(indices.getShape());
    if (vectorAxis < int64_t(shape.size()))
      shape.erase(shape.begin() + vectorAxis);
    return shape;
  }
  /// `sizes` without the collapsed and batching axes.
  SmallVector<int64_t> windowShape(ArrayRef<int64_t> sizes) const {
    SmallVector<int64_t> shape;
    for (auto [axis, size] : llvm::enumerate(sizes))
      if (!llvm::is_contained(collapsed, int64_t(axis)) &&
          !llvm::is_contained(operandBatch, int64_t(axis)))
        shape.push_back(size);
    return shape;
  }
  /// Batch and window extents, each at its axis of the result (or of the updates).
  SmallVector<int64_t> merge(ArrayRef<int64_t> windowExtents) const {
    SmallVector<int64_t> batch = batchShape(), merged(batch.size() + windowExtents.size());
    const int64_t *nextBatch = batch.begin(), *nextWindow = windowExtents.begin();
    for (auto [axis, extent] : llvm::enumerate(merged))
      extent = llvm::is_contained(window, int64_t(axis)) ? *nextWindow++ : *nextBatch++;
    return merged;
  }
};
} // namespace

LogicalResult Places::verify(int64_t resultRank) const {
  auto site = siteOf(op);
  int64_t rank = operand.getRank();
  if (vectorAxis < 0 || vectorAxis > indices.getRank())
    return site.error() << "index_vector_dim " << vectorAxis << " is out of range for " << indices;
  int64_t length = vectorAxis == indices.getRank() ? 1 : indices.getDimSize(vectorAxis);
  if (!mayEqual(length, int64_t(startMap.size())))
    return site.error() << "index vectors have " << length << " entries; expected "
                        << startMap.size();
  SmallVector<int64_t> dropped(collapsed);
  llvm::append_range(dropped, operandBatch);
  SmallVector<int64_t> named(startMap);
  llvm::append_range(named, operandBatch);
  if (failed(site.checkAxes("dropped axes", dropped, rank)) ||
      failed(site.checkAxes("indexed axes", named, rank)) ||
      failed(site.checkAxes("batching axes of the indices", indicesBatch, indices.getRank())) ||
      failed(site.checkAxes("window axes", window, resultRank)) ||
      failed(checkCount(op, "batching axes of the indices", indicesBatch.size(),
                        operandBatch.size())) ||
      failed(checkCount(op, "window axes", window.size(), size_t(rank) - dropped.size())) ||
      failed(checkCount(op, "axes of the result", size_t(resultRank),
                        window.size() + batchShape().size())))
    return failure();
  if (!llvm::is_sorted(window) || !llvm::is_sorted(collapsed))
    return site.error() << "window and collapsed axes must be in order";
  for (auto [mine, theirs] : llvm::zip_equal(operandBatch, indicesBatch))
    if (theirs == vectorAxis || !mayEqual(operand.getDimSize(mine), indices.getDimSize(theirs)))
      return site.error() << "batching axes differ: " << mine << " of " << operand << " and "
                          << theirs << " of " << indices;
  return success();
}

/// A dropped axis has one element in each window.
static LogicalResult checkGather(Operation *op, const Places &places, ArrayRef<int64_t> sizes,
                                 Value result) {
  if (failed(places.verify(tensorOf(result).getRank())) ||
      failed(checkWithin(op, "slice sizes", sizes, places.operand)))
    return failure();
  for (int64_t axis : llvm::concat<const int64_t>(places.collapsed, places.operandBatch))
    if (sizes[axis] > 1 || sizes[axis] < 0)
      return siteOf(op).error() << "slice size " << sizes[axis] << " of the dropped axis " << axis
                                << " must be 0 or 1";
  return checkResult(op, result, places.merge(places.windowShape(sizes)),
                     places.operand.getElementType());
}

static Places placesOf(Operation *op, Value operand, Value indices,
                       GatherDimensionNumbersAttr axes) {
  return {op,
          tensorOf(operand),
          tensorOf(indices),
          axes.getOffsetDims(),
          axes.getCollapsedSliceDims(),
          axes.getOperandBatchingDims(),
          axes.getStartIndicesBatchingDims(),
          axes.getStartIndexMap(),
          axes.getIndexVectorDim()};
}

LogicalResult GatherOp::verify() {
  return checkGather(*this, placesOf(*this, getOperand(), getStartIndices(), getDimensionNumbers()),
                     getSliceSizes(), getResult());
}

LogicalResult DynamicGatherOp::verify() {
  Places places = placesOf(*this, getOperand(), getStartIndices(), getDimensionNumbers());
  return places.verify(tensorOf(getResult()).getRank());
}

LogicalResult ScatterOp::verify() {
  if (getInputs().empty() || getNumResults() != getInputs().size())
    return siteOf(*this).error() << "needs as many results as inputs, and one or more";
  auto axes = getScatterDimensionNumbers();
  for (auto [input, update, result] : llvm::zip_equal(getInputs(), getUpdates(), getResults())) {
    RankedTensorType operand = tensorOf(input), updates = tensorOf(update);
    Places places{*this,
                  operand,
                  tensorOf(getScatterIndices()),
                  axes.getUpdateWindowDims(),
                  axes.getInsertedWindowDims(),
                  axes.getInputBatchingDims(),
                  axes.getScatterIndicesBatchingDims(),
                  axes.getScatterDimsToOperandDims(),
                  axes.getIndexVectorDim()};
    if (failed(places.verify(updates.getRank())))
      return failure();
    auto windowExtents =
        llvm::map_to_vector(places.window, [&](int64_t axis) { return updates.getDimSize(axis); });
    auto most = places.windowShape(operand.getShape());
    for (auto [extent, limit] : llvm::zip_equal(windowExtents, most))
      if (!ShapedType::isDynamic(extent) && !ShapedType::isDynamic(limit) && extent > limit)
        return siteOf(*this).error() << "windows " << shapeText(windowExtents)
                                     << " of the updates do not fit " << operand;
    if (!mayEqual(updates.getShape(), places.merge(windowExtents)))
      return siteOf(*this).error()
             << "updates " << updates << " do not fit the indices " << places.indices;
    if (!mayEqual(operand.getShape(), tensorOf(getInputs()[0]).getShape()) ||
        !mayEqual(updates.getShape(), tensorOf(getUpdates()[0]).getShape()))
      return siteOf(*this).error() << "inputs, or updates, differ in shape";
    if (failed(checkResult(*this, result, operand.getShape(), tensorOf(result).getElementType())) ||
        failed(checkPromotion(*this, {input, update}, result)))
      return failure();
  }
  auto scalars = llvm::map_to_vector(getResults(), [](Value v) -> Type { return scalarOf(v); });
  SmallVector<Type> arguments(scalars);
  llvm::append_range(arguments, scalars);
  return checkRegion(*this, "the update computation", getUpdateComputation(), arguments, scalars);
}

LogicalResult TorchIndexSelectOp::verify() {
  RankedTensorType operand = tensorOf(getOperand()), index = tensorOf(getIndex());
  auto axis = int64_t(getDim()), batch = int64_t(getBatchDims());
  if (failed(siteOf(*this).checkAxis("dim", axis, operand.getRank())))
    return failure();
  if (batch < 0 || batch > axis || batch > index.getRank())
    return siteOf(*this).error() << "batch_dims " << batch << " is out of range";
  if (!mayEqual(operand.getShape().take_front(batch), index.getShape().take_front(batch)))
    return siteOf(*this).error() << "batch axes differ: " << operand << " and " << index;
  SmallVector<int64_t> shape(operand.getShape().take_front(axis));
  llvm::append_range(shape, index.getShape().drop_front(batch));
  llvm::append_range(shape, operand.getShape().drop_front(axis + 1));
  return checkResult(*this, getResult(), shape, operand.getElementType());
}

//===- sort ----------------------------------------------------------------------------------===//

LogicalResult SortOp::verify() {
  if (getInputs().empty() || getNumResults() != getInputs().size())
    return siteOf(*this).error() << "needs as many results as inputs, and one or more";
  RankedTensorType first = tensorOf(getInputs()[0]);
  auto axis = int64_t(getDimension());
  if (axis < -first.getRank() || axis >= std::max<int64_t>(first.getRank(), 1))
    return siteOf(*this).error() << "dimension " << axis << " is out of range for " << first;
  SmallVector<Type> arguments;
  for (auto [input, result] : llvm::zip_equal(getInputs(), getResults())) {
    if (!mayEqual(tensorOf(input).getShape(), first.getShape()))
      return siteOf(*this).error()
             << "inputs differ in shape: " << first << " and " << input.getType();
    if (failed(checkResult(*this, result, first.getShape(), tensorOf(input).getElementType())))
      return failure();
    arguments.append(2, scalarOf(input));
  }
  auto pred = RankedTensorType::get({}, IntegerType::get(getContext(), 1));
  return checkRegion(*this, "the comparator", getComparator(), arguments, Type(pred));
}
