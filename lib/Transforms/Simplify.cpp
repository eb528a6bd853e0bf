// Folds, moves out of loops what is the same in every round, then merges equal ops. An op's
// identities are its folder's and, for ops with regions, its canonicalization, asked for by the
// greedy driver, which also erases what is dead. Patterns of the pass's own are about shapes alone.
#include "tcc/Transforms/Passes.h"

#include "SimplifyShapes.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_SIMPLIFY
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

/// Out of loops, from the innermost on.
static void moveInvariantCode(func::FuncOp function) {
  function.walk([](tcc::ir::HoldsCode op) {
    SmallVector<Region *> regions = op.getRepeatedRegions();
    if (!regions.empty())
      moveLoopInvariantCode(
          regions,
          [&](Value value, Region *) {
            return !op->isAncestor(value.getParentRegion()->getParentOp());
          },
          [](Operation *inner, Region *) { return isPure(inner); },
          [&](Operation *inner, Region *) { inner->moveBefore(op); });
  });
}

namespace {
struct Simplify : tcc::impl::SimplifyBase<Simplify> {
  void runOnOperation() override {
    FrozenRewritePatternSet patterns = patternsOfOps();
    GreedyRewriteConfig config;
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled).setMaxIterations(4);
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      // A few rounds are enough for nearly all of it; that something more could be folded is no
      // failure.
      (void)applyPatternsGreedily(function, patterns, config);
      moveInvariantCode(function);
      IRRewriter rewriter(&getContext());
      DominanceInfo dominance(function);
      eliminateCommonSubExpressions(rewriter, dominance, function);
    }
  }

  FrozenRewritePatternSet patternsOfOps() {
    RewritePatternSet patterns(&getContext());
    for (RegisteredOperationName op : getContext().getRegisteredOperations())
      if (op.getDialectNamespace() == tcc::ir::TccDialect::getDialectNamespace())
        op.getCanonicalizationPatterns(patterns, &getContext());
    tcc::detail::populateShapePatterns(patterns);
    return patterns;
  }
};
} // namespace
