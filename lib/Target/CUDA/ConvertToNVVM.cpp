// What is in @device -> the LLVM dialect with NVVM, in one dialect conversion a function. A memref
// of static shape is its pointer; no two arguments of a kernel alias.
#include "../CPU/BarePointers.h"
#include "../CPU/ToLLVMPatterns.h"

#include "tcc/Target/CUDA/CudaCompiler.h"

#include "mlir/Conversion/GPUToNVVM/GPUToNVVMPass.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::cuda;

namespace tcc::cuda {
#define GEN_PASS_DEF_CONVERTTONVVM
#include "tcc/Target/CUDA/Passes.h.inc"
} // namespace tcc::cuda

namespace {
class ConvertToNVVM : public tcc::cuda::impl::ConvertToNVVMBase<ConvertToNVVM> {
public:
  using Base::Base;

  void runOnOperation() override {
    gpu::GPUModuleOp device = getOperation();
    LLVMTypeConverter wide(&getContext(), lowering(64));
    cpu::keepHalvesAsWords(wide, f16, bf16);
    for (auto global : llvm::make_early_inc_range(device.getOps<memref::GlobalOp>()))
      cpu::lowerGlobal(global, wide);
    for (auto function : llvm::to_vector(device.getOps<gpu::GPUFuncOp>())) {
      LLVMTypeConverter types(&getContext(), lowering(indexBits(function)));
      configureGpuToNVVMTypeConverter(types);
      cpu::keepHalvesAsWords(types, f16, bf16);
      if (failed(convert(lowerSignature(function, types), types)))
        return signalPassFailure();
    }
    if (failed(convert(device, wide))) // declarations of functions
      signalPassFailure();
  }

private:
  LowerToLLVMOptions lowering(unsigned indexBits) {
    LowerToLLVMOptions options(&getContext());
    options.overrideIndexBitwidth(indexBits);
    return options;
  }

  /// 64-bit arithmetic takes a GPU several instructions.
  static unsigned indexBits(gpu::GPUFuncOp function) {
    auto isLarge = [](Type type) {
      auto memref = dyn_cast<MemRefType>(type);
      return memref && memref.getNumElements() > std::numeric_limits<int32_t>::max();
    };
    return llvm::any_of(function.getArgumentTypes(), isLarge) ? 64 : 32;
  }

  LLVM::LLVMFuncOp lowerSignature(gpu::GPUFuncOp function, const LLVMTypeConverter &types);
  void lowerShared(gpu::GPUFuncOp function, const LLVMTypeConverter &types);
  LogicalResult convert(Operation *root, const LLVMTypeConverter &types);
};
} // namespace

/// Workgroup memory is a global of address space 3.
void ConvertToNVVM::lowerShared(gpu::GPUFuncOp function, const LLVMTypeConverter &types) {
  constexpr auto space = unsigned(NVVM::NVVMMemorySpace::Shared);
  auto pointer = LLVM::LLVMPointerType::get(&getContext(), space);
  for (auto [i, attribution] : llvm::enumerate(function.getWorkgroupAttributions())) {
    Value buffer = attribution;
    auto type = cast<MemRefType>(buffer.getType());
    OpBuilder b(function);
    auto array =
        LLVM::LLVMArrayType::get(types.convertType(type.getElementType()), type.getNumElements());
    std::string name = (function.getName() + "_shared_" + Twine(i)).str();
    auto global = LLVM::GlobalOp::create(b, function.getLoc(), array, /*isConstant=*/false,
                                         LLVM::Linkage::Internal, name, Attribute(),
                                         /*alignment=*/16, space);
    b.setInsertionPointToStart(&function.getBody().front());
    Value address = LLVM::AddressOfOp::create(b, function.getLoc(), pointer, global.getSymName());
    buffer.replaceAllUsesWith(cpu::memrefOf(b, function.getLoc(), types, type, address));
  }
  unsigned arguments = function.getNumArguments();
  function.getBody().front().eraseArguments(arguments, function.getNumWorkgroupAttributions());
}

static DictionaryAttr launchShape(gpu::GPUFuncOp function) {
  Builder b(function.getContext());
  SmallVector<int64_t> bytes;
  for (Type type : function.getArgumentTypes()) {
    auto memref = cast<MemRefType>(type);
    bytes.push_back(memref.getNumElements() * llvm::divideCeil(memref.getElementTypeBitWidth(), 8));
  }
  auto threads = function.getKnownBlockSizeAttr().asArrayRef()[0],
       blocks = function.getKnownGridSizeAttr().asArrayRef()[0];
  return b.getDictionaryAttr({b.getNamedAttr("blocks", b.getI64IntegerAttr(blocks)),
                              b.getNamedAttr("threads", b.getI64IntegerAttr(threads)),
                              b.getNamedAttr("buffers", b.getDenseI64ArrayAttr(bytes))});
}

/// A kernel over bare pointers.
LLVM::LLVMFuncOp ConvertToNVVM::lowerSignature(gpu::GPUFuncOp function,
                                               const LLVMTypeConverter &types) {
  cpu::lowerConstantUses(function, types);
  lowerShared(function, types);
  OpBuilder b(function);
  auto pointer = LLVM::LLVMPointerType::get(&getContext());
  SmallVector<Type> arguments(function.getNumArguments(), pointer);
  auto lowered = LLVM::LLVMFuncOp::create(b, function.getLoc(), function.getName(),
                                          cpu::voidFunction(b, arguments));
  lowered->setAttr(NVVM::NVVMDialect::getKernelFuncAttrName(), b.getUnitAttr());
  if (auto block = function.getKnownBlockSizeAttr())
    lowered->setAttr(NVVM::NVVMDialect::getMaxntidAttrName(), block);
  lowered->setAttr(launchAttribute, launchShape(function));
  for (unsigned i = 0; i < arguments.size(); ++i)
    lowered.setArgAttrs(i, mlir::function_interface_impl::getArgAttrs(function, i));
  lowered.getBody().takeBody(function.getBody());
  Block &body = lowered.front();
  b.setInsertionPointToStart(&body);
  for (BlockArgument argument : body.getArguments())
    cpu::lowerArgument(b, types, argument, pointer);
  function.erase();
  lowered.walk([&](gpu::ReturnOp done) {
    OpBuilder at(done);
    LLVM::ReturnOp::create(at, done.getLoc(), ValueRange{});
    done.erase();
  });
  return lowered;
}

LogicalResult ConvertToNVVM::convert(Operation *root, const LLVMTypeConverter &types) {
  LLVMConversionTarget target(getContext());
  RewritePatternSet patterns(&getContext());
  // Upstream's list of what is legal leaves fabs and sqrt to libdevice; they are instructions.
  target.addLegalDialect<NVVM::NVVMDialect>();
  target.addIllegalDialect<gpu::GPUDialect>();
  target.addLegalOp<gpu::GPUModuleOp>();
  cpu::addToLLVMPatterns(types, patterns, target);
  populateGpuToNVVMConversionPatterns(types, patterns);
  return applyPartialConversion(root, target, std::move(patterns));
}
