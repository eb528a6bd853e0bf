// What a group reads and what it hands out; inner results that can live in an output's buffer;
// inputs whose buffer an output may take. Both sharings exclude each other for one output, and a
// donated input goes first.
#include "KernelBuilder.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;
using linalg::GenericOp;

namespace {

class Placer {
public:
  Placer(const Group &group, const Dependences &dependences)
      : group(group), dependences(dependences) {
    for (auto [i, op] : llvm::enumerate(group.ops))
      rank[op] = i;
  }

  Placement run() {
    for (Operation *op : group.ops)
      findUpdates(op);
    for (Operation *op : group.ops)
      for (Value used : usedValues(op))
        if (!isUpdated(used))
          findInputs(used);
    placement.inputs = inputs.takeVector();
    for (Operation *op : group.ops)
      for (OpResult result : op->getResults())
        if (!llvm::all_of(result.getUsers(), [&](Operation *user) { return isInside(user); }))
          placement.outputs.push_back(result);
    for (OpResult output : placement.outputs)
      findGuest(output);
    for (auto [i, input] : llvm::enumerate(placement.inputs))
      if (mayTakeBuffer(input))
        placement.pointwise.push_back(i);
    return std::move(placement);
  }

private:
  bool isInside(Operation *user) {
    return rank.contains(group.ops.front()->getBlock()->findAncestorOpInBlock(*user));
  }
  void findUpdates(Operation *op);
  bool isUpdated(Value value);
  void findInputs(Value value);
  bool isUpdateOf(OpResult output);
  void findGuest(OpResult output);
  bool canBeGuest(OpOperand &operand, OpResult output);
  bool mayTakeBuffer(Value input);
  bool isReadBefore(Value input, OpResult output);
  bool isReadAlike(Operation *reader, Value input, OpResult written);

  const Group &group;
  const Dependences &dependences;
  DenseMap<Operation *, size_t> rank;
  llvm::SetVector<Value> inputs;
  Placement placement;
};

} // namespace

void Placer::findUpdates(Operation *op) {
  if (auto nest = dyn_cast<exec::NestOp>(op))
    for (OpOperand &init : nest.getOutputsMutable())
      if (OpResult result = nest.getTiedOpResult(&init);
          dependences.isInPlace(init) && !result.use_empty())
        placement.updateOf[result] = &init;
}

bool Placer::isUpdated(Value value) {
  return llvm::any_of(placement.updateOf,
                      [&](auto &entry) { return entry.second->get() == value; });
}

/// Tensors from outside; what scalars are computed from, too. Empty tensors and fills to start from
/// are cloned instead.
void Placer::findInputs(Value value) {
  Operation *maker = value.getDefiningOp();
  if (maker && rank.contains(maker))
    return;
  if (isa<TensorType>(value.getType()) && !isSlice(maker) &&
      !isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(maker)) {
    inputs.insert(value);
    return;
  }
  if (maker && !isa<tensor::EmptyOp>(maker))
    for (Value used : isa<linalg::FillOp>(maker) ? ValueRange(maker->getOperands().take_front())
                                                 : ValueRange(maker->getOperands()))
      findInputs(used);
}

/// A donated or carried argument of the output's type is an input: the output will perhaps be its
/// update.
bool Placer::isUpdateOf(OpResult output) {
  return llvm::any_of(placement.inputs, [&](Value input) {
    auto argument = dyn_cast<BlockArgument>(viewRoot(input));
    return argument && input.getType() == output.getType() && updateNumber(argument);
  });
}

/// The op that makes the output reads `operand` for the last time, where it writes.
bool Placer::canBeGuest(OpOperand &operand, OpResult output) {
  auto op = cast<GenericOp>(output.getOwner());
  auto guest = dyn_cast<OpResult>(operand.get());
  return guest && rank.contains(guest.getOwner()) && guest.getType() == output.getType() &&
         !llvm::is_contained(placement.outputs, guest) &&
         op.getMatchingIndexingMap(&operand) == op.getIndexingMapMatchingResult(output) &&
         llvm::all_of(guest.getUses(), [&](OpOperand &use) {
           return use.getOwner() == op
                      ? op.getMatchingIndexingMap(&use) == op.getMatchingIndexingMap(&operand)
                      : rank.lookup(use.getOwner()) < rank.lookup(op) && !isStart(use);
         });
}

void Placer::findGuest(OpResult output) {
  auto op = dyn_cast<GenericOp>(output.getOwner());
  if (!op || op.getNumReductionLoops() != 0 || isUpdateOf(output) ||
      op.payloadUsesValueFromOperand(op.getDpsInitOperand(output.getResultNumber())))
    return;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    bool isTaken = llvm::any_of(placement.guestOf,
                                [&](auto &entry) { return entry.second == operand->get(); });
    if (!isTaken && canBeGuest(*operand, output)) {
      placement.guestOf[output] = operand->get();
      return;
    }
  }
}

//===- inputs in place -----------------------------------------------------------------------===//

/// True if `op` reads `input` otherwise than as an input operand of linalg.generic.
static bool readsFreely(GenericOp op, Value input) {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  return captured.contains(input) || llvm::is_contained(op.getDpsInits(), input);
}

/// `reader` reads an element (or a row, where rows are what the kernel goes by) no later than
/// `written` changes it.
bool Placer::isReadAlike(Operation *reader, Value input, OpResult written) {
  auto op = dyn_cast<GenericOp>(reader);
  auto writer = dyn_cast<GenericOp>(written.getOwner());
  if (!op || !writer || rank[op] > rank[writer] || readsFreely(op, input))
    return false;
  AffineMap target = writer.getIndexingMapMatchingResult(written);
  bool areElementwise = op.getNumReductionLoops() == 0 && writer.getNumReductionLoops() == 0;
  bool areRowwise =
      op != writer && group.rows > 0 && !group.anchor && leadingLoops(target) >= group.rows;
  return llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    bool isSameElement = map == target && map.isPermutation() && (op == writer || map.isIdentity());
    return operand->get() != input || (areElementwise && isSameElement) ||
           (areRowwise && leadingLoops(map) >= group.rows);
  });
}

static Value sliceRoot(Value value) {
  while (isSlice(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

bool Placer::isReadBefore(Value input, OpResult output) {
  Value guest = placement.guestOf.lookup(output);
  OpResult written = guest ? cast<OpResult>(guest) : output;
  return llvm::all_of(group.ops, [&](Operation *op) {
    SmallVector<Value> used = usedValues(op);
    bool isSliced = llvm::any_of(
        used, [&](Value v) { return isSlice(v.getDefiningOp()) && sliceRoot(v) == input; });
    return !isSliced && (!llvm::is_contained(used, input) || isReadAlike(op, input, written));
  });
}

bool Placer::mayTakeBuffer(Value input) {
  bool hasPartner = false;
  for (OpResult output : placement.outputs)
    if (output.getType() == input.getType()) {
      hasPartner = true;
      if (!isReadBefore(input, output))
        return false;
    }
  return hasPartner;
}

Placement tcc::detail::placeValues(const Group &group, const Dependences &dependences) {
  return Placer(group, dependences).run();
}
