// Views of memory as arithmetic on strides. Upstream's pass of the same patterns simplifies the
// whole module on the way, which takes longer than all of the conversion to LLVM.
#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
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
