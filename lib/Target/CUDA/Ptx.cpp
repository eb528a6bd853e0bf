// LLVM IR for a GPU -> PTX.
#include "DeviceCode.h"

#include "llvm/IR/LegacyPassManager.h"

using namespace tcc::cuda;
using mlir::FailureOr;

FailureOr<std::string> tcc::cuda::emitPtx(mlir::ModuleOp module, const CudaTarget &target) {
  llvm::LLVMContext context;
  FailureOr<DeviceCode> code = makeDeviceCode(module, target, context);
  if (failed(code))
    return mlir::failure();
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream stream(text);
  llvm::legacy::PassManager passes;
  if (code->machine->addPassesToEmitFile(passes, stream, nullptr,
                                         llvm::CodeGenFileType::AssemblyFile))
    return module.emitError("LLVM's back end for GPUs writes no text");
  passes.run(*code->module);
  return std::string(text.begin(), text.end());
}
