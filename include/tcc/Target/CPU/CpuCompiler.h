// The CPU target: from a planned module (bufferized, see exec.launch) to machine code, in memory or
// in a file.
#ifndef TCC_TARGET_CPU_CPUCOMPILER_H
#define TCC_TARGET_CPU_CPUCOMPILER_H

#include "tcc/Target/CPU/KernelCodegen.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/Support/Error.h"

#include <functional>

struct tccrt_executable;
namespace llvm {
class Constant;
class Module;
} // namespace llvm

namespace tcc::cpu {

#define GEN_PASS_DECL
#include "tcc/Target/CPU/Passes.h.inc"

/// "cpu" (this machine), or "cpu:NAME" with LLVM's name of a CPU: cpu:x86-64-v3, cpu:znver4,
/// cpu:generic. The error's code is std::errc::invalid_argument for a name that nobody knows,
/// std::errc::not_supported for a CPU of another architecture.
llvm::Expected<CpuTarget> parseCpuTarget(llvm::StringRef spelling);

/// The features of the CPU that generated code may use: sorted LLVM names, comma separated.
std::string requiredFeatures(const CpuTarget &target);

/// All that decisions about kernels depend on, as one line: what a measured schedule holds for.
std::string describe(const CpuTarget &target);

/// What a pass's option names: "host" or LLVM's name of a CPU. None, diagnosed, for another word.
std::optional<CpuTarget> targetForPass(mlir::MLIRContext *context, llvm::StringRef cpu,
                                       int64_t threads = 1);
/// Make passes for a target at hand (their options only name one).
std::unique_ptr<mlir::Pass> createScheduleKernelsFor(const CpuTarget &target);
std::unique_ptr<mlir::Pass> createLowerKernelsToVectorFor(const CpuTarget &target);

/// The passes from a planned module to the LLVM dialect, stage by stage: =tiled, =vector, =llvm.
void buildSchedulePipeline(mlir::OpPassManager &passes, const CpuTarget &target);
void buildKernelPipeline(mlir::OpPassManager &passes, const CpuTarget &target);
void buildLLVMPipeline(mlir::OpPassManager &passes, const CpuTarget &target);

/// Halves that the CPU does not convert: all arithmetic on them is in f32, and what converts them
/// is spelt out.
void buildHalvesPipeline(mlir::OpPassManager &passes, const CpuTarget &target);

/// Registers this target's passes by name, for tcc-opt.
void registerCpuPasses();

/// A program for so many rows of a batch, in the LLVM dialect. `work`: see tccrt_block.
struct BlockProgram {
  mlir::ModuleOp module;
  int64_t rows = 0, work = 0;
};

/// Makes the last of `blocks` the program that takes any batch, with the code of them all. The rows
/// grow, from one on; all are the same function, in which rows are independent. The others are
/// emptied.
mlir::LogicalResult joinBlocks(llvm::ArrayRef<BlockProgram> blocks);

/// How to make an object.
struct EmitOptions {
  bool optimizeHard =
      false; // LLVM's O3: for artifacts; the default is a short pipeline as good on our kernels
  std::string manifestSymbol = "tcc_manifest";
  /// Objects that the program may be cut into, each made by a thread of its own. Only code for this
  /// process can be in parts.
  int64_t parts = 1;
  /// Of a program for a device: adds its tccrt_device_program to the module; null after a
  /// diagnostic. `deviceTarget` is the manifest's target then.
  std::function<llvm::Constant *(llvm::Module &)> addDevice;
  std::string deviceTarget;
};

/// An ELF object that exports one symbol, the manifest; and what making it took.
struct CompiledObject {
  std::string bytes;
  std::vector<std::string> others; // the program's other objects, if it was made in parts
  std::string manifestSymbol;
  int64_t codeBytes = 0; // of instructions
  double translateMilliseconds = 0, optimizeMilliseconds = 0, codegenMilliseconds = 0;
};

/// A module in the LLVM dialect (buildLLVMPipeline) to machine code. Same module and target: same
/// bytes. Diagnoses on the module.
mlir::FailureOr<CompiledObject> emitObject(mlir::ModuleOp module, const CpuTarget &target,
                                           const EmitOptions &options = {});
/// The same as text: assembler, or LLVM IR after optimisation.
mlir::FailureOr<std::string> emitAssembly(mlir::ModuleOp module, const CpuTarget &target,
                                          const EmitOptions &options = {});
mlir::FailureOr<std::string> emitLLVMIR(mlir::ModuleOp module, const CpuTarget &target,
                                        const EmitOptions &options = {});

/// Loads an object into this process. The executable owns the code; the caller owns one reference
/// of it.
llvm::Expected<tccrt_executable *> loadObject(const CompiledObject &object);

/// A file, whole or not at all. Signals of the process are left alone.
llvm::Error writeWhole(llvm::StringRef bytes, llvm::StringRef path);
/// Writes model.so, model.o or model.a: whole or not at all. The library needs libm and libc only.
llvm::Error linkSharedLibrary(const CompiledObject &object, llvm::StringRef path);
llvm::Error writeObjectFile(const CompiledObject &object, llvm::StringRef path);
llvm::Error writeArchive(const CompiledObject &object, llvm::StringRef path);

/// A C header for an artifact: its arguments and results, and one typed inline function that calls
/// it. `module` as for emitObject; `name` becomes part of C identifiers.
mlir::FailureOr<std::string> emitHeader(mlir::ModuleOp module, const CpuTarget &target,
                                        llvm::StringRef name, const EmitOptions &options = {});

} // namespace tcc::cpu

#endif
