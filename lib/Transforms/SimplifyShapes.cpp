// Broadcasts and reshapes sink below elementwise ops, where less is computed, and vanish where
// NumPy's broadcasting does the same.
#include "SimplifyShapes.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Traits.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

static bool isElementwise(Operation *op) {
  return isa<ScalarCode>(op) && !op->hasTrait<OpTrait::ConstantLike>() && op->getNumOperands() > 0;
}

/// The shape to which the operands broadcast.
static SmallVector<int64_t> broadcastShape(ValueRange operands) {
  SmallVector<int64_t> shape;
  for (Value operand : operands) {
    SmallVector<int64_t> together;
    OpTrait::util::getBroadcastedShape(shape, type(operand).getShape(), together);
    shape = together;
  }
  return shape;
}

static bool isStatic(Operation *op) {
  auto isStaticValue = [](Value v) {
    auto tensor = dyn_cast<RankedTensorType>(v.getType());
    return tensor && tensor.hasStaticShape();
  };
  return llvm::all_of(op->getOperands(), isStaticValue) &&
         llvm::all_of(op->getResults(), isStaticValue);
}

/// The op on other operands, whose elements it takes to a result of `shape`.
static Value onOperands(Operation *op, ValueRange operands, ArrayRef<int64_t> shape,
                        PatternRewriter &rewriter) {
  Operation *copy = rewriter.clone(*op);
  copy->setOperands(operands);
  copy->getResult(0).setType(type(op->getResult(0)).clone(shape));
  return copy->getResult(0);
}

namespace {

struct ElementwisePattern : RewritePattern {
  explicit ElementwisePattern(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const final {
    return isElementwise(op) && isStatic(op) ? rewrite(op, rewriter) : failure();
  }
  virtual LogicalResult rewrite(Operation *op, PatternRewriter &rewriter) const = 0;
};

/// add(x, broadcast(y)) -> add(x, y)
struct DropBroadcast : ElementwisePattern {
  using ElementwisePattern::ElementwisePattern;
  LogicalResult rewrite(Operation *op, PatternRewriter &rewriter) const override {
    for (OpOperand &operand : op->getOpOperands()) {
      auto broadcast = operand.get().getDefiningOp<BroadcastOp>();
      if (!broadcast)
        continue;
      SmallVector<Value> operands(op->getOperands());
      operands[operand.getOperandNumber()] = broadcast.getX();
      if (broadcastShape(operands) != type(op->getResult(0)).getShape())
        continue;
      rewriter.modifyOpInPlace(op, [&] { op->setOperands(operands); });
      return success();
    }
    return failure();
  }
};

/// exp(broadcast(x)) -> broadcast(exp(x))
struct SinkBroadcast : ElementwisePattern {
  using ElementwisePattern::ElementwisePattern;
  LogicalResult rewrite(Operation *op, PatternRewriter &rewriter) const override {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      auto broadcast = operand.getDefiningOp<BroadcastOp>();
      operands.push_back(broadcast ? broadcast.getX() : operand);
    }
    SmallVector<int64_t> shape = broadcastShape(operands);
    ArrayRef<int64_t> resultShape = type(op->getResult(0)).getShape();
    if (ArrayRef<int64_t>(shape) == resultShape)
      return failure();
    Value smaller = onOperands(op, operands, shape, rewriter);
    rewriter.replaceOpWithNewOp<BroadcastOp>(op, smaller, resultShape);
    return success();
  }
};

/// log(reshape(x)) -> reshape(log(x)), other operands being single numbers
struct SinkReshape : ElementwisePattern {
  using ElementwisePattern::ElementwisePattern;
  LogicalResult rewrite(Operation *op, PatternRewriter &rewriter) const override {
    SmallVector<Value> operands;
    ReshapeOp first;
    for (Value operand : op->getOperands()) {
      auto reshape = operand.getDefiningOp<ReshapeOp>();
      if (!reshape && type(operand).getRank() != 0)
        return failure();
      if (reshape && first && first.getX().getType() != reshape.getX().getType() &&
          type(first.getX()).getShape() != type(reshape.getX()).getShape())
        return failure();
      if (reshape && type(reshape).getShape() != type(op->getResult(0)).getShape())
        return failure();
      first = first ? first : reshape;
      operands.push_back(reshape ? reshape.getX() : operand);
    }
    if (!first)
      return failure();
    Value before = onOperands(op, operands, type(first.getX()).getShape(), rewriter);
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, before, type(op->getResult(0)).getShape());
    return success();
  }
};

