// LLVM dialect -> LLVM IR -> optimised -> object or text. The short pipeline is what our kernels
// need (they come as loops and vectors in good order): as fast as O2's code at a third of its time.
// Nothing here depends on addresses, clocks or paths.
#include "Manifest.h"
#include "Native.h"
#include "Partition.h"

#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Target/TargetMachine.h"

#include <chrono>

using namespace tcc::cpu;
using mlir::FailureOr;
using mlir::LogicalResult;

static constexpr llvm::StringLiteral shortPipeline =
    "function(sroa,early-cse,instcombine<no-verify-fixpoint>,simplifycfg,loop-mssa(loop-rotate,"
    "licm),loop-vectorize,"
    "instcombine<no-verify-fixpoint>,simplifycfg,loop-mssa(licm))";

namespace {

/// One module on its way; its context must outlive it.
struct Unit {
  std::unique_ptr<llvm::LLVMContext> context = std::make_unique<llvm::LLVMContext>();
  std::unique_ptr<llvm::Module> module;
  std::unique_ptr<llvm::TargetMachine> machine;
};

class Stopwatch {
public:
  double lap() {
    auto now = std::chrono::steady_clock::now();
    double passed = std::chrono::duration<double, std::milli>(now - last).count();
    last = now;
    return passed;
  }

private:
  std::chrono::steady_clock::time_point last = std::chrono::steady_clock::now();
};

} // namespace

static std::unique_ptr<llvm::TargetMachine> machineFor(const CpuTarget &target, bool hard) {
  llvm::Triple triple(target.triple);
  const llvm::Target *native = nativeTarget(triple);
  if (!native)
    return nullptr;
  auto level = hard ? llvm::CodeGenOptLevel::Aggressive : llvm::CodeGenOptLevel::Less;
  return std::unique_ptr<llvm::TargetMachine>(native->createTargetMachine(
      triple, target.cpu, target.features, {}, llvm::Reloc::PIC_, std::nullopt, level));
}

static void setAttributes(llvm::Module &module, const CpuTarget &target) {
  for (llvm::Function &function : module) {
    function.addFnAttr(llvm::Attribute::NoUnwind); // so: no unwind tables
    if (!function.isDeclaration())
      function.addFnAttr("prefer-vector-width", std::to_string(target.vectorBytes * 8));
  }
}

/// `part` to LLVM; `whole` is what the manifest tells of, null where that is in another part.
static FailureOr<Unit> translate(mlir::ModuleOp part, mlir::ModuleOp whole, const CpuTarget &target,
                                 const EmitOptions &options) {
  Unit unit;
  unit.machine = machineFor(target, options.optimizeHard);
  if (!unit.machine)
    return part.emitError("tcc generates no code for ") << target.triple;
  unit.module = mlir::translateModuleToLLVMIR(part, *unit.context, "tcc");
  if (!unit.module)
    return part.emitError("this module does not translate to LLVM IR");
  unit.module->setTargetTriple(llvm::Triple(target.triple));
  unit.module->setDataLayout(unit.machine->createDataLayout());
  llvm::Constant *device = nullptr;
  if (whole && options.addDevice && !(device = options.addDevice(*unit.module)))
    return mlir::failure();
  if (whole && failed(addManifest(*unit.module, whole, target, options, device)))
    return mlir::failure();
  setAttributes(*unit.module, target);
  return unit;
}

static FailureOr<Unit> translate(mlir::ModuleOp module, const CpuTarget &target,
                                 const EmitOptions &options) {
  return translate(module, module, target, options);
}

/// One unit a part. In this thread: MLIR's context is not shared between threads.
static FailureOr<std::vector<Unit>> translateParts(mlir::ModuleOp module, const CpuTarget &target,
                                                   const EmitOptions &options) {
  std::vector<Unit> units;
  auto parts = partition(module, options.parts);
  if (parts.empty()) {
    FailureOr<Unit> unit = translate(module, module, target, options);
    if (failed(unit))
      return mlir::failure();
    units.push_back(std::move(*unit));
  }
  for (auto &part : parts) {
    FailureOr<Unit> unit = translate(*part, units.empty() ? module : nullptr, target, options);
    if (failed(unit))
      return mlir::failure();
    units.push_back(std::move(*unit));
  }
  return units;
}

