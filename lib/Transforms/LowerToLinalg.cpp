// Asks every op for its lowering, in program order, so that operands are lowered before their users
// look at them.
#include "tcc/Transforms/Passes.h"

#include "tcc/Dialect/Exec/ExecDialect.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_LOWERTOLINALG
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

static LogicalResult lower(tcc::ir::LowersToLinalg op) {
  if (failed(tcc::ir::checkStaticShapes(op)))
    return failure();
  OpBuilder b(op);
  FailureOr<SmallVector<Value>> replacements = op.lower(b);
  if (failed(replacements))
    return failure();
  op->replaceAllUsesWith(*replacements);
  op->erase();
  return success();
}

static LogicalResult checkNoComplexNumbers(ModuleOp module) {
  auto isComplexValue = [](Value v) { return tcc::ir::isComplex(v.getType()); };
  WalkResult result = module.walk([&](Operation *op) {
    if (llvm::none_of(op->getOperands(), isComplexValue) &&
        llvm::none_of(op->getResults(), isComplexValue))
      return WalkResult::advance();
    op->emitOpError() << "has complex numbers, which --tcc-split-complex must split before";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

// Those that became scalars in the bodies of their users.
static void eraseDeadConstants(ModuleOp module) {
  module.walk([](arith::ConstantOp op) {
    if (op->use_empty())
      op->erase();
  });
}

namespace {
struct LowerToLinalg : tcc::impl::LowerToLinalgBase<LowerToLinalg> {
  void runOnOperation() override {
    if (failed(checkNoComplexNumbers(getOperation())))
      return signalPassFailure();
    SmallVector<tcc::ir::LowersToLinalg> ops;
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (auto lowered = dyn_cast<tcc::ir::LowersToLinalg>(op))
        ops.push_back(lowered);
      return op->hasTrait<tcc::ir::ScalarRegions>() ? WalkResult::skip() : WalkResult::advance();
    });
    for (tcc::ir::LowersToLinalg op : ops)
      if (failed(lower(op)))
        return signalPassFailure();
    eraseDeadConstants(getOperation());
    getOperation().walk([&](Operation *op) {
      if (!isa_and_present<tcc::ir::TccDialect>(op->getDialect()))
        return;
      op->emitOpError("is not supported by the lowering to linalg");
      signalPassFailure();
    });
  }
};
} // namespace
