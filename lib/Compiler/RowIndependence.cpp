// Two copies of a program, for batches of two sizes, are walked side by side. Where they are equal
// but for extents, the program is the same for every batch; an axis whose extent differs is the
// batch. Each op must then keep that axis apart: by a rule of its own, or it is refused.
#include "RowIndependence.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tcc;

static constexpr llvm::StringLiteral mixes = "mixes its rows";
static constexpr llvm::StringLiteral depends = "depends on how many rows there are";

namespace {

/// Row i of the batch is [i * factor, (i + 1) * factor) of this axis.
struct BatchAxis {
  int64_t axis, factor;
};

class RowCheck {
public:
  RowCheck(SizedProgram one, SizedProgram other,
           llvm::function_ref<InFlightDiagnostic(Operation *)> refuse)
      : one(one), other(other), refuse(refuse) {}

  LogicalResult run() { return visit(one.function.getBody(), other.function.getBody()); }

private:
  LogicalResult visit(Region &region, Region &twin);
  LogicalResult visit(Operation *op, Operation *twin);
  LogicalResult pair(Operation *owner, ValueRange values, ValueRange twins);
  bool isBatched(Operation *op) const;
  bool isSameBut(Operation *op, Operation *twin, ArrayRef<StringRef> attributes) const;

  LogicalResult check(linalg::LinalgOp op);
  LogicalResult check(linalg::IndexOp op);
  LogicalResult check(tensor::ExtractOp op);
  LogicalResult check(tensor::CollapseShapeOp op);
  LogicalResult check(tensor::ExpandShapeOp op);
  LogicalResult checkConstant(arith::ConstantOp op, arith::ConstantOp twin);
  LogicalResult checkBatched(Operation *op, Operation *twin);
  LogicalResult fail(Operation *op, StringRef why) { return refuse(op) << why; }

  SizedProgram one, other;
  llvm::function_ref<InFlightDiagnostic(Operation *)> refuse;
  DenseMap<Value, Value> twins;
  DenseMap<Value, BatchAxis> axes;        // of batched values
  DenseMap<Operation *, BatchAxis> loops; // of linalg ops that go over rows
};

} // namespace

//===- side by side --------------------------------------------------------------------------===//

/// Notes which values correspond, and where the batch is in them.
LogicalResult RowCheck::pair(Operation *owner, ValueRange values, ValueRange others) {
  if (values.size() != others.size())
    return fail(owner, depends);
  for (auto [value, twin] : llvm::zip(values, others)) {
    twins[value] = twin;
    if (value.getType() == twin.getType())
      continue;
    auto type = dyn_cast<RankedTensorType>(value.getType()),
         twinType = dyn_cast<RankedTensorType>(twin.getType());
    if (!type || !twinType || type.getElementType() != twinType.getElementType() ||
        type.getRank() != twinType.getRank() || type.getEncoding() != twinType.getEncoding())
      return fail(owner, depends);
    for (auto [axis, extent, twinExtent] : llvm::enumerate(type.getShape(), twinType.getShape())) {
      if (extent == twinExtent)
        continue;
      int64_t factor = extent / one.rows;
      if (extent != factor * one.rows || twinExtent != factor * other.rows)
        return fail(owner, depends);
      if (!axes.try_emplace(value, BatchAxis{int64_t(axis), factor}).second)
        return fail(owner, mixes);
    }
  }
  return success();
}

LogicalResult RowCheck::visit(Region &region, Region &twin) {
  Operation *owner = region.getParentOp();
  if (region.getBlocks().size() != twin.getBlocks().size())
    return fail(owner, depends);
  for (auto [block, twinBlock] : llvm::zip(region, twin)) {
    if (failed(pair(owner, block.getArguments(), twinBlock.getArguments())))
      return failure();
    if (block.getOperations().size() != twinBlock.getOperations().size())
      return fail(owner, depends);
    for (auto [op, twinOp] : llvm::zip(block, twinBlock))
      if (failed(visit(&op, &twinOp)))
        return failure();
  }
  return success();
}

LogicalResult RowCheck::visit(Operation *op, Operation *twin) {
  bool isTwin = op->getName() == twin->getName() && op->getNumRegions() == twin->getNumRegions() &&
                op->getNumOperands() == twin->getNumOperands() && op->getNumSuccessors() == 0;
  for (unsigned i = 0; isTwin && i < op->getNumOperands(); ++i)
    isTwin = twins.lookup(op->getOperand(i)) == twin->getOperand(i);
  if (!isTwin)
    return fail(op, depends);
  if (failed(pair(op, op->getResults(), twin->getResults())))
    return failure();
  if (isBatched(op) ? failed(checkBatched(op, twin)) : !isSameBut(op, twin, {}))
    return isBatched(op) ? failure() : fail(op, depends);
  if (auto index = dyn_cast<linalg::IndexOp>(op); index && failed(check(index)))
    return failure();
  for (auto [region, twinRegion] : llvm::zip(op->getRegions(), twin->getRegions()))
    if (failed(visit(region, twinRegion)))
      return failure();
  return success();
}

bool RowCheck::isBatched(Operation *op) const {
  auto has = [&](Value value) { return axes.contains(value); };
  return llvm::any_of(op->getOperands(), has) || llvm::any_of(op->getResults(), has);
}

