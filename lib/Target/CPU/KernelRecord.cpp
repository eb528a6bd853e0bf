// Records of kernels and of the program, as attributes that travel with the IR; and which line
// stands for a fused location.
#include "tcc/Target/CPU/KernelRecord.h"

#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace tcc::cpu;

void KernelRecord::store(Operation *function) const {
  Builder b(function->getContext());
  function->setAttr("exec.kind", b.getStringAttr(kind));
  function->setAttr("exec.flops", b.getI64IntegerAttr(flops));
  function->setAttr("exec.bytes", b.getI64IntegerAttr(bytes));
  function->setAttr("exec.tasks", b.getI64IntegerAttr(code.tasks));
  function->setAttr("exec.grain", b.getI64IntegerAttr(code.grain));
  function->setAttr("exec.scratch", b.getI64IntegerAttr(code.scratchBytes));
}

std::optional<KernelRecord> KernelRecord::load(Operation *function) {
  auto kind = function->getAttrOfType<StringAttr>("exec.kind");
  if (!kind)
    return std::nullopt;
  auto number = [&](StringRef name) -> int64_t {
    auto attribute = function->getAttrOfType<IntegerAttr>(name);
    return attribute ? attribute.getInt() : 0;
  };
  KernelRecord record;
  record.kind = kind.str();
  record.flops = number("exec.flops");
  record.bytes = number("exec.bytes");
  record.code = {number("exec.tasks"), number("exec.grain"), number("exec.scratch")};
  return record;
}

static ArrayAttr store(Builder &b, ArrayRef<ProgramValue> values) {
  SmallVector<Attribute> stored;
  for (const ProgramValue &v : values)
    stored.push_back(b.getArrayAttr(
        {b.getStringAttr(v.name), TypeAttr::get(v.type), b.getI64IntegerAttr(v.alias)}));
  return b.getArrayAttr(stored);
}

static SmallVector<ProgramValue> load(ArrayAttr stored) {
  SmallVector<ProgramValue> values;
  for (auto v : stored.getAsRange<ArrayAttr>())
    values.push_back({cast<StringAttr>(v[0]).str(),
                      cast<MemRefType>(cast<TypeAttr>(v[1]).getValue()),
                      cast<IntegerAttr>(v[2]).getInt()});
  return values;
}

static ArrayAttr store(Builder &b, ArrayRef<BlockRecord> blocks) {
  SmallVector<Attribute> stored;
  for (const BlockRecord &block : blocks)
    stored.push_back(
        b.getArrayAttr({b.getI64IntegerAttr(block.rows), b.getI64IntegerAttr(block.work),
                        FlatSymbolRefAttr::get(b.getContext(), block.entry)}));
  return b.getArrayAttr(stored);
}

static SmallVector<BlockRecord> loadBlocks(ArrayAttr stored) {
  SmallVector<BlockRecord> blocks;
  for (auto block : stored.getAsRange<ArrayAttr>())
    blocks.push_back({cast<IntegerAttr>(block[0]).getInt(), cast<IntegerAttr>(block[1]).getInt(),
                      cast<FlatSymbolRefAttr>(block[2]).getValue().str()});
  return blocks;
}

void ProgramRecord::store(ModuleOp module) const {
  Builder b(module.getContext());
  module->setAttr("exec.program",
                  b.getDictionaryAttr({{"arena_bytes", b.getI64IntegerAttr(arenaBytes)},
                                       {"scratch_bytes", b.getI64IntegerAttr(scratchBytes)},
                                       {"name", b.getStringAttr(name)},
                                       {"arguments", ::store(b, arguments)},
                                       {"results", ::store(b, results)},
                                       {"blocks", ::store(b, blocks)}}));
}

std::optional<ProgramRecord> ProgramRecord::load(ModuleOp module) {
  auto stored = module->getAttrOfType<DictionaryAttr>("exec.program");
  if (!stored)
    return std::nullopt;
  return ProgramRecord{stored.getAs<StringAttr>("name").str(),
                       stored.getAs<IntegerAttr>("arena_bytes").getInt(),
                       stored.getAs<IntegerAttr>("scratch_bytes").getInt(),
                       ::load(stored.getAs<ArrayAttr>("arguments")),
                       ::load(stored.getAs<ArrayAttr>("results")),
                       loadBlocks(stored.getAs<ArrayAttr>("blocks"))};
}

Location tcc::cpu::anchorOf(Location location) {
  if (auto fused = dyn_cast<FusedLoc>(location)) {
    for (Location part : fused.getLocations())
      if (Location anchor = anchorOf(part); !isa<UnknownLoc>(anchor))
        return anchor;
    return UnknownLoc::get(location.getContext());
  }
  if (auto named = dyn_cast<NameLoc>(location))
    return anchorOf(named.getChildLoc());
  if (auto call = dyn_cast<CallSiteLoc>(location))
    return anchorOf(call.getCallee());
  return location;
}

SmallVector<LLVM::LLVMFuncOp> tcc::cpu::launchedFunctions(gpu::GPUModuleOp device) {
  return llvm::to_vector(
      llvm::make_filter_range(device.getOps<LLVM::LLVMFuncOp>(),
                              [](LLVM::LLVMFuncOp function) { return !function.isExternal(); }));
}
