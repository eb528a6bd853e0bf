// The way from tcc to machine code, stage by stage.
#ifndef TCC_PIPELINES_PIPELINES_H
#define TCC_PIPELINES_PIPELINES_H

#include "tcc/Target/CPU/KernelCodegen.h"
#include "tcc/Target/CUDA/CudaCompiler.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>

namespace tcc {

/// What a program is compiled for. With a GPU, the CPU is its host.
struct Target {
  cpu::CpuTarget cpu;
  std::optional<cuda::CudaTarget> cuda;
};

/// What the module is after a stage: an --emit value, an IR dump point, a line of --timing, a
/// folder of tests. Vector, Llvm and Asm are of CPUs, Gpu and Ptx of GPUs. StableHLO leads away
/// from the way to machine code: it follows on Expanded.
enum class Stage {
  Tcc,
  Expanded,
  Linalg,
  Kernels,
  Plan,
  Tiled,
  Gpu,
  Ptx,
  Vector,
  Llvm,
  Asm,
  Obj,
  StableHLO
};

/// "tcc", "expanded", ...; nothing for another word.
std::optional<Stage> parseStage(llvm::StringRef name);
llvm::StringRef nameOf(Stage stage);
/// All names, in order, for messages: "tcc, expanded, ...".
std::string stageNames();
/// Whether a program for the target goes through the stage.
bool hasStage(const Target &target, Stage stage);

/// Fills `pm` with the passes that bring a module's stablehlo, chlo, tosa or linalg ops into the
/// form that the stages take; none if it has no such ops.
void buildImport(mlir::OpPassManager &pm, mlir::Operation *module);

/// Fills `pm` with the passes that lead from the stage before to `stage` (up to Llvm or
/// Ptx, for code generation follows in Target/; or StableHLO).
void buildStage(mlir::OpPassManager &pm, Stage stage, const Target &target);

/// Runs the stages after `reached` up to `last`. `finished` is told the name and duration (ms) of
/// each.
mlir::LogicalResult runStages(mlir::ModuleOp module, Stage reached, Stage last,
                              const Target &target, bool verifyEach,
                              llvm::function_ref<void(Stage, double)> finished);

} // namespace tcc

#endif
