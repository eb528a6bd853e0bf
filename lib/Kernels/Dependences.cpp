// Predecessors of an op, and the order that they ask for.
#include "Dependences.h"

#include "Grouping.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tcc::detail;

bool tcc::detail::isView(Operation *op) {
  return isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op);
}

bool tcc::detail::isControl(Operation *op) {
  return isa_and_nonnull<scf::ForOp, scf::WhileOp, scf::IndexSwitchOp>(op);
}

/// Computed from counts of loops.
static bool isPlanIndex(OpFoldResult offset) {
  auto value = dyn_cast<Value>(offset);
  if (!value)
    return false;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return isa<scf::ForOp>(argument.getOwner()->getParentOp());
  auto difference = value.getDefiningOp<arith::SubIOp>();
  return difference && (isPlanIndex(OpFoldResult(difference.getLhs())) ||
                        isPlanIndex(OpFoldResult(difference.getRhs())));
}

template <class SliceOp> static bool startsAtPlanIndex(Operation *op) {
  auto slice = dyn_cast_or_null<SliceOp>(op);
  return slice && !slice.getMixedOffsets().empty() && isPlanIndex(slice.getMixedOffsets()[0]);
}

bool tcc::detail::isRow(Operation *op) { return startsAtPlanIndex<tensor::ExtractSliceOp>(op); }
bool tcc::detail::isRowWrite(Operation *op) { return startsAtPlanIndex<tensor::InsertSliceOp>(op); }

bool tcc::detail::isSlice(Operation *op) {
  return isa_and_nonnull<tensor::ExtractSliceOp>(op) && !isRow(op);
}

bool tcc::detail::isPlanOp(Operation *op) {
  return isView(op) || isRow(op) || isRowWrite(op) ||
         isa<tensor::ExtractOp, arith::IndexCastOp, arith::IndexCastUIOp>(op);
}

SmallVector<Block *> tcc::detail::planBlocks(func::FuncOp function) {
  SmallVector<Block *> blocks{&function.front()};
  for (size_t i = 0; i < blocks.size(); ++i)
    for (Operation &op : *blocks[i])
      if (isControl(&op))
        for (Region &region : op.getRegions())
          blocks.push_back(&region.front());
  return blocks;
}

std::optional<unsigned> tcc::detail::updateNumber(BlockArgument argument) {
  Operation *holder = argument.getOwner()->getParentOp();
  unsigned number = argument.getArgNumber();
  if (isa<scf::ForOp>(holder))
    return number == 0 ? std::nullopt : std::optional(number - 1);
  if (auto loop = dyn_cast<scf::WhileOp>(holder))
    return argument.getOwner() == loop.getAfterBody() ? std::optional(number) : std::nullopt;
  auto function = dyn_cast<func::FuncOp>(holder);
  auto result = function ? function.getArgAttrOfType<IntegerAttr>(number, donateAttr) : nullptr;
  return result && result.getInt() >= 0 ? std::optional<unsigned>(result.getInt()) : std::nullopt;
}

