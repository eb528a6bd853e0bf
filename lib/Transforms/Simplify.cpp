// Folds, then merges equal ops. No patterns: an op's identities are its folder's, asked for by the
// greedy driver, which also erases what is dead.
#include "tcc/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_SIMPLIFY
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

namespace {
struct Simplify : tcc::impl::SimplifyBase<Simplify> {
  void runOnOperation() override {
    FrozenRewritePatternSet none(&getContext());
    GreedyRewriteConfig config;
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled).setMaxIterations(2);
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      // Two rounds are enough for nearly all of it; that something more could be folded is no
      // failure.
      (void)applyPatternsGreedily(function, none, config);
      IRRewriter rewriter(&getContext());
      DominanceInfo dominance(function);
      eliminateCommonSubExpressions(rewriter, dominance, function);
    }
  }
};
} // namespace
