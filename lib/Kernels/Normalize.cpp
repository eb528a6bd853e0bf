// Named ops, padding, concatenation, splats and unit dimensions are brought into one form, mostly
// by upstream's patterns.
#include "Normalize.h"

#include "Dependences.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace tcc::detail;

/// All ops of one kind, those in loops and branches too.
template <class OpTy> static SmallVector<OpTy> collect(func::FuncOp function) {
  SmallVector<OpTy> ops;
  function.walk([&](OpTy op) { ops.push_back(op); });
  return ops;
}

static bool isSupported(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape();
}

LogicalResult tcc::detail::checkSupported(func::FuncOp function) {
  if (!function.getBody().hasOneBlock())
    return function.emitError("branches are not supported in a tensor program");
  for (BlockArgument argument : function.getArguments())
    if (!isSupported(argument.getType()))
      return emitError(argument.getLoc(), "argument ")
             << argument.getArgNumber() << " is of type " << argument.getType()
             << "; only tensors of static shape are supported";
  for (Operation &op : function.front().without_terminator())
    for (Type type : op.getResultTypes())
      if (isa<TensorType>(type) && !isSupported(type))
        return op.emitError("results of type ")
               << type << " are not supported; shapes must be static";
  for (Value result : function.front().getTerminator()->getOperands())
    if (!isSupported(result.getType()))
      return emitError(result.getLoc(), "a result of type ")
             << result.getType() << " is not supported; only tensors are";
  return success();
}

static LogicalResult generalizeNamedOps(RewriterBase &rewriter, func::FuncOp function) {
  for (auto op : collect<linalg::LinalgOp>(function)) {
    if (isa<linalg::GenericOp, linalg::FillOp>(*op))
      continue;
    rewriter.setInsertionPoint(op);
    if (failed(linalg::generalizeNamedOp(rewriter, op)))
      return op.emitError(op->getName().getStringRef()) << " is not supported";
  }
  return success();
}

/// Padding is a slice written into a constant.
static LogicalResult rewritePads(RewriterBase &rewriter, func::FuncOp function) {
  for (auto pad : collect<tensor::PadOp>(function)) {
    rewriter.setInsertionPoint(pad);
    Value constant = pad.getConstantPaddingValue();
    RankedTensorType type = pad.getResultType();
    if (!constant || !type.hasStaticShape() || !pad.getSourceType().hasStaticShape())
      return pad.emitError("padding of unknown size or with computed values is not supported");
    Location loc = pad.getLoc();
    Value empty = tensor::EmptyOp::create(rewriter, loc, type.getShape(), type.getElementType());
    Value filled = linalg::FillOp::create(rewriter, loc, constant, empty).getResult(0);
    SmallVector<OpFoldResult> sizes =
        getAsIndexOpFoldResult(rewriter.getContext(), pad.getSourceType().getShape());
    SmallVector<OpFoldResult> strides(type.getRank(), rewriter.getIndexAttr(1));
    rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(pad, pad.getSource(), filled,
                                                       pad.getMixedLowPad(), sizes, strides);
  }
  return success();
}

static LogicalResult rewriteConcats(RewriterBase &rewriter, func::FuncOp function) {
  for (auto concat : collect<tensor::ConcatOp>(function)) {
    rewriter.setInsertionPoint(concat);
    auto pieces = concat.decomposeOperation(rewriter);
    if (failed(pieces))
      return concat.emitError("concatenation of unknown sizes is not supported");
    rewriter.replaceOp(concat, *pieces);
  }
  return success();
}

/// A reduction that starts from a constant starts from a fill.
static void rewriteSplatInits(RewriterBase &rewriter, func::FuncOp function) {
  function.walk([&](linalg::GenericOp op) {
    for (OpOperand &init : op.getDpsInitsMutable()) {
      SplatElementsAttr splat;
      if (!matchPattern(init.get(), m_Constant(&splat)))
        continue;
      rewriter.setInsertionPoint(op);
      Location loc = op.getLoc();
      Value empty = tensor::EmptyOp::create(rewriter, loc, splat.getType().getShape(),
                                            splat.getElementType());
      Value scalar = arith::ConstantOp::create(rewriter, loc, splat.getSplatValue<TypedAttr>());
      init.set(linalg::FillOp::create(rewriter, loc, scalar, empty).getResult(0));
    }
  });
}

/// A splat that is stored (returned, or a part of a tensor) is written by a kernel: as a constant
/// it would lie in the program, element by element.
static void fillStoredSplats(RewriterBase &rewriter, func::FuncOp function) {
  for (auto constant : collect<arith::ConstantOp>(function)) {
    auto splat = dyn_cast<SplatElementsAttr>(constant.getValue());
    auto isStored = [](OpOperand &use) { return !isa<linalg::LinalgOp>(use.getOwner()); };
    if (!splat || llvm::none_of(constant->getUses(), isStored))
      continue;
    rewriter.setInsertionPointAfter(constant);
    Location loc = constant.getLoc();
    Value empty =
        tensor::EmptyOp::create(rewriter, loc, splat.getType().getShape(), splat.getElementType());
    Value scalar = arith::ConstantOp::create(rewriter, loc, splat.getSplatValue<TypedAttr>());
    Value filled = linalg::FillOp::create(rewriter, loc, scalar, empty).getResult(0);
    constant.getResult().replaceUsesWithIf(filled, isStored);
  }
}

