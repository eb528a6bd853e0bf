// Windows taken from a tensor: of each op inference, derivative, lowering, in this order. No index
// reaches memory unclamped.
#include "../Windows.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

// Of an empty table there is no row to clamp to.
static LogicalResult checkRows(const RuleSite &site, int64_t rows, ArrayRef<int64_t> chosen) {
  if (rows != 0 || llvm::is_contained(chosen, 0))
    return success();
  return site.error() << "there are no rows to choose from, but " << shapeText(chosen)
                      << " are asked for";
}

static FailureOr<RankedTensorType> countable(const RuleSite &site, RankedTensorType like,
                                             ArrayRef<int64_t> shape) {
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return like.clone(shape);
}

//===- take
//------------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> TakeOp::inferType(const RuleSite &site, Adaptor op) {
  auto table = site.tensor(op.getTable(), "table"),
       indices = site.tensor(op.getIndices(), "indices");
  if (failed(table) || failed(indices))
    return failure();
  int64_t axis = op.getAxis();
  if (table->getRank() == 0)
    return site.error() << "table must have rows (rank 1 or more), but is " << *table;
  if (failed(site.checkAxis("axis", axis, table->getRank())) ||
      failed(checkRows(site, table->getDimSize(axis), indices->getShape())))
    return failure();
  SmallVector<int64_t> shape(table->getShape().take_front(axis));
  llvm::append_range(shape, indices->getShape());
  llvm::append_range(shape, table->getShape().drop_front(axis + 1));
  return countable(site, *table, shape);
}

SmallVector<Value> TakeOp::decompose(RuleBuilder &g) {
  int64_t axis = getAxis(), rank = type(getIndices()).getRank();
  auto chosen = llvm::to_vector(llvm::seq(axis, axis + rank));
  SmallVector<int64_t> sizes(type(getTable()).getShape());
  sizes[axis] = 1;
  IndexDims dims{.window = otherAxes(type(getResult()).getRank(), chosen),
                 .collapsed = {axis},
                 .indexMap = {axis},
                 .indexVector = rank};
  return {g.create<GatherOp>(getTable(), getIndices(), sizes, dims, /*drop=*/false)};
}

//===- gather
//----------------------------------------------------------------------------------===//

template <class OpOrAdaptor> static IndexDims dimsOf(OpOrAdaptor op) {
  return {.window = llvm::to_vector(op.getOffsetDims()),
          .collapsed = llvm::to_vector(op.getCollapsedSliceDims()),
          .operandBatching = llvm::to_vector(op.getOperandBatchingDims()),
          .indicesBatching = llvm::to_vector(op.getStartIndicesBatchingDims()),
          .indexMap = llvm::to_vector(op.getStartIndexMap()),
          .indexVector = int64_t(op.getIndexVectorDim())};
}

void GatherOp::build(OpBuilder &b, OperationState &state, Value operand, Value indices,
                     ArrayRef<int64_t> sizes, const IndexDims &dims, bool drop) {
  build(b, state, operand, indices, sizes, dims.window, dims.collapsed, dims.operandBatching,
        dims.indicesBatching, dims.indexMap, dims.indexVector, /*indices_are_sorted=*/false, drop);
}

FailureOr<RankedTensorType> GatherOp::inferType(const RuleSite &site, Adaptor op) {
  auto operand = site.tensor(op.getOperand(), "operand"),
       indices = site.tensor(op.getStartIndices(), "start_indices");
  if (failed(operand) || failed(indices))
    return failure();
  Windows windows(dimsOf(op), *operand, *indices, op.getSliceSizes());
  if (failed(windows.verify(site)))
    return failure();
  auto shape = windows.denseShape(site);
  if (failed(shape))
    return failure();
  for (int64_t axis : windows.dims.collapsed)
    if (failed(checkRows(site, operand->getDimSize(axis), *shape)))
      return failure();
  return countable(site, *operand, *shape);
}

// What was taken several times gets the sum of what comes back; sums of 16-bit floats are made in
// f32.
SmallVector<Value> GatherOp::vjp(RuleBuilder &g, ValueRange dy) {
  Type element = type(getOperand()).getElementType(), wide = accumulatorType(element);
  Value zeros = g.zero(getOperand());
  Value sum = g.create<ScatterOp>(Combiner::Add, g.convert(zeros, wide), getStartIndices(),
                                  g.convert(dy[0], wide), dimsOf(*this), /*clip=*/!getDrop(),
                                  /*unique=*/false)
                  .getResult(0);
  return {g.convert(sum, element), Value()};
}
SmallVector<Value> GatherOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value()};
  return {g.create<GatherOp>(tangents[0], getStartIndices(), getSliceSizes(), dimsOf(*this),
                             getDrop())};
}

// One component of the index vector is an operand of the generic, so that what computes it is
// fused.
static Indexed soleComponent(LinalgBuilder &b, const Windows &windows, Value indices,
                             int64_t rank) {
  int64_t axis = windows.dims.indexVector;
  if (axis < windows.indices.getRank())
    indices = b.dropUnitAxes(indices, {axis});
  return {indices, b.project(rank, otherAxes(rank, windows.dims.window))};
}

FailureOr<SmallVector<Value>> GatherOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  if (result.getNumElements() == 0)
    return SmallVector{b.empty(result)};
  Windows windows(dimsOf(*this), type(getOperand()), type(getStartIndices()), getSliceSizes());
  SmallVector<Indexed> components;
  if (windows.dims.indexMap.size() == 1)
    components.push_back(soleComponent(b, windows, getStartIndices(), result.getRank()));
  return SmallVector{
      b.parallel(components, result, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
        SmallVector<Value> dense;
        for (int64_t axis = 0; axis < result.getRank(); ++axis)
          dense.push_back(linalg::IndexOp::create(b, axis));
        auto load = [&](ImplicitLocOpBuilder &b, ValueRange place) -> Value {
          if (!components.empty())
            return in[0];
          return elementAt(b, getStartIndices(), place);
        };
        Windows::Start start = windows.startAt(b, windows.batchPart(dense), getDrop(), load);
        Value element =
            elementAt(b, getOperand(), windows.locate(b, start, windows.windowPart(dense)));
        if (!start.isInside)
          return element;
        Value zero = arith::ConstantOp::create(b, b.getZeroAttr(element.getType()));
        return arith::SelectOp::create(b, start.isInside, element, zero);
      })};
}
