// The device IR that ships, for this machine's CPU: what a thread asks of its GPU (its place,
// barriers, shuffles) and each access become calls through the emulator that it is given. x86 and
// AArch64 take pointers of a GPU's address spaces for plain ones.
#include "DeviceCode.h"

#include "../CPU/Manifest.h"

#include "tcc/Support/Diagnostics.h"

#include "tccrt.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/Linker/Linker.h"

using namespace llvm;
using namespace tcc::cuda;

static_assert(sizeof(tccrt_function) == 40 && sizeof(tccrt_region) == 24 &&
                  sizeof(tccrt_device_program) == 24,
              "the structs that this file lays out have changed");

static constexpr unsigned sharedSpace = 3;

namespace {

class HostCode {
public:
  explicit HostCode(Module &module)
      : module(module), context(module.getContext()), pointer(PointerType::get(context, 0)),
        i32(Type::getInt32Ty(context)), i64(Type::getInt64Ty(context)),
        slot(new GlobalVariable(module, pointer, /*isConstant=*/false, GlobalValue::InternalLinkage,
                                ConstantPointerNull::get(pointer), "tcc_emulator")) {}

  /// The name of what cannot be emulated; "" where all can.
  std::string rewrite();
  Function *threadOf(Function &kernel);
  bool meets(Function &kernel);

private:
  /// Calls the function at `offset` of tccrt_emulator.
  Value *call(IRBuilder<> &b, size_t offset, Type *result, ArrayRef<Value *> arguments);
  Value *replacement(IntrinsicInst &call);
  void tell(Instruction &access);
  void tell(IRBuilder<> &b, Value *address, Value *bytes, bool isWrite);
  void stripTarget(Function &function);

  Module &module;
  LLVMContext &context;
  PointerType *pointer;
  Type *i32, *i64;
  GlobalVariable *slot; // tccrt_emulator of the launch at hand
};

} // namespace

Value *HostCode::call(IRBuilder<> &b, size_t offset, Type *result, ArrayRef<Value *> arguments) {
  Value *emulator = b.CreateLoad(pointer, slot);
  Value *function = b.CreateLoad(pointer, b.CreateConstGEP1_64(b.getInt8Ty(), emulator, offset));
  SmallVector<Value *> all{emulator};
  SmallVector<Type *> types{pointer};
  for (Value *argument : arguments) {
    all.push_back(argument);
    types.push_back(argument->getType());
  }
  return b.CreateCall(FunctionType::get(result, types, false), function, all);
}

static bool isShuffle(Intrinsic::ID id) {
  return id == Intrinsic::nvvm_shfl_sync_bfly_i32 || id == Intrinsic::nvvm_shfl_sync_bfly_f32 ||
         id == Intrinsic::nvvm_shfl_sync_bfly_i32p || id == Intrinsic::nvvm_shfl_sync_bfly_f32p;
}

/// Null for an intrinsic that the emulator has not.
Value *HostCode::replacement(IntrinsicInst &intrinsic) {
  IRBuilder<> b(&intrinsic);
  Intrinsic::ID id = intrinsic.getIntrinsicID();
  switch (id) {
  case Intrinsic::nvvm_read_ptx_sreg_tid_x:
    return call(b, offsetof(tccrt_emulator, thread_index), i32, {});
  case Intrinsic::nvvm_read_ptx_sreg_ctaid_x:
    return call(b, offsetof(tccrt_emulator, block_index), i32, {});
  case Intrinsic::nvvm_barrier_cta_sync_aligned_all:
    return call(b, offsetof(tccrt_emulator, barrier), Type::getVoidTy(context), {});
  default:
    break;
  }
  if (!isShuffle(id))
    return nullptr;
  // (mask of lanes, value, distance, clamp)
  Value *value = intrinsic.getArgOperand(1);
  Value *word = b.CreateBitCast(value, i32);
  Value *taken =
      call(b, offsetof(tccrt_emulator, shuffle_xor), i32, {word, intrinsic.getArgOperand(2)});
  Value *result = b.CreateBitCast(taken, value->getType());
  if (!intrinsic.getType()->isStructTy())
    return result;
  Value *pair = b.CreateInsertValue(PoisonValue::get(intrinsic.getType()), result, 0);
  return b.CreateInsertValue(pair, b.getTrue(), 1);
}

