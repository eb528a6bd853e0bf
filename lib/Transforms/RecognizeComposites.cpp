// Composites found again in what frameworks spell out, so that an imported program has the
// derivatives, and the fusion, of one that was written with them.
#include "tcc/Transforms/Passes.h"

#include "Recognition.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_RECOGNIZECOMPOSITES
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

namespace {
struct RecognizeComposites : tcc::impl::RecognizeCompositesBase<RecognizeComposites> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    tcc::detail::populateSoftmaxPatterns(patterns);
    tcc::detail::populateNormalizationPatterns(patterns);
    tcc::detail::populateAttentionPatterns(patterns);
    tcc::detail::populateQrPatterns(patterns);
    // That something more could be found after the last round is no failure.
    (void)applyPatternsGreedily(getOperation(), std::move(patterns));
  }
};
} // namespace