Value tcc::detail::viewRoot(Value value) {
  while (isView(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

void tcc::detail::forEachUser(Value value, llvm::function_ref<void(Operation *)> visit) {
  SmallVector<Value> views{value};
  Block *block = value.getParentBlock();
  while (!views.empty())
    for (Operation *user : views.pop_back_val().getUsers())
      if (isView(user) || isSlice(user) || isRow(user))
        views.push_back(user->getResult(0));
      else if (Operation *inBlock = block->findAncestorOpInBlock(*user))
        visit(inBlock);
}

SmallVector<Value> tcc::detail::usedValues(Operation *op) {
  llvm::SetVector<Value> used(op->getOperands().begin(), op->getOperands().end());
  getUsedValuesDefinedAbove(op->getRegions(), used);
  return used.takeVector();
}

Dependences::Dependences(Block &block) : block(block) {
  for (BlockArgument argument : block.getArguments())
    if (auto result = updateNumber(argument))
      donorOfResult[*result] = argument;
  findInPlace();
}

//===- loop nests in place -------------------------------------------------------------------===//

/// The nest is the last to see the value, and sees it once.
bool Dependences::isLastUse(OpOperand &init) const {
  Operation *nest = init.getOwner();
  Value root = viewRoot(init.get());
  Operation *maker = root.getDefiningOp();
  bool isLocal = !maker || maker->getBlock() == nest->getBlock();
  if (!isLocal || (maker && (isa<linalg::FillOp>(maker) || !isUnit(maker))))
    return false;
  unsigned own = 0;
  bool isLast = true;
  forEachUser(root, [&](Operation *user) {
    own += user == nest;
    isLast &= user == nest || user->isBeforeInBlock(nest);
  });
  return isLast && own == 1;
}

/// The donated argument that `value`, returned, is the update of.
BlockArgument Dependences::donorOf(Value value) const {
  Operation *terminator = block.getTerminator();
  for (auto [result, donor] : donorOfResult)
    if (viewRoot(terminator->getOperand(result)) == value)
      return donor;
  return {};
}

OpOperand *Dependences::updaterOf(Value value) const {
  for (OpOperand *init : inPlace)
    if (viewRoot(init->get()) == value)
      return init;
  return nullptr;
}

static Value resultOf(OpOperand &init) {
  return cast<DestinationStyleOpInterface>(init.getOwner()).getTiedOpResult(&init);
}

/// The values at both ends of a chain of nests that update one buffer.
Value Dependences::startOf(OpOperand &init) const {
  Value value = viewRoot(init.get());
  for (auto nest = value.getDefiningOp<exec::NestOp>(); nest;
       nest = value.getDefiningOp<exec::NestOp>()) {
    OpOperand *before = nest.getTiedOpOperand(cast<OpResult>(value));
    if (!isInPlace(*before))
      break;
    value = viewRoot(before->get());
  }
  return value;
}
Value Dependences::endOf(OpOperand &init) const {
  Value value = resultOf(init);
  while (OpOperand *next = updaterOf(value))
    value = resultOf(*next);
  return value;
}

/// A donated argument is overwritten on the way to its own update only, and that is written
/// nowhere else.
void Dependences::findInPlace() {
  for (auto nest : block.getOps<exec::NestOp>())
    for (OpOperand &init : nest.getOutputsMutable())
      if (isLastUse(init))
        inPlace.push_back(&init);
  llvm::erase_if(inPlace, [&](OpOperand *init) {
    Value root = viewRoot(init->get());
    return isa<BlockArgument>(root) && donorOf(endOf(*init)) != root;
  });
  llvm::erase_if(inPlace, [&](OpOperand *init) {
    BlockArgument donor = donorOf(resultOf(*init));
    return donor && startOf(*init) != donor;
  });
}

//===- order ---------------------------------------------------------------------------------===//

void Dependences::forEachUpdate(Operation *op,
                                llvm::function_ref<void(BlockArgument)> visit) const {
  if (donorOfResult.empty() || isView(op) || isSlice(op) || isRow(op))
    return;
  Operation *terminator = block.getTerminator();
  for (Value result : op->getResults()) {
    bool isReturned = false;
    forEachUser(result, [&](Operation *user) { isReturned |= user == terminator; });
    if (!isReturned)
      continue;
    for (OpOperand &returned : terminator->getOpOperands())
      if (auto donor = donorOfResult.find(returned.getOperandNumber());
          donor != donorOfResult.end() && viewRoot(returned.get()) == result)
        visit(donor->second);
  }
}

Operation *Dependences::updateOf(Value value) const {
  if (OpOperand *init = updaterOf(value))
    return init->getOwner();
  for (auto [result, donor] : donorOfResult)
    if (donor == value)
      return viewRoot(block.getTerminator()->getOperand(result)).getDefiningOp();
  return nullptr;
}

/// What `op` makes, and all that is computed from it.
static SmallPtrSet<Operation *, 16> dependents(Operation *op, Block &block) {
  SmallPtrSet<Operation *, 16> found{op};
  SmallVector<Operation *> pending{op};
  while (!pending.empty())
    for (Operation *user : pending.pop_back_val()->getUsers())
      if (Operation *inBlock = block.findAncestorOpInBlock(*user))
        if (found.insert(inBlock).second)
          pending.push_back(inBlock);
  return found;
}

void Dependences::forEachPredecessor(Operation *op,
                                     llvm::function_ref<void(Operation *)> visit) const {
  for (Value value : usedValues(op))
    if (Operation *maker = value.getDefiningOp(); maker && maker->getBlock() == &block)
      visit(maker);
  // A reader that needs the new value too cannot come first: it reads a copy of the old one.
  SmallPtrSet<Operation *, 16> later;
  auto visitReaders = [&](Value old) {
    forEachUser(old, [&](Operation *reader) {
      if (reader == op || reader->hasTrait<OpTrait::IsTerminator>())
        return;
      if (later.empty())
        later = dependents(op, block);
      if (!later.contains(reader))
        visit(reader);
    });
  };
  forEachUpdate(op, visitReaders);
  for (OpOperand *init : inPlace)
    if (init->getOwner() == op)
      visitReaders(viewRoot(init->get()));
}

void Dependences::sort() {
  Operation *terminator = block.getTerminator();
  DenseSet<Operation *> entered, placed;
  SmallVector<Operation *> ops(llvm::make_pointer_range(block.without_terminator()));
  for (Operation *root : ops) {
    SmallVector<Operation *> stack{root};
    while (!stack.empty()) {
      Operation *op = stack.back();
      if (entered.insert(op).second) {
        size_t top = stack.size();
        forEachPredecessor(op, [&](Operation *before) {
          if (!entered.contains(before))
            stack.push_back(before);
        });
        std::reverse(stack.begin() + top, stack.end());
        continue;
      }
      stack.pop_back();
      if (placed.insert(op).second)
        op->moveBefore(terminator);
    }
  }
}
