// Programs of linalg ops on tensors are brought into the form that stage `linalg` has: every tensor
// is made by a linalg op, a slice, a reshape or a loop.
#include "tcc/Import/Passes.h"

#include "ImportLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_IMPORTLINALG
#include "tcc/Import/Passes.h.inc"
} // namespace tcc

bool tcc::isLinalgLevel(Operation *op) {
  return isa_and_present<arith::ArithDialect, linalg::LinalgDialect, math::MathDialect,
                         scf::SCFDialect, tensor::TensorDialect>(op->getDialect());
}

bool tcc::holdsLinalg(Operation *module) {
  return module
      ->walk([](Operation *op) {
        return isLinalgLevel(op) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

namespace {

/// Ops that upstream spells out in linalg ops, such as linalg.softmax.
struct Decompose : OpInterfaceRewritePattern<linalg::AggregatedOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;
  LogicalResult matchAndRewrite(linalg::AggregatedOpInterface op,
                                PatternRewriter &rewriter) const override {
    FailureOr<SmallVector<Value>> parts = op.decomposeOperation(rewriter);
    if (failed(parts))
      return failure();
    rewriter.replaceOp(op, *parts);
    return success();
  }
};

template <class OpTy> struct IntoDestination : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    return LogicalResult(linalg::rewriteInDestinationPassingStyle(rewriter, op));
  }
};

struct SplatIsFill : OpRewritePattern<tensor::SplatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::SplatOp op, PatternRewriter &rewriter) const override {
    RankedTensorType type = op.getType();
    if (!type.hasStaticShape())
      return failure();
    Value empty =
        tensor::EmptyOp::create(rewriter, op.getLoc(), type.getShape(), type.getElementType());
    rewriter.replaceOpWithNewOp<linalg::FillOp>(op, op.getInput(), empty);
    return success();
  }
};

struct ImportLinalg : tcc::impl::ImportLinalgBase<ImportLinalg> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<Decompose, SplatIsFill, IntoDestination<tensor::FromElementsOp>,
                 IntoDestination<tensor::GenerateOp>>(&getContext());
    linalg::populateElementwiseToLinalgConversionPatterns(patterns);
    tensor::CastOp::getCanonicalizationPatterns(patterns, &getContext());
    FrozenRewritePatternSet frozen(std::move(patterns));
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (failed(applyPatternsGreedily(function, frozen)) ||
          failed(tcc::importer::normalizeControl(function)))
        return signalPassFailure();
      tcc::importer::clampPositions(function);
    }
  }
};

} // namespace
