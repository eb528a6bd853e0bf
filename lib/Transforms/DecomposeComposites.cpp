// Replaces composites until none is left: a composite may be made of others.
#include "tcc/Transforms/Passes.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_DECOMPOSECOMPOSITES
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

namespace {
struct DecomposeComposites : tcc::impl::DecomposeCompositesBase<DecomposeComposites> {
  void runOnOperation() override {
    SmallVector<tcc::ir::Composite> found;
    do {
      found.clear();
      getOperation().walk([&](tcc::ir::Composite op) { found.push_back(op); });
      for (tcc::ir::Composite op : found) {
        if (failed(tcc::ir::checkStaticShapes(op)))
          return signalPassFailure();
        OpBuilder b(op);
        tcc::ir::RuleBuilder g(b, op.getLoc());
        op->replaceAllUsesWith(op.decompose(g));
        op->erase();
      }
    } while (!found.empty());
  }
};
} // namespace
