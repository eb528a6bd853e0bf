// tosa to linalg by upstream's passes, in the order of its pipeline, without what that does for
// other users (validation against a target, folding that needs canonicalization between).
#include "tcc/Import/Passes.h"

#include "tcc/Support/Diagnostics.h"

#include "mlir/Conversion/TosaToArith/TosaToArith.h"
#include "mlir/Conversion/TosaToLinalg/TosaToLinalg.h"
#include "mlir/Conversion/TosaToSCF/TosaToSCF.h"
#include "mlir/Conversion/TosaToTensor/TosaToTensor.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/Dialect/Tosa/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_IMPORTTOSA
#include "tcc/Import/Passes.h.inc"
} // namespace tcc

bool tcc::holdsTosa(Operation *module) {
  return module
      ->walk([](Operation *op) {
        return isa_and_present<tosa::TosaDialect>(op->getDialect()) ? WalkResult::interrupt()
                                                                    : WalkResult::advance();
      })
      .wasInterrupted();
}

static void fillPipeline(OpPassManager &function) {
  function.addPass(tosa::createTosaOptionalDecompositionsPass());
  function.addPass(createCanonicalizerPass()); // what the lowering of reshapes wants to see folded
  function.addPass(tosa::createTosaInferShapesPass());
  function.addPass(tosa::createTosaMakeBroadcastablePass());
  function.addPass(createTosaToSCFPass()); // the passes below take no region of tosa's
  function.addPass(tosa::createTosaToLinalgNamed());
  function.addPass(createCanonicalizerPass());
  function.addPass(tosa::createTosaLayerwiseConstantFoldPass());
  function.addPass(tosa::createTosaMakeBroadcastablePass());
  function.addPass(tosa::createTosaToLinalg());
  function.addPass(createTosaToArithPass({/*includeApplyRescale=*/true}));
  function.addPass(createTosaToTensorPass());
  function.addPass(createCanonicalizerPass());
}

namespace {
struct ImportTosa : tcc::impl::ImportTosaBase<ImportTosa> {
  void getDependentDialects(DialectRegistry &registry) const override {
    OpPassManager pm(func::FuncOp::getOperationName());
    fillPipeline(pm);
    pm.getDependentDialects(registry);
  }

  /// What upstream cannot lower is unsupported, wherever in its passes that shows.
  void runOnOperation() override {
    std::optional<Location> place;
    std::string complaint;
    OpPassManager pm(ModuleOp::getOperationName());
    fillPipeline(pm.nest<func::FuncOp>());
    LogicalResult lowered = success();
    {
      ScopedDiagnosticHandler listener(&getContext(), [&](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == DiagnosticSeverity::Error && !place) {
          place = diagnostic.getLocation();
          complaint = diagnostic.str();
        }
        return success();
      });
      lowered = runPipeline(pm, getOperation());
    }
    if (succeeded(lowered))
      return;
    tcc::emitUnsupported(place.value_or(getOperation().getLoc())) << complaint;
    signalPassFailure();
  }
};
} // namespace
