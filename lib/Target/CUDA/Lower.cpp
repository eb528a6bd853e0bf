// The pass lists of the CUDA target, stage by stage.
#include "tcc/Target/CPU/CpuCompiler.h"
#include "tcc/Target/CUDA/CudaCompiler.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace tcc::cuda {
#define GEN_PASS_REGISTRATION
#include "tcc/Target/CUDA/Passes.h.inc"
} // namespace tcc::cuda

using namespace tcc::cuda;

void tcc::cuda::registerCudaPasses() {
  registerTccTargetCUDAPasses();
  PassPipelineRegistration<>("tcc-cuda-lower-to-nvvm",
                             "functions of @device (=gpu) to the LLVM dialect with NVVM",
                             [](OpPassManager &passes) { buildNVVMPipeline(passes, {}, {}); });
}

void tcc::cuda::buildSchedulePipeline(OpPassManager &passes) {
  passes.addPass(createScheduleGrids());
}

void tcc::cuda::buildKernelPipeline(OpPassManager &passes, const CudaTarget &target,
                                    const cpu::CpuTarget &host) {
  passes.addPass(createLowerKernelsToGpu());
  // The bits of the CPU, where it has them from a polynomial.
  passes.addPass(cpu::createApproximateMath());
  if (target.isEmulated)
    cpu::buildHalvesPipeline(passes, host);
  passes.addNestedPass<gpu::GPUModuleOp>(createCSEPass());
}

void tcc::cuda::buildNVVMPipeline(OpPassManager &passes, const CudaTarget &target,
                                  const cpu::CpuTarget &host) {
  OpPassManager &device = passes.nest<gpu::GPUModuleOp>();
  device.addPass(createCallDeviceMath());
  device.addPass(cpu::createExpandViews());
  device.addPass(createLowerAffinePass());
  device.addPass(createSCFToControlFlowPass());
  bool keepsF16 = !target.isEmulated || host.convertsF16,
       keepsBf16 = !target.isEmulated || host.convertsBf16;
  device.addPass(createConvertToNVVM({/*f16=*/!keepsF16, /*bf16=*/!keepsBf16}));
  device.addPass(createReconcileUnrealizedCastsPass());
}
