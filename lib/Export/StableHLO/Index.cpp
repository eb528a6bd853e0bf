// Ops that read and write at computed places.
#include "Reducers.h"

#include "tcc/Dialect/Tcc/IndexDims.h"
#include "tcc/Dialect/Tcc/ScalarRegion.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;
using ir::ComparePredicate;

//===- indices -------------------------------------------------------------------------------===//

/// What is beyond the signed numbers is beyond every axis.
static Value asSigned(Site &s, Value index, unsigned width) {
  Type wide = s.b.getIntegerType(width);
  if (elementOf(index).isUnsignedInteger(width)) {
    auto most = s.b.getIntegerAttr(elementOf(index), APInt::getSignedMaxValue(width));
    Value limit = splat(s, RankedTensorType::get({}, elementOf(index)), most);
    index = s.create<ir::MinOp>(index, limit);
  }
  return s.convert(index, wide);
}

/// Of 32 bits at least: extents and limits fit.
static Value widened(Site &s, Value indices) {
  return elementOf(indices).getIntOrFloatBitWidth() < 32 ? asSigned(s, indices, 32) : indices;
}

static SmallVector<Value> widened(Site &s, ValueRange indices) {
  return llvm::map_to_vector(indices, [&](Value index) { return widened(s, index); });
}

namespace {
/// Windows of an operand that begin where indices say.
struct Windows {
  Value indices;
  ir::IndexDims dims;
  ArrayRef<int64_t> operand; // its shape
  SmallVector<int64_t> sizes;

  /// The last start of each component of an index vector, as a tensor that broadcasts to the
  /// indices.
  Value limits(Site &s) const {
    auto type = Site::type(indices);
    SmallVector<Attribute> last;
    for (int64_t axis : dims.indexMap)
      last.push_back(s.b.getIntegerAttr(type.getElementType(), operand[axis] - sizes[axis]));
    SmallVector<int64_t> shape(type.getRank(), 1);
    if (dims.indexVector < type.getRank())
      shape[dims.indexVector] = int64_t(last.size());
    return s.create<ir::ConstantOp>(ElementsAttr(DenseElementsAttr::get(type.clone(shape), last)));
  }
  /// For each index vector whether its window lies inside the operand.
  Value areInside(Site &s) const {
    Value isInside =
        s.create<ir::AndOp>(s.compare(ComparePredicate::Ge, indices, s.scalar(indices, 0)),
                            s.compare(ComparePredicate::Le, indices, limits(s)));
    if (dims.indexVector == Site::type(indices).getRank())
      return isInside;
    return s.create<ir::ReduceAndOp>(isInside, ArrayRef<int64_t>{dims.indexVector}, false);
  }
  Value clamped(Site &s) const {
    return s.create<ir::ClampOp>(indices, s.scalar(indices, 0), limits(s));
  }
};
} // namespace

//===- slices --------------------------------------------------------------------------------===//

static Values exportDynamicSlice(Site &s, ir::DynamicSliceOp op) {
  return one(s.create<stablehlo::DynamicSliceOp>(
      op.getType(), op.getX(), widened(s, op.getStartIndices()), op.getSliceSizes()));
}

static Values exportDynamicUpdateSlice(Site &s, ir::DynamicUpdateSliceOp op) {
  return one(s.create<stablehlo::DynamicUpdateSliceOp>(op.getType(), op.getX(), op.getUpdate(),
                                                       widened(s, op.getStartIndices())));
}

static Values exportOneHot(Site &s, ir::OneHotOp op) {
  auto type = s.resultType();
  Value indices = asSigned(s, op.getIndices(), 64);
  SmallVector<int64_t> column(Site::type(indices).getShape());
  column.push_back(1);
  Value places =
      s.create<ir::IotaOp>(s.b.getI64Type(), ArrayRef<int64_t>{int64_t(op.getDepth())}, int64_t(0));
  Value hits = s.compare(ComparePredicate::Eq, s.reshape(indices, column), places);
  return one(s.convert(hits, type.getElementType()));
}

//===- gather --------------------------------------------------------------------------------===//

static ir::IndexDims dimsOf(ir::GatherOp op) {
  return {ir::IndexDims::Axes(op.getOffsetDims()),
          ir::IndexDims::Axes(op.getCollapsedSliceDims()),
          ir::IndexDims::Axes(op.getOperandBatchingDims()),
          ir::IndexDims::Axes(op.getStartIndicesBatchingDims()),
          ir::IndexDims::Axes(op.getStartIndexMap()),
          int64_t(op.getIndexVectorDim())};
}

/// StableHLO clamps: what does not lie inside becomes 0 afterwards.
static Value gatherAndDrop(Site &s, ir::GatherOp op, Value indices) {
  ir::IndexDims dims = dimsOf(op);
  Value gathered = s.create<ir::GatherOp>(op.getOperand(), indices, op.getSliceSizes(), dims,
                                          /*drop=*/false);
  Windows windows{indices, dims, Site::type(op.getOperand()).getShape(),
                  SmallVector<int64_t>(op.getSliceSizes())};
  SmallVector<int64_t> shape(op.getType().getShape());
  for (int64_t axis : dims.window)
    shape[axis] = 1;
  return s.select(s.reshape(windows.areInside(s), shape), gathered, s.scalar(gathered, 0));
}

