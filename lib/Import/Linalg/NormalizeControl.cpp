// Loops and branches of a linalg program, as the stages from `linalg` on have them.
#include "ImportLoops.h"

#include "tcc/Support/Diagnostics.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

/// A tensor of rank 0, in whose op the scalar is computed: a fill that is extracted from would be
/// folded away.
static Value scalarAsTensor(OpBuilder &b, Location loc, Value scalar) {
  Value empty = tensor::EmptyOp::create(b, loc, ArrayRef<int64_t>(), scalar.getType());
  auto yield = [&](OpBuilder &b, Location loc, ValueRange) {
    Operation *maker = scalar.getDefiningOp();
    Value value = maker && isPure(maker) ? b.clone(*maker)->getResult(0) : scalar;
    linalg::YieldOp::create(b, loc, value);
  };
  return linalg::GenericOp::create(b, loc, empty.getType(), ValueRange(), empty,
                                   b.getMultiDimIdentityMap(0), ArrayRef<utils::IteratorType>(),
                                   yield)
      .getResult(0);
}

/// The plan has no arithmetic: a kernel computes what control depends on.
static Value computedByKernel(OpBuilder &b, Location loc, Value scalar) {
  Operation *maker = scalar.getDefiningOp();
  if (isa_and_present<tensor::ExtractOp, arith::ConstantOp>(maker))
    return scalar;
  return tensor::ExtractOp::create(b, loc, scalarAsTensor(b, loc, scalar));
}

static Value asI64(OpBuilder &b, Location loc, Value index) {
  return arith::IndexCastOp::create(b, loc, b.getI64Type(), index);
}

static void setBound(OpBuilder &b, Location loc, OpOperand &bound) {
  if (isa_and_present<arith::ConstantOp>(bound.get().getDefiningOp()))
    return;
  Value computed = computedByKernel(b, loc, asI64(b, loc, bound.get()));
  bound.set(arith::IndexCastOp::create(b, loc, b.getIndexType(), computed));
}

static Value addTo(OpBuilder &b, Location loc, Value counter, Value step) {
  Value empty = tensor::EmptyOp::create(b, loc, ArrayRef<int64_t>(), b.getI64Type());
  auto add = [&](OpBuilder &b, Location loc, ValueRange v) {
    linalg::YieldOp::create(b, loc, Value(arith::AddIOp::create(b, loc, v[0], step)));
  };
  AffineMap scalar = b.getMultiDimIdentityMap(0);
  return linalg::GenericOp::create(b, loc, empty.getType(), counter, empty, {scalar, scalar},
                                   ArrayRef<utils::IteratorType>(), add)
      .getResult(0);
}

/// The plan's own counter is unknown inside of kernels: what they compute with is carried.
static void carryCounter(RewriterBase &rewriter, scf::ForOp loop) {
  Location loc = loop.getLoc();
  rewriter.setInsertionPoint(loop);
  for (unsigned i = 0; i < loop.getNumControlOperands(); ++i)
    setBound(rewriter, loc, loop->getOpOperand(i));
  if (loop.getInductionVar().use_empty())
    return;
  Value first = scalarAsTensor(rewriter, loc, asI64(rewriter, loc, loop.getLowerBound()));
  Value step = asI64(rewriter, loc, loop.getStep());
  auto next = [&](OpBuilder &b, Location loc, ArrayRef<BlockArgument> carried) {
    return SmallVector<Value>{addTo(b, loc, carried.back(), step)};
  };
  auto wider = cast<scf::ForOp>(*loop.replaceWithAdditionalYields(
      rewriter, first, /*replaceInitOperandUsesInLoop=*/false, next));
  rewriter.setInsertionPointToStart(wider.getBody());
  Value carried = tensor::ExtractOp::create(rewriter, loc, wider.getRegionIterArgs().back());
  Value index = arith::IndexCastOp::create(rewriter, loc, rewriter.getIndexType(), carried);
  wider.getInductionVar().replaceAllUsesWith(index);
}

/// `scf.if` is the `scf.index_switch` whose case 0 is the else region.
static void switchOnCondition(RewriterBase &rewriter, scf::IfOp branch) {
  Location loc = branch.getLoc();
  rewriter.setInsertionPoint(branch);
  Value condition = computedByKernel(rewriter, loc, branch.getCondition());
  Value index = arith::IndexCastUIOp::create(rewriter, loc, rewriter.getIndexType(), condition);
  auto choice = scf::IndexSwitchOp::create(rewriter, loc, branch.getResultTypes(), index,
                                           rewriter.getDenseI64ArrayAttr(0), 1);
  choice.getDefaultRegion().takeBody(branch.getThenRegion());
  choice.getCaseRegions()[0].takeBody(branch.getElseRegion());
  rewriter.replaceOp(branch, choice.getResults());
}

static void computeCondition(RewriterBase &rewriter, scf::WhileOp loop) {
  scf::ConditionOp end = loop.getConditionOp();
  rewriter.setInsertionPoint(end);
  end.getConditionMutable().assign(computedByKernel(rewriter, end.getLoc(), end.getCondition()));
}

static LogicalResult checkCarried(Operation *op) {
  for (Type type : op->getResultTypes())
    if (!isa<RankedTensorType>(type)) {
      auto diagnostic = tcc::emitUnsupported(op->getLoc())
                        << "op '" << op->getName() << "' with a result of type " << type;
      diagnostic.attachNote() << "loops and branches carry tensors; a scalar is one of rank 0";
      return diagnostic;
    }
  return success();
}

LogicalResult tcc::importer::normalizeControl(func::FuncOp function) {
  SmallVector<Operation *> ops;
  function.walk([&](Operation *op) {
    if (isa<scf::ForOp, scf::WhileOp, scf::IfOp>(op) && !op->getParentOfType<linalg::LinalgOp>())
      ops.push_back(op);
  });
  IRRewriter rewriter(function.getContext());
  for (Operation *op : ops) {
    if (failed(checkCarried(op)))
      return failure();
    if (auto loop = dyn_cast<scf::ForOp>(op))
      carryCounter(rewriter, loop);
    else if (auto branch = dyn_cast<scf::IfOp>(op))
      switchOnCondition(rewriter, branch);
    else if (auto loop = dyn_cast<scf::WhileOp>(op))
      computeCondition(rewriter, loop);
  }
  return success();
}
