// LLVM dialect -> LLVM IR -> optimised -> object or text. The short pipeline is what our kernels
// need (they come as loops and vectors in good order): as fast as O2's code at a third of its time.
// Nothing here depends on addresses, clocks or paths.
#include "Manifest.h"
#include "Native.h"

#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"

#include <chrono>

using namespace tcc::cpu;
using mlir::FailureOr;
using mlir::LogicalResult;

static constexpr llvm::StringLiteral shortPipeline =
    "function(sroa,early-cse,instcombine,simplifycfg,loop-mssa(loop-rotate,licm),loop-vectorize,"
    "instcombine,simplifycfg,loop-mssa(licm))";

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
  auto level = hard ? llvm::CodeGenOptLevel::Aggressive : llvm::CodeGenOptLevel::Default;
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

static FailureOr<Unit> translate(mlir::ModuleOp source, const CpuTarget &target,
                                 const EmitOptions &options) {
  Unit unit;
  unit.machine = machineFor(target, options.optimizeHard);
  if (!unit.machine)
    return source.emitError("tcc generates no code for ") << target.triple;
  unit.module = mlir::translateModuleToLLVMIR(source, *unit.context, "tcc");
  if (!unit.module)
    return source.emitError("this module does not translate to LLVM IR");
  unit.module->setTargetTriple(llvm::Triple(target.triple));
  unit.module->setDataLayout(unit.machine->createDataLayout());
  if (failed(addManifest(*unit.module, source, target, options.manifestSymbol)))
    return mlir::failure();
  setAttributes(*unit.module, target);
  return unit;
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

static LogicalResult generate(Unit &unit, llvm::CodeGenFileType type, std::string &bytes,
                              mlir::ModuleOp source) {
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream stream(text);
  llvm::legacy::PassManager passes;
  if (unit.machine->addPassesToEmitFile(passes, stream, nullptr, type))
    return source.emitError("LLVM's back end for ")
           << unit.machine->getTargetTriple().str() << " writes no such file";
  passes.run(*unit.module);
  bytes.assign(text.begin(), text.end());
  return mlir::success();
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

FailureOr<CompiledObject> tcc::cpu::emitObject(mlir::ModuleOp module, const CpuTarget &target,
                                               const EmitOptions &options) {
  CompiledObject object;
  object.manifestSymbol = options.manifestSymbol;
  Stopwatch watch;
  FailureOr<Unit> unit = translate(module, target, options);
  if (failed(unit))
    return mlir::failure();
  object.translateMilliseconds = watch.lap();
  optimize(*unit, options);
  object.optimizeMilliseconds = watch.lap();
  if (failed(generate(*unit, llvm::CodeGenFileType::ObjectFile, object.bytes, module)))
    return mlir::failure();
  object.codegenMilliseconds = watch.lap();
  object.codeBytes = codeBytes(object.bytes);
  return object;
}

FailureOr<std::string> tcc::cpu::emitAssembly(mlir::ModuleOp module, const CpuTarget &target,
                                              const EmitOptions &options) {
  FailureOr<Unit> unit = translate(module, target, options);
  if (failed(unit))
    return mlir::failure();
  optimize(*unit, options);
  std::string text;
  if (failed(generate(*unit, llvm::CodeGenFileType::AssemblyFile, text, module)))
    return mlir::failure();
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
