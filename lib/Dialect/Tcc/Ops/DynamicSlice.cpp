// Slices at computed starts: of each op inference, fold, derivative, lowering, in this order. The
// two ops are each other's transpose. A start is clamped so that the whole slice lies inside.
#include "../Positions.h"

#include "tcc/Dialect/Exec/ExecDialect.h"
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

// One integer for each axis, all of one type.
static LogicalResult checkStarts(const RuleSite &site, ValueRange starts, RankedTensorType x) {
  if (int64_t(starts.size()) != x.getRank())
    return site.error() << "expected a start for each of the operand's " << x.getRank()
                        << " axes, got " << starts.size();
  for (auto [axis, start] : llvm::enumerate(starts)) {
    auto type = site.tensor(start, "start");
    if (failed(type))
      return failure();
    if (type->getRank() != 0 || !isa<IntegerType>(type->getElementType()))
      return site.error() << "start " << axis << " must be an integer of rank 0, but is " << *type;
    if (*type != starts[0].getType())
      return site.error() << "starts must have one type, but are " << starts[0].getType() << " and "
                          << *type;
  }
  return success();
}

// A slice of `sizes` fits into x.
static LogicalResult checkSizes(const RuleSite &site, StringRef name, ArrayRef<int64_t> sizes,
                                RankedTensorType x) {
  if (failed(site.checkPerAxis(name, sizes, x.getRank(), 0)))
    return failure();
  for (auto [axis, size] : llvm::enumerate(sizes))
    if (!x.isDynamicDim(axis) && size > x.getDimSize(axis))
      return site.error() << name << " " << shapeText(sizes) << " does not fit into the operand, "
                          << shapeText(x.getShape());
  return success();
}

//===- dynamic_slice
//---------------------------------------------------------------------------===//

FailureOr<RankedTensorType> DynamicSliceOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x) || failed(checkStarts(site, op.getStartIndices(), *x)) ||
      failed(checkSizes(site, "slice_sizes", op.getSliceSizes(), *x)))
    return failure();
  return x->clone(op.getSliceSizes());
}

OpFoldResult DynamicSliceOp::fold(FoldAdaptor) {
  if (getX().getType() == getType())
    return getX();
  return {};
}

SmallVector<Value> DynamicSliceOp::vjp(RuleBuilder &g, ValueRange dy) {
  SmallVector<Value> cotangents(getNumOperands());
  cotangents[0] = g.create<DynamicUpdateSliceOp>(g.zero(getX()), dy[0], getStartIndices());
  return cotangents;
}
SmallVector<Value> DynamicSliceOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value()};
  return {g.create<DynamicSliceOp>(tangents[0], getStartIndices(), getSliceSizes())};
}

FailureOr<SmallVector<Value>> DynamicSliceOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto x = type(getX()), result = type(getResult());
  if (result.getNumElements() == 0)
    return SmallVector{b.empty(result)};
  SmallVector<Indexed> starts;
  for (Value start : getStartIndices())
    starts.push_back({start, b.project(result.getRank(), {})});
  return SmallVector{
      b.parallel(starts, result, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
        SmallVector<Value> position, offset;
        for (int64_t axis = 0; axis < result.getRank(); ++axis) {
          int64_t last = x.getDimSize(axis) - result.getDimSize(axis);
          Type integer = type(getStartIndices()[axis]).getElementType();
          offset.push_back(last == 0 ? Value() : clampedPosition(b, in[axis], integer, last));
          position.push_back(linalg::IndexOp::create(b, axis));
        }
        return elementAt(b, getX(), addPositions(b, position, offset));
      })};
}

//===- dynamic_update_slice
//--------------------------------------------------------------------===//

FailureOr<RankedTensorType> DynamicUpdateSliceOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand"), update = site.tensor(op.getUpdate(), "update");
  if (failed(x) || failed(update))
    return failure();
  if (update->getElementType() != x->getElementType() || update->getRank() != x->getRank())
    return site.error() << "update must have the operand's element type and rank, but is "
                        << *update << " for " << *x;
  if (update->hasStaticShape() && failed(checkSizes(site, "update", update->getShape(), *x)))
    return failure();
  if (failed(checkStarts(site, op.getStartIndices(), *x)))
    return failure();
  return *x;
}

OpFoldResult DynamicUpdateSliceOp::fold(FoldAdaptor) {
  if (getUpdate().getType() == getType() && type(getResult()).hasStaticShape())
    return getUpdate();
  if (llvm::is_contained(type(getUpdate()).getShape(), 0))
    return getX();
  return {};
}

SmallVector<Value> DynamicUpdateSliceOp::vjp(RuleBuilder &g, ValueRange dy) {
  SmallVector<Value> cotangents(getNumOperands());
  Value nothing = g.zero(getUpdate());
  cotangents[0] = g.create<DynamicUpdateSliceOp>(dy[0], nothing, getStartIndices());
  cotangents[1] = g.create<DynamicSliceOp>(dy[0], getStartIndices(), type(getUpdate()).getShape());
  return cotangents;
}
SmallVector<Value> DynamicUpdateSliceOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0] && !tangents[1])
    return {Value()};
  Value dx = tangents[0] ? tangents[0] : g.zero(getX());
  Value dupdate = tangents[1] ? tangents[1] : g.zero(getUpdate());
  return {g.create<DynamicUpdateSliceOp>(dx, dupdate, getStartIndices())};
}

FailureOr<SmallVector<Value>> DynamicUpdateSliceOp::lower(OpBuilder &builder) {
  ImplicitLocOpBuilder b(getLoc(), builder);
  auto x = type(getX()), update = type(getUpdate());
  if (update.getNumElements() == 0)
    return SmallVector<Value>{getX()};
  SmallVector<Value> inputs(getStartIndices());
  inputs.push_back(getUpdate());
  auto emit = [&](ImplicitLocOpBuilder &b, ValueRange buffers) {
    SmallVector<Value> offset;
    for (int64_t axis = 0; axis < x.getRank(); ++axis) {
      int64_t last = x.getDimSize(axis) - update.getDimSize(axis);
      Type integer = type(getStartIndices()[axis]).getElementType();
      Value start = loadElement(b, buffers[axis], {});
      offset.push_back(last == 0 ? Value() : clampedPosition(b, start, integer, last));
    }
    Value from = buffers[x.getRank()], to = buffers.back();
    forEachPosition(b, update.getShape(), [&](ImplicitLocOpBuilder &b, ValueRange position) {
      storeElement(b, loadElement(b, from, position), to, addPositions(b, position, offset));
    });
  };
  auto nest = exec::NestOp::create(b, "dynamic_update_slice", inputs, ValueRange{getX()}, emit);
  return SmallVector<Value>(nest.getResults());
}
