// The pass list of the CPU target below kernels: upstream's conversions, in the one order that
// works.
#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"

using namespace mlir;

namespace tcc::cpu {
#define GEN_PASS_REGISTRATION
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

using namespace tcc::cpu;

void tcc::cpu::registerCpuPasses() {
  registerTccTargetCPUPasses();
  PassPipelineRegistration<>("tcc-cpu-lower-to-llvm",
                             "generated kernels and the plan (=vector) to the LLVM dialect (=llvm)",
                             [](OpPassManager &passes) { buildLLVMPipeline(passes, {}); });
}

void tcc::cpu::buildSchedulePipeline(OpPassManager &passes, const CpuTarget &target) {
  passes.addPass(createScheduleKernelsFor(target));
}

void tcc::cpu::buildHalvesPipeline(OpPassManager &passes, const CpuTarget &target) {
  if (target.convertsF16 && target.convertsBf16)
    return;
  arith::ArithEmulateUnsupportedFloatsOptions inFloat;
  inFloat.targetTypeStr = "f32";
  if (!target.convertsF16)
    inFloat.sourceTypeStrs.push_back("f16");
  if (!target.convertsBf16)
    inFloat.sourceTypeStrs.push_back("bf16");
  passes.addPass(arith::createArithEmulateUnsupportedFloats(inFloat));
  passes.addPass(createExpandHalves({/*f16=*/!target.convertsF16, /*bf16=*/!target.convertsBf16}));
}

void tcc::cpu::buildKernelPipeline(OpPassManager &passes, const CpuTarget &target) {
  passes.addPass(createLowerKernelsToVectorFor(target));
  passes.addPass(createApproximateMath({/*scalef=*/target.hasScalef()}));
  buildHalvesPipeline(passes, target);
}

void tcc::cpu::buildLLVMPipeline(OpPassManager &passes, const CpuTarget &target) {
  // Signatures first; bodies follow from the structured to the flat.
  passes.addPass(createLowerPlanToLLVM());
  passes.addPass(createExpandViews());
  passes.addPass(createLowerAffinePass());
  passes.addPass(createSCFToControlFlowPass());
  passes.addPass(createConvertToLLVM({/*f16=*/!target.convertsF16, /*bf16=*/!target.convertsBf16}));
  passes.addPass(createReconcileUnrealizedCastsPass());
  // A fused location would be line 0 in the line table.
  passes.addPass(createAnchorLocations());
  LLVM::DIScopeForLLVMFuncOpPassOptions lines;
  lines.emissionKind = LLVM::DIEmissionKind::LineTablesOnly;
  passes.addPass(LLVM::createDIScopeForLLVMFuncOpPass(lines));
}