/// A loop starts from the tensor but writes rows of it only, all of them.
static bool isStacked(OpOperand &use) {
  auto loop = dyn_cast<scf::ForOp>(use.getOwner());
  if (!loop || use.getOperandNumber() < loop.getNumControlOperands())
    return false;
  BlockArgument carried = loop.getTiedLoopRegionIterArg(&use);
  auto write = loop.getTiedLoopYieldedValue(carried)->get().getDefiningOp<tensor::InsertSliceOp>();
  return write && isRowWrite(write) && write.getDest() == carried && carried.hasOneUse();
}

/// Nothing is computed from an uninitialised tensor, but lowerings and folders may leave one where
/// a value is read: if it has no elements, or if only its shape counts (the window of a pooling).
static void fillEmptyInputs(RewriterBase &rewriter, func::FuncOp function) {
  for (auto empty : collect<tensor::EmptyOp>(function)) {
    RankedTensorType type = empty.getType();
    auto isRead = [](OpOperand &use) {
      auto op = dyn_cast<DestinationStyleOpInterface>(use.getOwner());
      return (!op || !op.isDpsInit(&use)) && !isStacked(use);
    };
    if (!type.hasStaticShape() || llvm::none_of(empty->getUses(), isRead))
      continue;
    rewriter.setInsertionPointAfter(empty);
    Location loc = empty.getLoc();
    Value zero =
        arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(type.getElementType()));
    Value filled = linalg::FillOp::create(rewriter, loc, zero, empty.getResult()).getResult(0);
    empty.getResult().replaceUsesWithIf(filled, isRead);
  }
}

/// An elementwise op that reads what it overwrites reads an input instead.
static bool rewriteReadInits(RewriterBase &rewriter, func::FuncOp function) {
  bool changed = false;
  for (auto op : collect<linalg::GenericOp>(function)) {
    if (op.getNumReductionLoops() != 0)
      continue;
    for (int64_t i = 0; i < op.getNumDpsInits(); ++i) { // a new input moves the operands
      OpOperand &init = *op.getDpsInitOperand(i);
      if (!op.payloadUsesValueFromOperand(&init))
        continue;
      rewriter.setInsertionPoint(op);
      auto type = cast<RankedTensorType>(init.get().getType());
      Value read = init.get();
      AffineMap map = op.getMatchingIndexingMap(&init);
      unsigned position = op.getNumDpsInputs();
      changed = true;
      init.set(
          tensor::EmptyOp::create(rewriter, op.getLoc(), type.getShape(), type.getElementType()));
      Block *body = op.getBody();
      BlockArgument old = body->getArgument(init.getOperandNumber());
      BlockArgument argument = body->insertArgument(position, type.getElementType(), op.getLoc());
      old.replaceAllUsesWith(argument);
      SmallVector<AffineMap> maps = op.getIndexingMapsArray();
      maps.insert(maps.begin() + position, map);
      op.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
      op.getInputsMutable().append(read);
    }
  }
  return changed;
}

static LogicalResult apply(func::FuncOp function,
                           llvm::function_ref<void(RewritePatternSet &)> populate) {
  RewritePatternSet patterns(function.getContext());
  populate(patterns);
  return applyPatternsGreedily(function, std::move(patterns));
}

static void addTidyingPatterns(RewritePatternSet &patterns) {
  linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
  // Only for what comes with it: splats and fills move into bodies.
  linalg::populateElementwiseOpsFusionPatterns(patterns, [](OpOperand *) { return false; });
  linalg::GenericOp::getCanonicalizationPatterns(patterns, patterns.getContext());
  linalg::FillOp::getCanonicalizationPatterns(patterns, patterns.getContext());
  tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, patterns.getContext());
  tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, patterns.getContext());
}

static void removeCommonCode(RewriterBase &rewriter, func::FuncOp function) {
  DominanceInfo dominance(function);
  eliminateCommonSubExpressions(rewriter, dominance, function);
}

/// Named ops have bodies, and folding makes constants, that come from nowhere: they get the line of
/// the op around them.
static void giveLocations(func::FuncOp function) {
  function.walk<WalkOrder::PreOrder>([](Operation *op) {
    auto isUnknown = llvm::IsaPred<UnknownLoc>;
    if (isUnknown(op->getLoc()) && op->getParentOp())
      op->setLoc(op->getParentOp()->getLoc());
    for (Region &region : op->getRegions())
      for (BlockArgument argument : region.getArguments())
        if (isUnknown(argument.getLoc()))
          argument.setLoc(op->getLoc());
  });
}

LogicalResult tcc::detail::normalize(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  if (failed(generalizeNamedOps(rewriter, function)) || failed(rewritePads(rewriter, function)) ||
      failed(rewriteConcats(rewriter, function)))
    return failure();
  rewriteSplatInits(rewriter, function);

  if (failed(apply(function, [](RewritePatternSet &patterns) {
        linalg::ControlDropUnitDims options;
        linalg::populateFoldUnitExtentDimsPatterns(patterns, options);
        addTidyingPatterns(patterns);
      })))
    return function.emitError("the tensor program does not settle into a normal form");
  fillEmptyInputs(rewriter, function);
  fillStoredSplats(rewriter, function);
  // A reduction over unit dimensions is elementwise now.
  if (rewriteReadInits(rewriter, function))
    return cleanUp(function);
  removeCommonCode(rewriter, function);
  return success();
}

LogicalResult tcc::detail::cleanUp(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  if (failed(apply(function, addTidyingPatterns)))
    return function.emitError("the fused program does not settle into a normal form");
  removeCommonCode(rewriter, function);
  giveLocations(function);
  return success();
}
