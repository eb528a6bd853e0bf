// @device in the LLVM dialect -> optimised LLVM IR, with the functions of libclc that it calls.
// Nothing here depends on addresses, clocks or paths.
#include "DeviceCode.h"
#include "DeviceLibrary.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

using namespace tcc::cuda;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;

extern "C" {
void LLVMInitializeNVPTXTarget();
void LLVMInitializeNVPTXTargetInfo();
void LLVMInitializeNVPTXTargetMC();
void LLVMInitializeNVPTXAsmPrinter();
}

static constexpr llvm::StringLiteral triple = "nvptx64-nvidia-cuda";

static const llvm::Target *ptxTarget() {
  static const bool registered = [] { // once, whichever thread is first
    LLVMInitializeNVPTXTargetInfo();
    LLVMInitializeNVPTXTarget();
    LLVMInitializeNVPTXTargetMC();
    LLVMInitializeNVPTXAsmPrinter();
    return true;
  }();
  std::string error;
  return registered ? llvm::TargetRegistry::lookupTarget(llvm::Triple(triple), error) : nullptr;
}

/// The oldest PTX that knows the chip: any driver since then reads it.
static llvm::StringRef ptxVersion(const CudaTarget &target) {
  int64_t capability = target.capability();
  return capability >= 120 ? "+ptx87" : capability >= 100 ? "+ptx86" : "+ptx80";
}

static std::unique_ptr<llvm::TargetMachine> machineFor(const CudaTarget &target) {
  const llvm::Target *ptx = ptxTarget();
  if (!ptx)
    return nullptr;
  return std::unique_ptr<llvm::TargetMachine>(
      ptx->createTargetMachine(llvm::Triple(triple), target.chip, ptxVersion(target), {},
                               std::nullopt, std::nullopt, llvm::CodeGenOptLevel::Aggressive));
}

/// What the module calls, and what that calls, without a name that anyone could know.
static bool linkLibrary(llvm::Module &module) {
  bool calls = llvm::any_of(module, [](const llvm::Function &function) {
    return function.isDeclaration() && !function.isIntrinsic();
  });
  if (!calls)
    return true;
  auto library =
      llvm::parseBitcodeFile(llvm::MemoryBufferRef(deviceLibrary(), "libclc"), module.getContext());
  if (!library) {
    llvm::consumeError(library.takeError());
    return false;
  }
  (*library)->setTargetTriple(module.getTargetTriple());
  (*library)->setDataLayout(module.getDataLayout());
  llvm::StringSet<> own;
  for (const llvm::Function &function : module)
    if (!function.isDeclaration())
      own.insert(function.getName());
  if (llvm::Linker::linkModules(module, std::move(*library), llvm::Linker::LinkOnlyNeeded))
    return false;
  for (llvm::Function &function : module)
    if (!function.isDeclaration() && !own.contains(function.getName()))
      function.setLinkage(llvm::GlobalValue::InternalLinkage);
  return true;
}

static void optimize(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  machine.registerPassBuilderCallbacks(builder);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3).run(module, modules);
}

/// Denormals are nought, as on the CPU.
static void setAttributes(llvm::Module &module) {
  for (llvm::Function &function : module)
    if (!function.isDeclaration()) {
      function.addFnAttr("denormal-fp-math-f32", "preserve-sign,preserve-sign");
      function.addFnAttr(llvm::Attribute::NoUnwind);
    }
}

FailureOr<DeviceCode> tcc::cuda::makeDeviceCode(mlir::ModuleOp module, const CudaTarget &target,
                                                llvm::LLVMContext &context) {
  auto device = module.lookupSymbol<mlir::gpu::GPUModuleOp>(deviceModule);
  if (!device)
    return module.emitError("expected functions in @") << deviceModule;
  DeviceCode code;
  code.machine = machineFor(target);
  if (!code.machine)
    return module.emitError("this LLVM has no back end for ") << triple;
  code.module = mlir::translateModuleToLLVMIR(device, context, "tcc");
  if (!code.module)
    return module.emitError("this module does not translate to LLVM IR");
  code.module->setTargetTriple(llvm::Triple(triple));
  code.module->setDataLayout(code.machine->createDataLayout());
  if (!linkLibrary(*code.module))
    return module.emitError("cannot link libclc's functions");
  setAttributes(*code.module);
  optimize(*code.module, *code.machine);
  return code;
}
