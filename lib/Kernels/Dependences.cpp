// Predecessors of an op, and the order that they ask for.
#include "Dependences.h"

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
}

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

Operation *Dependences::updateOf(BlockArgument argument) const {
  for (auto [result, donor] : donorOfResult)
    if (donor == argument)
      return viewRoot(func::FuncOp(function).front().getTerminator()->getOperand(result))
          .getDefiningOp();
  return nullptr;
}

void Dependences::forEachPredecessor(Operation *op,
                                     llvm::function_ref<void(Operation *)> visit) const {
  for (Value value : usedValues(op))
    if (Operation *maker = value.getDefiningOp())
      visit(maker);
  forEachUpdate(op, [&](BlockArgument donor) {
    forEachUser(donor, [&](Operation *reader) {
      if (reader != op && !reader->hasTrait<OpTrait::IsTerminator>())
        visit(reader);
    });
  });
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
