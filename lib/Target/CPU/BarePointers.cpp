// A memref of static shape is its pointer: inside a kernel a constant descriptor is put around the
// pointer, which LLVM's scalar replacement dissolves. noalias holds because arguments that share a
// buffer were merged into one.
#include "BarePointers.h"

#include "tcc/Target/CPU/KernelRecord.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"

using namespace mlir;
using namespace tcc::cpu;

LLVM::LLVMFunctionType tcc::cpu::voidFunction(OpBuilder &b, ArrayRef<Type> arguments) {
  return LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), arguments);
}

/// Upstream's conversion of a vector keeps an element that LLVM knows.
void tcc::cpu::keepHalvesAsWords(LLVMTypeConverter &types, bool f16, bool bf16) {
  auto isWord = [=](Type type) { return (f16 && type.isF16()) || (bf16 && type.isBF16()); };
  types.addConversion([isWord](FloatType type) -> std::optional<Type> {
    return isWord(type) ? std::optional(IntegerType::get(type.getContext(), 16)) : std::nullopt;
  });
  types.addConversion([isWord](VectorType type) -> std::optional<Type> {
    auto word = IntegerType::get(type.getContext(), 16);
    return isWord(type.getElementType()) ? std::optional(type.clone(word)) : std::nullopt;
  });
}

void tcc::cpu::lowerGlobal(memref::GlobalOp global, const LLVMTypeConverter &types) {
  OpBuilder b(global);
  MemRefType type = global.getType();
  Type array = types.convertType(type.getElementType());
  for (int64_t extent : llvm::reverse(type.getShape()))
    array = LLVM::LLVMArrayType::get(array, extent);
  Attribute value = global.getInitialValueAttr();
  if (auto elements = dyn_cast_or_null<ElementsAttr>(value); elements && type.getRank() == 0)
    value = elements.getSplatValue<Attribute>();
  LLVM::GlobalOp::create(b, global.getLoc(), array, global.getConstant(), LLVM::Linkage::Internal,
                         global.getSymName(), value, /*alignment=*/64);
  global.erase();
}

Value tcc::cpu::memrefOf(OpBuilder &b, Location loc, const LLVMTypeConverter &types,
                         MemRefType type, Value pointer) {
  Value descriptor = MemRefDescriptor::fromStaticShape(b, loc, types, type, pointer);
  return UnrealizedConversionCastOp::create(b, loc, type, descriptor).getResult(0);
}

void tcc::cpu::lowerConstantUses(Operation *root, const LLVMTypeConverter &types) {
  auto pointer = LLVM::LLVMPointerType::get(root->getContext());
  root->walk([&](memref::GetGlobalOp use) {
    OpBuilder b(use);
    Value address = LLVM::AddressOfOp::create(b, use.getLoc(), pointer, use.getName());
    use.replaceAllUsesWith(memrefOf(b, use.getLoc(), types, use.getType(), address));
    use.erase();
  });
}

void tcc::cpu::lowerArgument(OpBuilder &b, const LLVMTypeConverter &types, BlockArgument argument,
                             Type lowered) {
  Type before = argument.getType();
  auto uses = llvm::map_to_vector(argument.getUses(), [](OpOperand &use) { return &use; });
  argument.setType(lowered);
  if (uses.empty())
    return;
  Location loc = argument.getLoc();
  auto memref = dyn_cast<MemRefType>(before);
  Value value = memref ? memrefOf(b, loc, types, memref, argument)
                       : UnrealizedConversionCastOp::create(b, loc, before, argument).getResult(0);
  for (OpOperand *use : uses)
    use->set(value);
}

void tcc::cpu::lowerKernelSignature(func::FuncOp kernel, const LLVMTypeConverter &types) {
  lowerConstantUses(kernel, types);
  OpBuilder b(kernel);
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  auto arguments = llvm::map_to_vector(kernel.getArgumentTypes(), [&](Type type) {
    return isa<MemRefType>(type) ? pointer : Type(b.getI64Type());
  });
  auto lowered = LLVM::LLVMFuncOp::create(b, kernel.getLoc(), kernel.getSymName(),
                                          voidFunction(b, arguments), LLVM::Linkage::Internal);
  KernelRecord::load(kernel)->store(lowered);
  lowered.setNoInline(
      true); // one kernel, one function: for profiles, and for LLVM's superlinear passes
  lowered.getBody().takeBody(kernel.getBody());
  Block &body = lowered.front();
  b.setInsertionPointToStart(&body);
  for (auto [i, type] : llvm::enumerate(arguments)) {
    if (type == pointer)
      lowered.setArgAttr(i, "llvm.noalias", b.getUnitAttr());
    lowerArgument(b, types, body.getArgument(i), type);
  }
  Operation *terminator = body.getTerminator();
  b.setInsertionPoint(terminator);
  LLVM::ReturnOp::create(b, terminator->getLoc(), ValueRange{});
  terminator->erase();
  kernel.erase();
}
