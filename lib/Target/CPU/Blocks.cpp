// Programs for blocks of rows, each compiled alone, become one: functions and constants get names
// of their block, the manifest's record tells of all.
#include "tcc/Target/CPU/CpuCompiler.h"
#include "tcc/Target/CPU/KernelRecord.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace tcc::cpu;

static std::string inBlock(StringRef symbol, int64_t rows) {
  return (symbol + ".rows" + Twine(rows)).str();
}

static bool isDefinition(Operation *symbol) {
  auto function = dyn_cast<LLVM::LLVMFuncOp>(symbol);
  return !function || !function.isExternal();
}

/// What is defined gets the block's name; what is only declared is the same for all.
static LogicalResult renameSymbols(ModuleOp module, int64_t rows) {
  for (Operation &op : *module.getBody()) {
    auto symbol = dyn_cast<SymbolOpInterface>(op);
    if (!symbol || !isDefinition(&op))
      continue;
    auto name = StringAttr::get(op.getContext(), inBlock(symbol.getName(), rows));
    if (failed(SymbolTable::replaceAllSymbolUses(&op, name, module)))
      return op.emitError("has a use that cannot be named anew");
    SymbolTable::setSymbolName(&op, name);
  }
  return success();
}

static void moveInto(ModuleOp into, ModuleOp from) {
  SymbolTable symbols(into);
  for (Operation &op : llvm::make_early_inc_range(*from.getBody())) {
    auto symbol = dyn_cast<SymbolOpInterface>(op);
    if (symbol && symbols.lookup(symbol.getNameAttr()))
      continue;
    op.moveBefore(into.getBody(), into.getBody()->end());
    if (symbol)
      symbols.insert(&op);
  }
}

/// An extent that the blocks do not agree on is the batch.
static void mergeValues(MutableArrayRef<ProgramValue> values, ArrayRef<ProgramValue> others) {
  for (auto [value, other] : llvm::zip_equal(values, others)) {
    SmallVector<int64_t> shape(value.type.getShape());
    for (auto [extent, another] : llvm::zip_equal(shape, other.type.getShape()))
      extent = extent == another ? extent : ShapedType::kDynamic;
    value.type = MemRefType::get(shape, value.type.getElementType());
  }
}

LogicalResult tcc::cpu::joinBlocks(ArrayRef<BlockProgram> blocks) {
  ModuleOp into = blocks.back().module;
  std::optional<ProgramRecord> program;
  for (BlockProgram block : llvm::reverse(blocks)) {
    auto record = ProgramRecord::load(block.module);
    if (!record || failed(renameSymbols(block.module, block.rows)))
      return block.module.emitError("expected a program in the LLVM dialect");
    BlockRecord made{block.rows, block.work, inBlock(entrySymbol, block.rows)};
    if (!program) {
      program = record;
    } else {
      moveInto(into, block.module);
      mergeValues(program->arguments, record->arguments);
      mergeValues(program->results, record->results);
      program->arenaBytes = std::max(program->arenaBytes, record->arenaBytes);
      program->scratchBytes = std::max(program->scratchBytes, record->scratchBytes);
    }
    program->blocks.insert(program->blocks.begin(), made);
  }
  program->store(into);
  return success();
}