void HostCode::tell(IRBuilder<> &b, Value *address, Value *bytes, bool isWrite) {
  if (isa<AllocaInst>(getUnderlyingObject(address)))
    return;
  Value *plain = b.CreateAddrSpaceCast(address, pointer);
  call(b, offsetof(tccrt_emulator, access), Type::getVoidTy(context),
       {plain, b.CreateZExtOrTrunc(bytes, i64), b.getInt32(isWrite)});
}

void HostCode::tell(Instruction &access) {
  IRBuilder<> b(&access);
  const DataLayout &layout = module.getDataLayout();
  auto size = [&](Type *type) -> Value * { return b.getInt64(layout.getTypeStoreSize(type)); };
  if (auto *load = dyn_cast<LoadInst>(&access))
    return tell(b, load->getPointerOperand(), size(load->getType()), false);
  if (auto *store = dyn_cast<StoreInst>(&access))
    return tell(b, store->getPointerOperand(), size(store->getValueOperand()->getType()), true);
  if (auto *moved = dyn_cast<MemTransferInst>(&access))
    tell(b, moved->getSource(), moved->getLength(), false);
  if (auto *written = dyn_cast<MemIntrinsic>(&access))
    tell(b, written->getDest(), written->getLength(), true);
}

/// Attributes and conventions of a GPU's functions mean nothing here.
void HostCode::stripTarget(Function &function) {
  function.setCallingConv(CallingConv::C);
  function.removeFnAttr("target-cpu");
  function.removeFnAttr("target-features");
  SmallVector<StringRef> foreign;
  for (Attribute attribute : function.getAttributes().getFnAttrs())
    if (attribute.isStringAttribute() && attribute.getKindAsString().starts_with("nvvm"))
      foreign.push_back(attribute.getKindAsString());
  for (StringRef name : foreign)
    function.removeFnAttr(name);
  function.removeFnAttr(Attribute::Convergent);
  function.removeFnAttr(Attribute::Memory); // it tells the emulator now
  for (Instruction &instruction : instructions(function))
    if (auto *call = dyn_cast<CallBase>(&instruction))
      call->setCallingConv(CallingConv::C);
}

std::string HostCode::rewrite() {
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    stripTarget(function);
    SmallVector<Instruction *> accesses;
    SmallVector<IntrinsicInst *> intrinsics;
    for (Instruction &instruction : instructions(function)) {
      auto *intrinsic = dyn_cast<IntrinsicInst>(&instruction);
      if (intrinsic && intrinsic->getCalledFunction()->getName().starts_with("llvm.nvvm"))
        intrinsics.push_back(intrinsic);
      else if (instruction.mayReadOrWriteMemory())
        accesses.push_back(&instruction);
    }
    for (Instruction *access : accesses)
      tell(*access);
    for (IntrinsicInst *intrinsic : intrinsics) {
      Value *value = replacement(*intrinsic);
      if (!value)
        return intrinsic->getCalledFunction()->getName().str();
      intrinsic->replaceAllUsesWith(value);
      intrinsic->eraseFromParent();
    }
  }
  return "";
}

/// void(buffers, emulator): one thread of a kernel.
Function *HostCode::threadOf(Function &kernel) {
  auto *type = FunctionType::get(Type::getVoidTy(context), {pointer, pointer}, false);
  auto *thread =
      Function::Create(type, GlobalValue::InternalLinkage, kernel.getName() + ".thread", module);
  IRBuilder<> b(BasicBlock::Create(context, "", thread));
  b.CreateStore(thread->getArg(1), slot);
  SmallVector<Value *> buffers;
  for (unsigned i = 0; i < kernel.arg_size(); ++i)
    buffers.push_back(b.CreateLoad(pointer, b.CreateConstGEP1_64(pointer, thread->getArg(0), i)));
  b.CreateCall(&kernel, buffers);
  b.CreateRetVoid();
  kernel.setLinkage(GlobalValue::InternalLinkage);
  kernel.addFnAttr(Attribute::NoInline);
  return thread;
}

bool HostCode::meets(Function &kernel) {
  return any_of(instructions(kernel), [](Instruction &instruction) {
    auto *intrinsic = dyn_cast<IntrinsicInst>(&instruction);
    return intrinsic &&
           (intrinsic->getIntrinsicID() == Intrinsic::nvvm_barrier_cta_sync_aligned_all ||
            isShuffle(intrinsic->getIntrinsicID()));
  });
}

