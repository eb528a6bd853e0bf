// Functions go, heaviest first, to the part that has least; globals to the first part, for they
// cost nothing to compile.
#include "Partition.h"

#include "tcc/Target/CPU/KernelRecord.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace tcc::cpu;

/// Ops of LLVM's dialect for which a part of its own is worth its thread (about 5 ms).
static constexpr int64_t worthAPart = 150;

namespace {
/// A function and the number of the part that it goes to.
struct Placed {
  LLVM::LLVMFuncOp function;
  int64_t weight = 0;
  int64_t part = 0;
};
} // namespace

static SmallVector<Placed> functionsOf(ModuleOp module) {
  SmallVector<Placed> functions;
  for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
    Placed placed{function};
    function.walk([&](Operation *) { ++placed.weight; });
    functions.push_back(placed);
  }
  return functions;
}

/// The entry holds its place in the first part.
static void place(MutableArrayRef<Placed> functions, int64_t count) {
  SmallVector<Placed *> order;
  for (Placed &placed : functions)
    order.push_back(&placed);
  // Equal weights keep the module's order: the pointers are into one array.
  llvm::sort(order, [](Placed *a, Placed *b) {
    bool isEntry = a->function.getSymName() == entrySymbol,
         otherIsEntry = b->function.getSymName() == entrySymbol;
    if (isEntry != otherIsEntry)
      return isEntry;
    return a->weight != b->weight ? a->weight > b->weight : a < b;
  });
  SmallVector<int64_t> load(count, 0);
  for (Placed *placed : order) {
    placed->part = llvm::min_element(load) - load.begin();
    load[placed->part] += placed->weight;
  }
}

/// What other parts refer to keeps its name, but not outside of the program.
template <typename Op> static void share(Op op) {
  if (op.getLinkage() != LLVM::Linkage::Internal && op.getLinkage() != LLVM::Linkage::Private)
    return;
  op.setLinkage(LLVM::Linkage::External);
  op.setVisibility_(LLVM::Visibility::Hidden);
}

static LLVM::LLVMFuncOp declare(OpBuilder &b, LLVM::LLVMFuncOp function) {
  auto declared = cast<LLVM::LLVMFuncOp>(b.insert(function->cloneWithoutRegions()));
  declared->setLoc(UnknownLoc::get(b.getContext())); // only a definition is in the line table
  return declared;
}

static void addGlobal(OpBuilder &b, LLVM::GlobalOp global, bool isDefined) {
  auto copy =
      cast<LLVM::GlobalOp>(isDefined ? b.clone(*global) : b.insert(global->cloneWithoutRegions()));
  share(copy);
  if (!isDefined) {
    copy.setLinkage(LLVM::Linkage::External);
    copy.removeValueAttr();
  }
}

llvm::SmallVector<OwningOpRef<ModuleOp>> tcc::cpu::partition(ModuleOp module, int64_t count) {
  SmallVector<Placed> functions = functionsOf(module);
  int64_t work = 0;
  for (const Placed &placed : functions)
    work += placed.weight;
  count = std::min({count, work / worthAPart, int64_t(functions.size())});
  if (count < 2)
    return {};
  place(functions, count);
  SmallVector<OwningOpRef<ModuleOp>> parts;
  for (int64_t part = 0; part < count; ++part) {
    parts.push_back(cast<ModuleOp>(module->cloneWithoutRegions()));
    OpBuilder b = OpBuilder::atBlockEnd(&parts.back()->getRegion().emplaceBlock());
    for (auto global : module.getOps<LLVM::GlobalOp>())
      addGlobal(b, global, part == 0);
    for (const Placed &placed : functions)
      share(placed.part == part ? cast<LLVM::LLVMFuncOp>(b.clone(*placed.function))
                                : declare(b, placed.function));
  }
  return parts;
}
