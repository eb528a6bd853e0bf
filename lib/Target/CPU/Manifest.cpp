// What an artifact says of itself, laid out as tccrt.h says: the runtime reads it in place, from a
// .so or from JIT memory.
#include "Manifest.h"

#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/IR/Constants.h"

using namespace tcc::cpu;
using llvm::Constant;

static_assert(sizeof(tccrt_value) == 32 && sizeof(tccrt_kernel) == 40 &&
                  sizeof(tccrt_block) == 24 && sizeof(tccrt_manifest) == 112,
              "the structs that this file lays out have changed");

static std::optional<tccrt_dtype> smallFloatOf(mlir::Type element) {
  return llvm::TypeSwitch<mlir::Type, std::optional<tccrt_dtype>>(element)
      .Case([](mlir::Float8E5M2Type) { return TCCRT_F8E5M2; })
      .Case([](mlir::Float8E4M3Type) { return TCCRT_F8E4M3; })
      .Case([](mlir::Float8E4M3FNType) { return TCCRT_F8E4M3FN; })
      .Case([](mlir::Float8E4M3FNUZType) { return TCCRT_F8E4M3FNUZ; })
      .Case([](mlir::Float8E4M3B11FNUZType) { return TCCRT_F8E4M3B11FNUZ; })
      .Case([](mlir::Float8E5M2FNUZType) { return TCCRT_F8E5M2FNUZ; })
      .Case([](mlir::Float8E3M4Type) { return TCCRT_F8E3M4; })
      .Case([](mlir::Float8E8M0FNUType) { return TCCRT_F8E8M0FNU; })
      .Default(std::nullopt);
}

std::optional<tccrt_dtype> tcc::cpu::dtypeOf(mlir::Type element) {
  if (element.isF32())
    return TCCRT_F32;
  if (element.isF64())
    return TCCRT_F64;
  if (element.isF16())
    return TCCRT_F16;
  if (element.isBF16())
    return TCCRT_BF16;
  if (std::optional<tccrt_dtype> small = smallFloatOf(element))
    return small;
  if (auto complex = mlir::dyn_cast<mlir::ComplexType>(element))
    return complex.getElementType().isF64() ? TCCRT_C128 : TCCRT_C64;
  if (!element.isInteger())
    return std::nullopt;
  bool isUnsigned = element.isUnsignedInteger();
  switch (element.getIntOrFloatBitWidth()) {
  case 1:
    return TCCRT_I1;
  case 8:
    return isUnsigned ? TCCRT_U8 : TCCRT_I8;
  case 16:
    return isUnsigned ? TCCRT_U16 : TCCRT_I16;
  case 32:
    return isUnsigned ? TCCRT_U32 : TCCRT_I32;
  case 64:
    return isUnsigned ? TCCRT_U64 : TCCRT_I64;
  default:
    return std::nullopt;
  }
}

// file:line:column of the op that a kernel was formed around.
static std::string locationOf(mlir::Location location) {
  auto file = mlir::dyn_cast<mlir::FileLineColLoc>(anchorOf(location));
  if (!file)
    return "";
  return (file.getFilename().getValue() + ":" + llvm::Twine(file.getLine()) + ":" +
          llvm::Twine(file.getColumn()))
      .str();
}

Constant *ConstantRecords::i32(int64_t value) const {
  return llvm::ConstantInt::get(llvm::Type::getInt32Ty(module.getContext()), value, true);
}

Constant *ConstantRecords::i64(int64_t value) const {
  return llvm::ConstantInt::get(llvm::Type::getInt64Ty(module.getContext()), value, true);
}

Constant *ConstantRecords::null() const {
  return llvm::ConstantPointerNull::get(llvm::PointerType::get(module.getContext(), 0));
}

Constant *ConstantRecords::text(llvm::StringRef text) {
  return global(llvm::ConstantDataArray::getString(module.getContext(), text));
}

Constant *ConstantRecords::record(llvm::ArrayRef<Constant *> fields) const {
  return llvm::ConstantStruct::getAnon(module.getContext(), fields);
}

Constant *ConstantRecords::array(llvm::ArrayRef<Constant *> elements) {
  if (elements.empty())
    return null();
  auto *type = llvm::ArrayType::get(elements.front()->getType(), elements.size());
  return global(llvm::ConstantArray::get(type, elements));
}

llvm::GlobalVariable *ConstantRecords::global(Constant *value) {
  auto *made = new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true,
                                        llvm::GlobalValue::PrivateLinkage, value);
  made->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  return made;
}

namespace {

class ManifestBuilder : public ConstantRecords {
public:
  using ConstantRecords::ConstantRecords;

  Constant *values(llvm::ArrayRef<ProgramValue> values) {
    llvm::SmallVector<Constant *> records;
    for (const ProgramValue &v : values) {
      llvm::SmallVector<Constant *> shape;
      for (int64_t extent : v.type.getShape())
        shape.push_back(i64(mlir::ShapedType::isDynamic(extent) ? -1 : extent));
      records.push_back(record({text(v.name), array(shape), i32(shape.size()),
                                i32(*dtypeOf(v.type.getElementType())), i32(v.alias), i32(0)}));
    }
    return array(records);
  }

  Constant *blocks(llvm::ArrayRef<BlockRecord> blocks) {
    llvm::SmallVector<Constant *> records;
    for (const BlockRecord &block : blocks)
      records.push_back(
          record({i64(block.rows), i64(block.work), module.getFunction(block.entry)}));
    return array(records);
  }

  Constant *kernel(mlir::LLVM::LLVMFuncOp function, const KernelRecord &k) {
    return record({text(function.getSymName()), text(k.kind), text(locationOf(function.getLoc())),
                   i64(k.flops), i64(k.bytes)});
  }
};

} // namespace

mlir::LogicalResult tcc::cpu::addManifest(llvm::Module &module, mlir::ModuleOp source,
                                          const CpuTarget &target, const EmitOptions &options,
                                          Constant *device) {
  auto program = ProgramRecord::load(source);
  Constant *entry = module.getFunction(entrySymbol);
  if (!program || (!entry && program->blocks.empty()))
    return source.emitError("expected a program in the LLVM dialect (no exec.program or no ")
           << entrySymbol << ")";
  ManifestBuilder b(module);
  if (!program->blocks.empty())
    entry = b.null();
  llvm::SmallVector<Constant *> kernels;
  for (auto function : source.getOps<mlir::LLVM::LLVMFuncOp>())
    if (auto kernel = KernelRecord::load(function))
      kernels.push_back(b.kernel(function, *kernel));
  Constant *manifest =
      b.record({b.i32(TCCRT_ABI_VERSION), b.i32(program->arguments.size()),
                b.i32(program->results.size()), b.i32(kernels.size()), b.text(program->name),
                b.text(device ? options.deviceTarget : "cpu:" + target.cpu),
                b.text(requiredFeatures(target)), b.values(program->arguments),
                b.values(program->results), b.array(kernels), b.i64(program->arenaBytes),
                b.i64(program->scratchBytes), entry, b.blocks(program->blocks),
                b.i32(program->blocks.size()), b.i32(0), device ? device : b.null()});
  auto *global = new llvm::GlobalVariable(module, manifest->getType(), /*isConstant=*/true,
                                          llvm::GlobalValue::ExternalLinkage, manifest,
                                          options.manifestSymbol);
  global->setAlignment(llvm::Align(8));
  return mlir::success();
}