/// Equal attributes, but for those named.
bool RowCheck::isSameBut(Operation *op, Operation *twin, ArrayRef<StringRef> attributes) const {
  auto stripped = [&](Operation *from) {
    NamedAttrList list(from->getAttrDictionary());
    for (StringRef name : attributes)
      list.erase(name);
    return list.getDictionary(from->getContext());
  };
  return stripped(op) == stripped(twin);
}

//===- how each op treats the batch ----------------------------------------------------------===//

LogicalResult RowCheck::checkBatched(Operation *op, Operation *twin) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return checkConstant(constant, cast<arith::ConstantOp>(twin));
  bool isExpand = isa<tensor::ExpandShapeOp>(op);
  if (!isSameBut(op, twin,
                 isExpand ? ArrayRef<StringRef>{"static_output_shape"} : ArrayRef<StringRef>{}))
    return fail(op, depends);
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<linalg::LinalgOp, tensor::ExtractOp, tensor::CollapseShapeOp, tensor::ExpandShapeOp>(
          [&](auto concrete) { return check(concrete); })
      .Case<tensor::EmptyOp, func::ReturnOp>([](auto) { return success(); })
      .Default([&](Operation *) { return fail(op, "is not known to keep rows apart"); });
}

/// One loop goes over the rows, in parallel, and every batched operand by it.
LogicalResult RowCheck::check(linalg::LinalgOp op) {
  std::optional<BatchAxis> loop;
  for (OpOperand &operand : op->getOpOperands()) {
    auto axis = axes.find(operand.get());
    if (axis == axes.end())
      continue;
    auto dim =
        dyn_cast<AffineDimExpr>(op.getMatchingIndexingMap(&operand).getResult(axis->second.axis));
    if (!dim)
      return fail(op, mixes);
    BatchAxis found{int64_t(dim.getPosition()), axis->second.factor};
    if (loop && (loop->axis != found.axis || loop->factor != found.factor))
      return fail(op, mixes);
    loop = found;
  }
  if (op.getIteratorTypesArray()[loop->axis] != utils::IteratorType::parallel)
    return fail(op, mixes);
  for (OpOperand &operand : op->getOpOperands()) {
    auto axis = axes.find(operand.get());
    for (auto [i, expr] : llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
      if (expr.isFunctionOfDim(loop->axis) &&
          (axis == axes.end() || axis->second.axis != int64_t(i)))
        return fail(op, mixes);
  }
  loops[op] = *loop;
  return success();
}

/// The number of a row serves to read that row, nothing else.
LogicalResult RowCheck::check(linalg::IndexOp op) {
  auto around = loops.find(op->getParentOfType<linalg::LinalgOp>());
  if (around == loops.end() || int64_t(op.getDim()) != around->second.axis)
    return success();
  for (OpOperand &use : op->getUses()) {
    auto extract = dyn_cast<tensor::ExtractOp>(use.getOwner());
    auto axis = extract ? axes.find(extract.getTensor()) : axes.end();
    if (axis == axes.end() || axis->second.axis + 1 != int64_t(use.getOperandNumber()))
      return fail(op, "computes with the number of a row");
  }
  return success();
}

LogicalResult RowCheck::check(tensor::ExtractOp op) {
  auto axis = axes.find(op.getTensor());
  auto index = op.getIndices()[axis->second.axis].getDefiningOp<linalg::IndexOp>();
  auto around = loops.find(op->getParentOfType<linalg::LinalgOp>());
  if (!index || around == loops.end() || int64_t(index.getDim()) != around->second.axis ||
      around->second.factor != axis->second.factor)
    return fail(op, mixes);
  return success();
}

/// Rows stay whole and in order where no axis of more than one element lies before the batch.
static bool leads(ArrayRef<int64_t> shape, ReassociationIndicesRef group, int64_t axis) {
  return llvm::all_of(group.take_while([&](int64_t i) { return i != axis; }),
                      [&](int64_t i) { return shape[i] == 1; });
}

static bool leads(RankedTensorType type, ArrayRef<ReassociationIndices> groups, int64_t axis) {
  for (const ReassociationIndices &group : groups)
    if (llvm::is_contained(group, axis))
      return leads(type.getShape(), group, axis);
  return false;
}

LogicalResult RowCheck::check(tensor::CollapseShapeOp op) {
  auto axis = axes.find(op.getSrc());
  bool isKept = axis != axes.end() && axes.contains(op.getResult()) &&
                leads(op.getSrcType(), op.getReassociationIndices(), axis->second.axis);
  return isKept ? success() : fail(op, mixes);
}

LogicalResult RowCheck::check(tensor::ExpandShapeOp op) {
  auto axis = axes.find(op.getResult());
  bool isKept = axis != axes.end() && axes.contains(op.getSrc()) &&
                leads(op.getResultType(), op.getReassociationIndices(), axis->second.axis);
  return isKept ? success() : fail(op, mixes);
}

/// The same number everywhere, whatever the size.
LogicalResult RowCheck::checkConstant(arith::ConstantOp op, arith::ConstantOp twin) {
  auto value = dyn_cast<SplatElementsAttr>(op.getValue()),
       twinValue = dyn_cast<SplatElementsAttr>(twin.getValue());
  bool isSame = value && twinValue &&
                value.getSplatValue<Attribute>() == twinValue.getSplatValue<Attribute>();
  return isSame ? success() : fail(op, depends);
}

LogicalResult
tcc::checkRowsIndependent(SizedProgram one, SizedProgram other,
                          llvm::function_ref<InFlightDiagnostic(Operation *)> refuse) {
  return RowCheck(one, other, refuse).run();
}