static Values exportGather(Site &s, ir::GatherOp op) {
  Value indices = widened(s, op.getStartIndices());
  if (op.getDrop())
    return one(gatherAndDrop(s, op, indices));
  auto axes = stablehlo::GatherDimensionNumbersAttr::get(
      s.b.getContext(), op.getOffsetDims(), op.getCollapsedSliceDims(), op.getOperandBatchingDims(),
      op.getStartIndicesBatchingDims(), op.getStartIndexMap(), int64_t(op.getIndexVectorDim()));
  return one(s.create<stablehlo::GatherOp>(op.getType(), op.getOperand(), indices, axes,
                                           op.getSliceSizes(), op.getIndicesAreSorted()));
}

//===- scatter -------------------------------------------------------------------------------===//

static ir::IndexDims dimsOf(ir::ScatterOp op) {
  return {ir::IndexDims::Axes(op.getUpdateWindowDims()),
          ir::IndexDims::Axes(op.getInsertedWindowDims()),
          ir::IndexDims::Axes(op.getInputBatchingDims()),
          ir::IndexDims::Axes(op.getScatterIndicesBatchingDims()),
          ir::IndexDims::Axes(op.getScatterDimsToOperandDims()),
          int64_t(op.getIndexVectorDim())};
}

/// With starts inside the operand if it clips.
static Value indicesOf(Site &s, ir::ScatterOp op) {
  Value indices = widened(s, op.getScatterIndices());
  if (!op.getClip())
    return indices;
  ir::IndexDims dims = dimsOf(op);
  ArrayRef<int64_t> operand = Site::type(op.getInputs()[0]).getShape(),
                    updates = Site::type(op.getUpdates()[0]).getShape();
  SmallVector<int64_t> sizes(operand.size(), 1);
  size_t next = 0;
  for (size_t axis = 0; axis < operand.size(); ++axis)
    if (!llvm::is_contained(dims.collapsed, int64_t(axis)) &&
        !llvm::is_contained(dims.operandBatching, int64_t(axis)))
      sizes[axis] = updates[size_t(dims.window[next++])];
  return Windows{indices, dims, operand, sizes}.clamped(s);
}

/// What becomes of elements (the first half) and their updates.
static SmallVector<Value> combineAll(ir::RuleBuilder &g, ir::Combiner combiner, ValueRange in) {
  ValueRange elements = in.take_front(in.size() / 2), updates = in.drop_front(in.size() / 2);
  if (combiner == ir::Combiner::Set)
    return SmallVector<Value>(updates);
  Kind kind = combiner == ir::Combiner::Add   ? Kind::Sum
              : combiner == ir::Combiner::Mul ? Kind::Product
              : combiner == ir::Combiner::Min ? Kind::Min
                                              : Kind::Max;
  return llvm::map_to_vector(llvm::zip_equal(elements, updates), [&](auto pair) {
    return combine(g, kind, std::get<0>(pair), std::get<1>(pair));
  });
}

/// The same with a region.
static SmallVector<Value> asCustom(Site &s, ir::ScatterOp op) {
  auto custom = s.create<ir::ScatterOp>(
      op.getInputs(), op.getScatterIndices(), op.getUpdates(), ir::Combiner::Custom,
      op.getUpdateWindowDims(), op.getInsertedWindowDims(), op.getInputBatchingDims(),
      op.getScatterIndicesBatchingDims(), op.getScatterDimsToOperandDims(),
      uint64_t(op.getIndexVectorDim()), op.getIndicesAreSorted(), op.getUniqueIndices(),
      op.getClip());
  SmallVector<Type> elements(op.getInputs().getTypes());
  llvm::append_range(elements, op.getUpdates().getTypes());
  ir::buildScalarRegion(s, custom.getBody(), elements, [&](ir::RuleBuilder &g, ValueRange in) {
    return combineAll(g, op.getCombiner(), in);
  });
  return SmallVector<Value>(custom.getResults());
}

static Values exportScatter(Site &s, ir::ScatterOp op) {
  if (op.getCombiner() != ir::Combiner::Custom)
    return asCustom(s, op);
  auto axes = stablehlo::ScatterDimensionNumbersAttr::get(
      s.b.getContext(), op.getUpdateWindowDims(), op.getInsertedWindowDims(),
      op.getInputBatchingDims(), op.getScatterIndicesBatchingDims(),
      op.getScatterDimsToOperandDims(), int64_t(op.getIndexVectorDim()));
  // Clamped, they may be in another order, and be equal.
  bool isSorted = op.getIndicesAreSorted() && !op.getClip();
  bool isUnique = op.getUniqueIndices() && !op.getClip();
  auto scatter =
      s.create<stablehlo::ScatterOp>(op.getResultTypes(), op.getInputs(), indicesOf(s, op),
                                     op.getUpdates(), axes, isSorted, isUnique);
  if (failed(s.take(op.getBody(), scatter.getUpdateComputation())))
    return failure();
  return SmallVector<Value>(scatter.getResults());
}

void exporter::addIndexRules(Rules &rules) {
  rules.add<ir::DynamicSliceOp>(exportDynamicSlice);
  rules.add<ir::DynamicUpdateSliceOp>(exportDynamicUpdateSlice);
  rules.add<ir::OneHotOp>(exportOneHot);
  rules.add<ir::GatherOp>(exportGather);
  rules.add<ir::ScatterOp>(exportScatter);
}
