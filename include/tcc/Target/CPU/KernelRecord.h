// What later passes and the manifest know of a kernel once it is a function, and of the program
// once its plan is one.
#ifndef TCC_TARGET_CPU_KERNELRECORD_H
#define TCC_TARGET_CPU_KERNELRECORD_H

#include "tcc/Target/CPU/KernelCodegen.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

#include <optional>

namespace tcc::cpu {

/// Kept as exec.* attributes on a kernel's function (func.func, then llvm.func).
struct KernelRecord {
  std::string kind;
  int64_t flops = 0, bytes = 0; // of one launch
  KernelCode code;

  void store(mlir::Operation *function) const;
  /// None where the function is no kernel.
  static std::optional<KernelRecord> load(mlir::Operation *function);
};

/// An argument or a result of the program.
struct ProgramValue {
  std::string name;
  mlir::MemRefType type;
  int64_t alias =
      -1; // of a result: the argument whose buffer it is; of an argument: the result; else -1
};

/// Code for so many rows of a program that takes any batch.
struct BlockRecord {
  int64_t rows = 0, work = 0; // work: see tccrt_block
  std::string entry;          // the symbol of its function
};

/// Kept as the attribute exec.program of a module whose plan is in the LLVM dialect.
struct ProgramRecord {
  std::string name;
  int64_t arenaBytes = 0, scratchBytes = 0;
  llvm::SmallVector<ProgramValue> arguments, results; // the batch is a dynamic extent
  llvm::SmallVector<BlockRecord> blocks;              // none in a program of fixed shapes

  void store(mlir::ModuleOp module) const;
  static std::optional<ProgramRecord> load(mlir::ModuleOp module);
};

/// A device's functions that plans launch, in the order of their numbers.
llvm::SmallVector<mlir::LLVM::LLVMFuncOp> launchedFunctions(mlir::gpu::GPUModuleOp device);

/// The program's function after LowerPlanToLLVM.
inline constexpr llvm::StringLiteral entrySymbol = "tcc_entry";

/// The one place that stands for a location: of a fused location its first part that has a file.
mlir::Location anchorOf(mlir::Location location);

} // namespace tcc::cpu

#endif