//===- the program's record ------------------------------------------------------------------===//

namespace {

/// A function as the plan launches it.
struct Launched {
  StringRef name;
  SmallVector<int64_t> bufferBytes;
  int64_t blocks = 1, threads = 1;
  bool meets = false;
  Function *thread = nullptr;
};

class Describer : public tcc::cpu::ConstantRecords {
public:
  using ConstantRecords::ConstantRecords;

  Constant *function(const Launched &f) {
    auto bytes = map_to_vector(f.bufferBytes, [&](int64_t size) { return i64(size); });
    return record({text(f.name), array(bytes), i32(bytes.size()), i32(f.blocks), i32(f.threads),
                   i32(f.meets), f.thread});
  }

  Constant *region(GlobalVariable &memory) {
    uint64_t bytes = module.getDataLayout().getTypeAllocSize(memory.getValueType());
    auto *plain = ConstantExpr::getAddrSpaceCast(&memory, PointerType::get(module.getContext(), 0));
    bool isShared = memory.getAddressSpace() == sharedSpace;
    return record({plain, i64(bytes), i32(isShared), i32(0)});
  }

  GlobalVariable *program(ArrayRef<Launched> launched, ArrayRef<Constant *> regions) {
    auto functions = map_to_vector(launched, [&](const Launched &f) { return function(f); });
    return global(
        record({array(functions), array(regions), i32(launched.size()), i32(regions.size())}));
  }
};

} // namespace

/// What the functions of @device want to know of their launches, by their order there.
static SmallVector<Launched> launchesOf(mlir::ModuleOp module) {
  SmallVector<Launched> launched;
  auto device = module.lookupSymbol<mlir::gpu::GPUModuleOp>(deviceModule);
  for (auto function : tcc::cpu::launchedFunctions(device)) {
    auto shape = function->getAttrOfType<mlir::DictionaryAttr>(launchAttribute);
    Launched &one = launched.emplace_back();
    one.name = function.getSymName();
    one.blocks = shape.getAs<mlir::IntegerAttr>("blocks").getInt();
    one.threads = shape.getAs<mlir::IntegerAttr>("threads").getInt();
    auto bytes = shape.getAs<mlir::DenseI64ArrayAttr>("buffers").asArrayRef();
    one.bufferBytes.assign(bytes.begin(), bytes.end());
  }
  return launched;
}

Constant *tcc::cuda::addEmulatedDevice(Module &host, mlir::ModuleOp module,
                                       const CudaTarget &target) {
  mlir::FailureOr<DeviceCode> code = makeDeviceCode(module, target, host.getContext());
  if (failed(code))
    return nullptr;
  Module &device = *code->module;
  SmallVector<Launched> launched = launchesOf(module);
  HostCode hostCode(device);
  for (Launched &one : launched)
    one.meets = hostCode.meets(*device.getFunction(one.name));
  std::string unknown = hostCode.rewrite();
  if (!unknown.empty()) {
    tcc::emitUnsupported(module.getLoc()) << unknown << " on the emulated device";
    return nullptr;
  }
  SmallVector<Constant *> regions;
  Describer describer(device);
  SmallVector<GlobalVariable *> memories;
  for (GlobalVariable &memory : device.globals())
    if (memory.getName() != "tcc_emulator")
      memories.push_back(&memory);
  for (Launched &one : launched)
    one.thread = hostCode.threadOf(*device.getFunction(one.name));
  for (GlobalVariable *memory : memories)
    regions.push_back(describer.region(*memory));
  GlobalVariable *program = describer.program(launched, regions);
  program->setName("tcc_device_program");
  program->setLinkage(GlobalValue::ExternalLinkage); // found again after linking
  device.setTargetTriple(host.getTargetTriple());
  device.setDataLayout(host.getDataLayout());
  if (Linker::linkModules(host, std::move(code->module))) {
    module.emitError("cannot link the device's functions");
    return nullptr;
  }
  GlobalVariable *linked = host.getNamedGlobal("tcc_device_program");
  linked->setLinkage(GlobalValue::InternalLinkage);
  return linked;
}
