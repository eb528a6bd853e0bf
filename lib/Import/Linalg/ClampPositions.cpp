// Positions that a linalg program computes. In linalg one that leads outside of its tensor has no
// meaning; here it has a safe one.
#include "ImportLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

/// An upper bound of a position that is never negative: a constant, or a loop of a linalg op.
static std::optional<int64_t> largest(OpFoldResult position) {
  if (auto constant = getConstantIntValue(position))
    return *constant >= 0 ? constant : std::nullopt;
  auto index = cast<Value>(position).getDefiningOp<linalg::IndexOp>();
  auto op = index ? dyn_cast<linalg::LinalgOp>(index->getParentOp()) : nullptr;
  if (!op)
    return std::nullopt;
  int64_t range = op.getStaticLoopRanges()[index.getDim()];
  return ShapedType::isDynamic(range) ? std::nullopt : std::optional(range - 1);
}

static Value clampTo(OpBuilder &b, Location loc, Value position, int64_t last) {
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value end = arith::ConstantIndexOp::create(b, loc, std::max<int64_t>(last, 0));
  Value raised = arith::MaxSIOp::create(b, loc, position, zero);
  return arith::MinSIOp::create(b, loc, raised, end);
}

static Value clampIfNeeded(OpBuilder &b, Location loc, Value position, int64_t last) {
  std::optional<int64_t> bound = largest(position);
  return bound && *bound <= last ? position : clampTo(b, loc, position, last);
}

static void clampElement(Operation *op, MutableOperandRange indices, ArrayRef<int64_t> shape) {
  OpBuilder b(op);
  for (auto [index, extent] : llvm::zip_equal(indices, shape))
    index.set(clampIfNeeded(b, op->getLoc(), index.get(), extent - 1));
}

/// `shape`: of the tensor that a slice is taken from or written to.
template <class SliceOp> static void clampSlice(SliceOp op, ArrayRef<int64_t> shape) {
  OpBuilder b(op);
  unsigned next = 0;
  MutableOperandRange offsets = op.getOffsetsMutable();
  for (auto [axis, offset] : llvm::enumerate(op.getStaticOffsets())) {
    if (!ShapedType::isDynamic(offset))
      continue;
    int64_t size = op.getStaticSizes()[axis], stride = op.getStaticStrides()[axis];
    OpOperand &operand = offsets[next++];
    if (size > 0 && !ShapedType::isDynamic(size) && !ShapedType::isDynamic(stride))
      operand.set(
          clampIfNeeded(b, op.getLoc(), operand.get(), shape[axis] - 1 - (size - 1) * stride));
  }
}

void tcc::importer::clampPositions(func::FuncOp function) {
  function.walk([](Operation *op) {
    if (auto extract = dyn_cast<tensor::ExtractOp>(op))
      clampElement(op, extract.getIndicesMutable(), extract.getTensor().getType().getShape());
    else if (auto insert = dyn_cast<tensor::InsertOp>(op))
      clampElement(op, insert.getIndicesMutable(), insert.getDest().getType().getShape());
    else if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
      clampSlice(slice, slice.getSourceType().getShape());
    else if (auto write = dyn_cast<tensor::InsertSliceOp>(op))
      clampSlice(write, write.getDestType().getShape());
  });
}
