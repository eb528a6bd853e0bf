// Views of memory become arithmetic on offsets and strides, which the conversion to LLVM takes.
// Upstream's pass of these patterns simplifies the whole module on the way, which takes longer than
// all of the conversion.
#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tcc::cpu {
#define GEN_PASS_DEF_EXPANDVIEWS
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

namespace {
class ExpandViews : public tcc::cpu::impl::ExpandViewsBase<ExpandViews> {
public:
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    memref::populateExpandStridedMetadataPatterns(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
