// The CUDA target: from a planned module to gpu functions, PTX and machine code for NVIDIA GPUs.
#ifndef TCC_TARGET_CUDA_CUDACOMPILER_H
#define TCC_TARGET_CUDA_CUDACOMPILER_H

#include "tcc/Target/CPU/KernelCodegen.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/Error.h"

namespace llvm {
class Constant;
class Module;
} // namespace llvm

namespace tcc::cuda {

#define GEN_PASS_DECL
#include "tcc/Target/CUDA/Passes.h.inc"

/// What code generation needs to know of a GPU.
struct CudaTarget {
  std::string chip = "sm_80"; // as ptxas spells it; what ends in "a" runs on that generation only
  bool isEmulated = false; // run on this machine's CPU, see the decision about the emulated device

  int64_t capability() const; // 80 for sm_80
};

/// "cuda", "cuda:sm_90a", "cuda-emu". The error's code is std::errc::invalid_argument for a name
/// that nobody knows, std::errc::not_supported for a GPU older than sm_80.
llvm::Expected<CudaTarget> parseCudaTarget(llvm::StringRef spelling);

/// The functions of all kernels lie in a gpu.module of this name.
inline constexpr llvm::StringLiteral deviceModule = "device";

/// On a function of @device in the LLVM dialect: {blocks, threads, buffers = their bytes}.
inline constexpr llvm::StringLiteral launchAttribute = "exec.launch";

/// The passes from a planned module on, stage by stage: =tiled, =gpu, and what =ptx starts from.
/// `host` may be a CPU that converts no halves: the emulated device then does without.
void buildSchedulePipeline(mlir::OpPassManager &passes);
void buildKernelPipeline(mlir::OpPassManager &passes, const CudaTarget &target,
                         const cpu::CpuTarget &host);
void buildNVVMPipeline(mlir::OpPassManager &passes, const CudaTarget &target,
                       const cpu::CpuTarget &host);

/// Registers this target's passes by name, for tcc-opt.
void registerCudaPasses();

/// PTX text of @device, in the LLVM dialect (buildNVVMPipeline). Same module and target: same
/// bytes. Diagnoses on the module.
mlir::FailureOr<std::string> emitPtx(mlir::ModuleOp module, const CudaTarget &target);

/// Adds the program's functions to the code of its host, to be run there thread by thread: the IR
/// that PTX is made from, each access told to the emulator first. The result is the
/// tccrt_device_program; null after a diagnostic on the module.
llvm::Constant *addEmulatedDevice(llvm::Module &host, mlir::ModuleOp module,
                                  const CudaTarget &target);

} // namespace tcc::cuda

#endif
