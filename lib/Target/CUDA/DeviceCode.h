// LLVM IR of a program's functions for a GPU: what PTX is made from, and what the emulator runs.
#ifndef TCC_LIB_TARGET_CUDA_DEVICECODE_H
#define TCC_LIB_TARGET_CUDA_DEVICECODE_H

#include "tcc/Target/CUDA/CudaCompiler.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace tcc::cuda {

struct DeviceCode {
  std::unique_ptr<llvm::Module> module;
  std::unique_ptr<llvm::TargetMachine> machine;
};

/// Of @device, in the LLVM dialect (buildNVVMPipeline). Diagnoses on the module.
mlir::FailureOr<DeviceCode> makeDeviceCode(mlir::ModuleOp module, const CudaTarget &target,
                                           llvm::LLVMContext &context);

} // namespace tcc::cuda

#endif