/// A constant of one number becomes that number, where the other operands say the shape.
struct ShrinkSplat : ElementwisePattern {
  using ElementwisePattern::ElementwisePattern;
  LogicalResult rewrite(Operation *op, PatternRewriter &rewriter) const override {
    for (OpOperand &operand : op->getOpOperands()) {
      SplatElementsAttr splat;
      if (type(operand.get()).getRank() == 0 || !matchPattern(operand.get(), m_Constant(&splat)))
        continue;
      auto scalar = splat.resizeSplat(type(operand.get()).clone(ArrayRef<int64_t>()));
      SmallVector<Value> operands(op->getOperands());
      operands[operand.getOperandNumber()] =
          ConstantOp::create(rewriter, operand.get().getLoc(), scalar);
      if (broadcastShape(operands) != type(op->getResult(0)).getShape())
        continue;
      rewriter.modifyOpInPlace(op, [&] { op->setOperands(operands); });
      return success();
    }
    return failure();
  }
};

/// broadcast(broadcast(x)) -> broadcast(x)
struct MergeBroadcasts : OpRewritePattern<BroadcastOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BroadcastOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getX().getDefiningOp<BroadcastOp>();
    if (!inner || !isStatic(op) || !isStatic(inner))
      return failure();
    rewriter.replaceOpWithNewOp<BroadcastOp>(op, inner.getX(), type(op).getShape());
    return success();
  }
};

/// reshape(broadcast(x)) -> reshape(x), where the broadcast repeats nothing
struct ReshapeBeforeBroadcast : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getX().getDefiningOp<BroadcastOp>();
    if (!inner || !isStatic(op) || !isStatic(inner) ||
        type(inner.getX()).getNumElements() != type(op).getNumElements())
      return failure();
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, inner.getX(), type(op).getShape());
    return success();
  }
};

/// transpose(dot(x, y)) -> dot(y, x), where that is what changes places
struct SwapFactors : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TransposeOp op, PatternRewriter &rewriter) const override {
    auto dot = op.getX().getDefiningOp<DotOp>();
    if (!dot || !dot->hasOneUse())
      return failure();
    int64_t rank = type(op).getRank(), batch = dot.getLhsBatch().size();
    int64_t left = type(dot.getLhs()).getRank() - dot.getLhsContracting().size(); // batch and free
    SmallVector<int64_t> swapped = llvm::to_vector(llvm::seq<int64_t>(0, batch));
    llvm::append_range(swapped, llvm::seq(left, rank));
    llvm::append_range(swapped, llvm::seq(batch, left));
    if (op.getPermutation() != ArrayRef(swapped))
      return failure();
    rewriter.replaceOpWithNewOp<DotOp>(
        op, op.getType(), dot.getRhs(), dot.getLhs(), dot.getRhsBatch(), dot.getLhsBatch(),
        dot.getRhsContracting(), dot.getLhsContracting(), dot.getElementTypeAttr());
    return success();
  }
};

} // namespace

void tcc::detail::populateShapePatterns(RewritePatternSet &patterns) {
  patterns.add<DropBroadcast, SinkBroadcast, SinkReshape, ShrinkSplat, MergeBroadcasts,
               ReshapeBeforeBroadcast, SwapFactors>(patterns.getContext());
}
