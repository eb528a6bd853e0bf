// What is left in functions after their signatures are final -> the LLVM dialect, in one dialect
// conversion. Upstream's passes, one a dialect, each walk the module, clone what they meet and
// build casts that the next one takes away: together they took four times as long.
#include "BarePointers.h"
#include "ToLLVMPatterns.h"

#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorRewritePatterns.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace tcc::cpu {
#define GEN_PASS_DEF_CONVERTTOLLVM
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

using namespace tcc::cpu;

void tcc::cpu::addToLLVMPatterns(const LLVMTypeConverter &types, RewritePatternSet &patterns,
                                 LLVMConversionTarget &target) {
  target.addIllegalDialect<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect,
                           math::MathDialect, memref::MemRefDialect, ub::UBDialect,
                           vector::VectorDialect>();
  arith::populateCeilFloorDivExpandOpsPatterns(patterns);
  arith::populateArithToLLVMConversionPatterns(types, patterns);
  cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
  populateFuncToLLVMConversionPatterns(types, patterns);
  populateMathToLLVMConversionPatterns(types, patterns, /*approximateLog1p=*/false, /*benefit=*/2);
  populateFinalizeMemRefToLLVMConversionPatterns(types, patterns);
  ub::populateUBToLLVMConversionPatterns(types, patterns);
  // Our emitters make vectors of one dimension only: no need to unroll.
  vector::populateVectorMaskMaterializationPatterns(patterns, /*force32BitVectorIndices=*/true);
  vector::populateVectorStepLoweringPatterns(patterns);
  populateVectorToLLVMConversionPatterns(types, patterns, /*reassociateFPReductions=*/false,
                                         /*force32BitVectorIndices=*/true);
}

namespace {

class ConvertToLLVM : public tcc::cpu::impl::ConvertToLLVMBase<ConvertToLLVM> {
public:
  using Base::Base;

  void runOnOperation() override {
    if (failed(callExactFunctions()))
      return signalPassFailure();
    LLVMTypeConverter types(&getContext());
    keepHalvesAsWords(types, f16, bf16);
    LLVMConversionTarget target(getContext());
    RewritePatternSet patterns(&getContext());
    target.addLegalOp<ModuleOp>();
    addToLLVMPatterns(types, patterns, target);
    // What has no instruction, no polynomial and no LLVM intrinsic (f64 erf) is a call.
    populateMathToLibmConversionPatterns(patterns);
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }

private:
  /// Upstream makes exp(x) - 1 and log(1 + x) of these, which lose every bit near nought.
  LogicalResult callExactFunctions() {
    auto isExact = [](Operation *op) {
      return isa<math::ExpM1Op, math::Log1pOp>(op) ? WalkResult::interrupt()
                                                   : WalkResult::advance();
    };
    if (!getOperation().walk(isExact).wasInterrupted())
      return success();
    ConversionTarget target(getContext());
    target.addIllegalOp<math::ExpM1Op, math::Log1pOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    RewritePatternSet patterns(&getContext());
    populateMathToLibmConversionPatterns(patterns);
    return applyPartialConversion(getOperation(), target, std::move(patterns));
  }
};

} // namespace
