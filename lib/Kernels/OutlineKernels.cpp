// linalg on tensors -> exec.kernel per group and exec.launch in the function. What stays beside
// launches: views, constants, empty tensors.
#include "KernelBuilder.h"
#include "Normalize.h"
#include "Padding.h"

#include "tcc/Kernels/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;

namespace tcc {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "tcc/Kernels/Passes.h.inc"
} // namespace tcc

static Value emptyLike(OpBuilder &b, Location loc, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor::EmptyOp::create(b, loc, tensor.getShape(), tensor.getElementType());
}

/// A fill that is read as data gets a kernel; the one that a reduction starts from is another.
static void splitFills(Block &block) {
  SmallVector<linalg::FillOp> fills(block.getOps<linalg::FillOp>());
  for (linalg::FillOp fill : fills) {
    if (llvm::all_of(fill->getUses(), isStart) || llvm::none_of(fill->getUses(), isStart))
      continue;
    OpBuilder b(fill);
    Operation *data = b.clone(*fill);
    fill->replaceUsesWithIf(data, [](OpOperand &use) { return !isStart(use); });
  }
}

/// A slice that the plan itself wants a view of, or that a loop nest reads, is a tensor of its own.
static void copySlices(Block &block) {
  SmallVector<Operation *> slices;
  for (Operation &op : block)
    if (isSlice(&op))
      slices.push_back(&op);
  for (Operation *slice : slices) {
    auto isOutside = [](OpOperand &use) {
      Operation *user = use.getOwner();
      return isa<exec::NestOp>(user) || isPlanOp(user) || isControl(user) ||
             user->hasTrait<OpTrait::IsTerminator>();
    };
    if (llvm::none_of(slice->getUses(), isOutside))
      continue;
    OpBuilder b(slice->getContext());
    b.setInsertionPointAfter(slice);
    Value result = slice->getResult(0);
    Value copy =
        copyTensor(b, slice->getLoc(), result, emptyLike(b, slice->getLoc(), result.getType()));
    result.replaceUsesWithIf(copy, isOutside);
  }
}

static bool isDonatedTo(Value value, unsigned result) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && updateNumber(argument) == result;
}

/// Every result is made by a launch of its own: arguments, constants and what is returned twice are
/// copied. An argument that is its own update is there already.
static void copySharedResults(func::FuncOp function) {
  Operation *terminator = function.front().getTerminator();
  OpBuilder b(terminator);
  SmallPtrSet<Value, 8> seen;
  for (OpOperand &returned : terminator->getOpOperands()) {
    Value value = returned.get(), root = viewRoot(value);
    Operation *maker = root.getDefiningOp();
    bool isMade = maker && isUnit(maker);
    if (isDonatedTo(value, returned.getOperandNumber()) || (seen.insert(root).second && isMade))
      continue;
    Location loc = isa<UnknownLoc>(value.getLoc()) ? terminator->getLoc() : value.getLoc();
    returned.set(copyTensor(b, loc, value, emptyLike(b, loc, value.getType())));
  }
}

/// Views of what was just made follow it, and scalars read from it.
static void moveViews(Value value, Operation *terminator) {
  for (Operation *user : value.getUsers())
    if (isPlanOp(user) && user->getBlock() == terminator->getBlock()) {
      user->moveBefore(terminator);
      moveViews(user->getResult(0), terminator);
    }
}

/// Loops and branches stay; their blocks are outlined by themselves.
static void moveControl(Operation *op, Operation *terminator) {
  op->moveBefore(terminator);
  for (Value result : op->getResults())
    moveViews(result, terminator);
}

static void outline(Block &block, unsigned &count, bool leavesOutTaps, DecisionLog &log) {
  splitFills(block);
  copySlices(block);
  if (leavesOutTaps)
    separatePadding(block);
  Dependences(block).sort();
  Dependences dependences(block);
  auto groups = formGroups(block, dependences, leavesOutTaps, log);
  auto module = block.getParentOp()->getParentOfType<ModuleOp>();
  Operation *terminator = block.getTerminator();
  OpBuilder b(terminator);
  for (auto &group : groups) {
    if (isControl(group->ops.front())) {
      moveControl(group->ops.front(), terminator);
      continue;
    }
    Placement placement = placeValues(*group, dependences);
    std::string name;
    do
      name = ("k" + Twine(count++) + "_" + stringifyKind(group->kind)).str();
    while (SymbolTable::lookupSymbolIn(module, name));
    exec::LaunchOp launch = buildKernel(b, *group, placement, name);
    for (auto [output, result] : llvm::zip_equal(placement.outputs, launch.getResults())) {
      output.replaceUsesWithIf(result, [&](OpOperand &use) {
        return !group->contains(block.findAncestorOpInBlock(*use.getOwner()));
      });
      moveViews(result, terminator);
    }
  }
}

/// What kernels have copies of.
static void eraseDead(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

namespace {
class OutlineKernels : public tcc::impl::OutlineKernelsBase<OutlineKernels> {
public:
  using Base::Base;

  void runOnOperation() override {
    unsigned count = 0;
    SmallVector<func::FuncOp> functions(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp function : functions) {
      if (function.isExternal())
        continue;
      if (failed(checkSupported(function)))
        return signalPassFailure();
      copySharedResults(function);
      SmallVector<Block *> blocks = planBlocks(function);
      DecisionLog log;
      for (Block *block : blocks)
        outline(*block, count, leavesOutTaps, log);
      log.store(function);
      for (Block *block : llvm::reverse(blocks)) // inner ones use what outer ones make
        eraseDead(*block);
    }
  }
};
} // namespace