static void optimize(Unit &unit, const EmitOptions &options) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = tuning.LoopInterleaving = true;
  llvm::PassBuilder builder(unit.machine.get(), tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes;
  if (options.optimizeHard)
    passes = builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3);
  else
    llvm::cantFail(builder.parsePassPipeline(passes, shortPipeline));
  passes.run(*unit.module, modules);
}

/// False where LLVM cannot write such a file.
static bool generate(Unit &unit, llvm::CodeGenFileType type, std::string &bytes) {
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream stream(text);
  llvm::legacy::PassManager passes;
  if (unit.machine->addPassesToEmitFile(passes, stream, nullptr, type))
    return false;
  passes.run(*unit.module);
  bytes.assign(text.begin(), text.end());
  return true;
}

static mlir::InFlightDiagnostic cannotWrite(mlir::ModuleOp module, const CpuTarget &target) {
  return module.emitError("LLVM's back end for ") << target.triple << " writes no such file";
}

static int64_t codeBytes(llvm::StringRef object) {
  auto file = llvm::object::ObjectFile::createObjectFile(llvm::MemoryBufferRef(object, "object"));
  if (!file) {
    llvm::consumeError(file.takeError());
    return 0;
  }
  int64_t bytes = 0;
  for (const llvm::object::SectionRef &section : (*file)->sections())
    if (section.isText())
      bytes += section.getSize();
  return bytes;
}

namespace {
/// An object in the making: by one thread, from one unit.
struct Compilation {
  std::string bytes;
  double optimizeMilliseconds = 0, codegenMilliseconds = 0;
  bool isWritten = false;

  void run(Unit &unit, const EmitOptions &options) {
    Stopwatch watch;
    optimize(unit, options);
    optimizeMilliseconds = watch.lap();
    isWritten = generate(unit, llvm::CodeGenFileType::ObjectFile, bytes);
    codegenMilliseconds = watch.lap();
  }
};
} // namespace

static std::vector<Compilation> compile(std::vector<Unit> &units, const EmitOptions &options) {
  std::vector<Compilation> compilations(units.size());
  if (units.size() == 1) {
    compilations[0].run(units[0], options);
    return compilations;
  }
  llvm::DefaultThreadPool pool(llvm::hardware_concurrency(units.size()));
  for (auto [unit, compilation] : llvm::zip_equal(units, compilations))
    pool.async([&, unit = &unit, compilation = &compilation] { compilation->run(*unit, options); });
  pool.wait();
  return compilations;
}

FailureOr<CompiledObject> tcc::cpu::emitObject(mlir::ModuleOp module, const CpuTarget &target,
                                               const EmitOptions &options) {
  CompiledObject object;
  object.manifestSymbol = options.manifestSymbol;
  Stopwatch watch;
  FailureOr<std::vector<Unit>> units = translateParts(module, target, options);
  if (failed(units))
    return mlir::failure();
  object.translateMilliseconds = watch.lap();
  for (Compilation &made : compile(*units, options)) {
    if (!made.isWritten)
      return cannotWrite(module, target);
    object.optimizeMilliseconds = std::max(object.optimizeMilliseconds, made.optimizeMilliseconds);
    object.codegenMilliseconds = std::max(object.codegenMilliseconds, made.codegenMilliseconds);
    object.codeBytes += codeBytes(made.bytes);
    (object.bytes.empty() ? object.bytes : object.others.emplace_back()) = std::move(made.bytes);
  }
  return object;
}

FailureOr<std::string> tcc::cpu::emitAssembly(mlir::ModuleOp module, const CpuTarget &target,
                                              const EmitOptions &options) {
  FailureOr<Unit> unit = translate(module, target, options);
  if (failed(unit))
    return mlir::failure();
  optimize(*unit, options);
  std::string text;
  if (!generate(*unit, llvm::CodeGenFileType::AssemblyFile, text))
    return cannotWrite(module, target);
  return text;
}

FailureOr<std::string> tcc::cpu::emitLLVMIR(mlir::ModuleOp module, const CpuTarget &target,
                                            const EmitOptions &options) {
  FailureOr<Unit> unit = translate(module, target, options);
  if (failed(unit))
    return mlir::failure();
  optimize(*unit, options);
  std::string text;
  llvm::raw_string_ostream(text) << *unit->module;
  return text;
}
