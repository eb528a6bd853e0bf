// Predecessors of an op, and the order that they ask for.
#include "Dependences.h"

#include "Grouping.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tcc::detail;

bool tcc::detail::isView(Operation *op) {
  return isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op);
}

bool tcc::detail::isSlice(Operation *op) { return isa_and_nonnull<tensor::ExtractSliceOp>(op); }

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
      if (isView(user) || isSlice(user))
        views.push_back(user->getResult(0));
      else if (Operation *inBlock = block->findAncestorOpInBlock(*user))
        visit(inBlock);
}

SmallVector<Value> tcc::detail::usedValues(Operation *op) {
  llvm::SetVector<Value> used(op->getOperands().begin(), op->getOperands().end());
  getUsedValuesDefinedAbove(op->getRegions(), used);
  return used.takeVector();
}

Dependences::Dependences(func::FuncOp function) : function(function) {
  for (BlockArgument argument : function.getArguments())
    if (auto result = function.getArgAttrOfType<IntegerAttr>(argument.getArgNumber(), donateAttr);
        result && result.getInt() >= 0)
      donorOfResult[result.getInt()] = argument;
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
  Operation *terminator = func::FuncOp(function).front().getTerminator();
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
  for (auto nest : func::FuncOp(function).front().getOps<exec::NestOp>())
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
  if (donorOfResult.empty() || isView(op) || isSlice(op))
    return;
  Operation *terminator = func::FuncOp(function).front().getTerminator();
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
      return viewRoot(func::FuncOp(function).front().getTerminator()->getOperand(result))
          .getDefiningOp();
  return nullptr;
}

void Dependences::forEachPredecessor(Operation *op,
                                     llvm::function_ref<void(Operation *)> visit) const {
  for (Value value : usedValues(op))
    if (Operation *maker = value.getDefiningOp())
      visit(maker);
  auto visitReaders = [&](Value old) {
    forEachUser(old, [&](Operation *reader) {
      if (reader != op && !reader->hasTrait<OpTrait::IsTerminator>())
        visit(reader);
    });
  };
  forEachUpdate(op, visitReaders);
  for (OpOperand *init : inPlace)
    if (init->getOwner() == op)
      visitReaders(viewRoot(init->get()));
}

void Dependences::sort() {
  Block &block = function.front();
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
