// Integers as positions: of each op inference, derivative, lowering, in this order. No index
// reaches memory unclamped.
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

// An integer as a row of a table: the first or last one where it is out of range.
static Value clampedRow(ImplicitLocOpBuilder &b, Value integer, int64_t rows) {
  Value index = arith::IndexCastOp::create(b, b.getIndexType(), integer);
  index = arith::MaxSIOp::create(b, index, arith::ConstantIndexOp::create(b, 0));
  return arith::MinSIOp::create(b, index, arith::ConstantIndexOp::create(b, rows - 1));
}

// Of an empty table there is no row to clamp to.
static LogicalResult checkRows(const RuleSite &site, int64_t rows, RankedTensorType indices) {
  if (rows != 0 || llvm::is_contained(indices.getShape(), 0))
    return success();
  return site.error() << "there are no rows to choose from, but indices are " << indices;
}

//===- one_hot
//---------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> OneHotOp::inferType(const RuleSite &site, Adaptor op) {
  auto indices = site.tensor(op.getIndices(), "indices");
  int64_t depth = op.getDepth();
  if (failed(indices) || failed(site.checkShape({depth})))
    return failure();
  if (!isa<IntegerType, FloatType>(op.getElementType()))
    return site.error() << "element type must be a number or i1, but is " << op.getElementType();
  SmallVector<int64_t> shape(indices->getShape());
  shape.push_back(depth);
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return RankedTensorType::get(shape, op.getElementType());
}

FailureOr<SmallVector<Value>> OneHotOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  int64_t rank = type(getIndices()).getRank();
  Indexed indices{getIndices(), b.project(rank + 1, otherAxes(rank + 1, {rank}))};
  return SmallVector{
      b.parallel({indices}, result, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
        Value label = arith::IndexCastOp::create(b, b.getIndexType(), in[0]);
        Value hit = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, label,
                                          linalg::IndexOp::create(b, rank));
        Type element = result.getElementType();
        if (element.isInteger(1))
          return hit;
        LinalgBuilder scalars(b, b.getLoc());
        return arith::SelectOp::create(b, hit, scalars.scalar(element, 1),
                                       scalars.scalar(element, 0));
      })};
}

//===- gather
//----------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> GatherOp::inferType(const RuleSite &site, Adaptor op) {
  auto table = site.tensor(op.getTable(), "table"),
       indices = site.tensor(op.getIndices(), "indices");
  if (failed(table) || failed(indices))
    return failure();
  if (table->getRank() == 0)
    return site.error() << "table must have rows (rank 1 or more), but is " << *table;
  if (failed(checkRows(site, table->getDimSize(0), *indices)))
    return failure();
  SmallVector<int64_t> shape(indices->getShape());
  llvm::append_range(shape, table->getShape().drop_front());
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return table->clone(shape);
}

SmallVector<Value> GatherOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {g.create<ScatterAddOp>(dy[0], getIndices(), type(getTable()).getDimSize(0)), Value()};
}
SmallVector<Value> GatherOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? g.create<GatherOp>(tangents[0], getIndices()) : Value()};
}

FailureOr<SmallVector<Value>> GatherOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  if (result.getNumElements() == 0)
    return SmallVector{b.empty(result)};
  int64_t rank = type(getIndices()).getRank(), rows = type(getTable()).getDimSize(0);
  Indexed indices{getIndices(),
                  b.project(result.getRank(), llvm::to_vector(llvm::seq<int64_t>(0, rank)))};
  return SmallVector{
      b.parallel({indices}, result, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
        SmallVector<Value> position{clampedRow(b, in[0], rows)};
        for (int64_t axis = rank; axis < result.getRank(); ++axis)
          position.push_back(linalg::IndexOp::create(b, axis));
        return tensor::ExtractOp::create(b, getTable(), position);
      })};
}

//===- scatter_add
//-----------------------------------------------------------------------------===//

FailureOr<RankedTensorType> ScatterAddOp::inferType(const RuleSite &site, Adaptor op) {
  auto updates = site.tensor(op.getUpdates(), "updates"),
       indices = site.tensor(op.getIndices(), "indices");
  int64_t rows = op.getRows();
  if (failed(updates) || failed(indices) || failed(site.checkShape({rows})) ||
      failed(checkRows(site, rows, *indices)))
    return failure();
  auto leading = updates->getShape().take_front(indices->getRank());
  if (failed(verifyCompatibleShape(leading, indices->getShape())))
    return (site.error() << "updates " << shapeText(updates->getShape())
                         << " must begin with the shape of indices, "
                         << shapeText(indices->getShape()))
        .hint("each index says to which row its update is added");
  SmallVector<int64_t> shape{rows};
  llvm::append_range(shape, updates->getShape().drop_front(indices->getRank()));
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return updates->clone(shape);
}

SmallVector<Value> ScatterAddOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {g.create<GatherOp>(dy[0], getIndices()), Value()};
}
SmallVector<Value> ScatterAddOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? g.create<ScatterAddOp>(tangents[0], getIndices(), getRows()) : Value()};
}

// Each row looks at every index and adds what is its own, in order: the same sum whoever computes
// it.
FailureOr<SmallVector<Value>> ScatterAddOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto updates = type(getUpdates()), result = type(getResult());
  int64_t rank = type(getIndices()).getRank(), numLoops = 1 + updates.getRank();
  Type element = result.getElementType(), accumulator = accumulatorType(element);
  auto range = [](int64_t begin, int64_t end) { return llvm::to_vector(llvm::seq(begin, end)); };
  auto indexLoops = range(1, 1 + rank); // loops: row, indices, the rest of a row
  Indexed indices{getIndices(), b.project(numLoops, indexLoops)};
  Indexed added{getUpdates(), b.project(numLoops, range(1, numLoops))};
  auto sums = result.clone(accumulator);
  Indexed init{b.filled(sums, cast<TypedAttr>(b.getZeroAttr(accumulator))),
               b.project(numLoops, otherAxes(numLoops, indexLoops))};
  Value sum = b.generic(
      {indices, added}, init, indexLoops, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
        Value row = clampedRow(b, in[0], getRows());
        Value isOwn =
            arith::CmpIOp::create(b, arith::CmpIPredicate::eq, row, linalg::IndexOp::create(b, 0));
        Value update =
            element == accumulator ? in[1] : arith::ExtFOp::create(b, accumulator, in[1]);
        Value zero = LinalgBuilder(b, b.getLoc()).scalar(accumulator, 0);
        Value own = arith::SelectOp::create(b, isOwn, update, zero);
        if (isa<IntegerType>(element))
          return arith::AddIOp::create(b, in[2], own);
        return arith::AddFOp::create(
            b, in[2], own, arith::FastMathFlags::contract | arith::FastMathFlags::reassoc);
      });
  return SmallVector{b.convertFloats(sum, result)};
}
