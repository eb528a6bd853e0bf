// The body of a kernel: memref arguments seen as tensors, the group's ops cloned over them, results
// materialized. What an op writes into is an output's buffer, or a new tensor that bufferization
// will make scratch.
#include "KernelBuilder.h"

#include "KernelRecord.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;

MemRefType tcc::detail::bufferType(Type tensor) {
  auto type = cast<RankedTensorType>(tensor);
  return MemRefType::get(type.getShape(), type.getElementType());
}

int64_t tcc::detail::bytesOf(Type shaped) {
  auto type = cast<ShapedType>(shaped);
  return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

Value tcc::detail::copyTensor(OpBuilder &b, Location loc, Value source, Value target) {
  int64_t rank = cast<ShapedType>(source.getType()).getRank();
  SmallVector<AffineMap> maps(2, b.getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> loops(rank, utils::IteratorType::parallel);
  auto yield = [](OpBuilder &b, Location loc, ValueRange v) {
    linalg::YieldOp::create(b, loc, v[0]);
  };
  return linalg::GenericOp::create(b, loc, target.getType(), source, target, maps, loops, yield)
      .getResult(0);
}

namespace {

class BodyBuilder {
public:
  BodyBuilder(OpBuilder &b, const Group &group, const Placement &placement)
      : b(b), group(group), placement(placement) {}
  void build(exec::KernelOp kernel, Location loc);

private:
  Value seenAsTensor(Block &body, Type type, Location loc, bool writable);
  void cloneOp(Operation *op);
  void cloneOuter(Value value);
  Value startOf(OpOperand &init, Value destination);
  Value destinationOf(OpResult result);

  OpBuilder &b;
  const Group &group;
  const Placement &placement;
  IRMapping mapping;
  DenseMap<Value, Value> destinations; // by output, then by guest
};

} // namespace

Value BodyBuilder::seenAsTensor(Block &body, Type type, Location loc, bool writable) {
  Value buffer = body.addArgument(bufferType(type), loc);
  return bufferization::ToTensorOp::create(b, loc, type, buffer, /*restrict=*/true, writable);
}

void BodyBuilder::build(exec::KernelOp kernel, Location loc) {
  Block *body = b.createBlock(&kernel.getBody());
  for (Value input : placement.inputs)
    mapping.map(input, seenAsTensor(*body, input.getType(), input.getLoc(), false));
  for (OpResult output : placement.outputs)
    destinations[output] = seenAsTensor(*body, output.getType(), output.getLoc(), true);
  for (auto [output, guest] : placement.guestOf)
    destinations[guest] = destinations.lookup(output);
  for (Operation *op : group.ops)
    cloneOp(op);
  for (auto [i, output] : llvm::enumerate(placement.outputs)) {
    Value buffer = body->getArgument(placement.inputs.size() + i);
    auto write = bufferization::MaterializeInDestinationOp::create(
        b, output.getLoc(), mapping.lookup(Value(output)), buffer);
    write.setRestrict(true);
    write.setWritable(true);
  }
  exec::ReturnOp::create(b, loc);
}

/// A scalar or a slice from outside, with what it is computed from.
void BodyBuilder::cloneOuter(Value value) {
  Operation *maker = value.getDefiningOp();
  if (!maker || mapping.contains(value) || (isa<TensorType>(value.getType()) && !isSlice(maker)))
    return;
  for (Value operand : usedValues(maker))
    cloneOuter(operand);
  b.clone(*maker, mapping);
}

Value BodyBuilder::destinationOf(OpResult result) {
  if (Value destination = destinations.lookup(result))
    return destination;
  auto type = cast<RankedTensorType>(result.getType());
  return tensor::EmptyOp::create(b, result.getLoc(), type.getShape(), type.getElementType());
}

/// What an op starts from, placed in its destination.
Value BodyBuilder::startOf(OpOperand &init, Value destination) {
  auto op = dyn_cast<linalg::LinalgOp>(init.getOwner());
  Value start = init.get();
  bool isThere = llvm::is_contained(llvm::make_second_range(placement.updateOf), &init);
  if (isThere || (op && !op.payloadUsesValueFromOperand(&init)) ||
      start.getDefiningOp<tensor::EmptyOp>())
    return destination;
  if (auto fill = start.getDefiningOp<linalg::FillOp>(); fill && !mapping.contains(start)) {
    cloneOuter(fill.getInputs()[0]);
    return linalg::FillOp::create(b, fill.getLoc(), mapping.lookupOrDefault(fill.getInputs()[0]),
                                  destination)
        .getResult(0);
  }
  bool isInner = group.contains(start.getDefiningOp());
  return isInner ? mapping.lookup(start)
                 : copyTensor(b, init.getOwner()->getLoc(), mapping.lookup(start), destination);
}

static MutableArrayRef<OpOperand> startsOf(Operation *op) {
  if (auto loop = dyn_cast<LoopLikeOpInterface>(op))
    return loop.getInitsMutable();
  return {};
}

void BodyBuilder::cloneOp(Operation *op) {
  for (Value used : usedValues(op))
    cloneOuter(used);
  SmallVector<std::pair<unsigned, Value>> starts;
  auto addStart = [&](OpOperand &init, OpResult result) {
    Value guest = placement.guestOf.lookup(result);
    Value start = guest ? mapping.lookup(guest) : startOf(init, destinationOf(result));
    starts.push_back({init.getOperandNumber(), start});
  };
  if (auto writer = dyn_cast<DestinationStyleOpInterface>(op)) {
    for (OpOperand &init : writer.getDpsInitsMutable())
      if (isa<TensorType>(init.get().getType()))
        addStart(init, writer.getTiedOpResult(&init));
  } else {
    for (auto [init, result] : llvm::zip(startsOf(op), op->getResults()))
      if (isa<TensorType>(result.getType()))
        addStart(init, result);
  }
  Operation *clone = b.clone(*op, mapping);
  for (auto [operand, start] : starts)
    clone->setOperand(operand, start);
}

exec::LaunchOp tcc::detail::buildKernel(OpBuilder &b, const Group &group,
                                        const Placement &placement, StringRef name) {
  OpBuilder::InsertionGuard guard(b);
  Location loc = fusedLocation(group);
  SmallVector<Value> destinations;
  SmallVector<Type> types;
  SmallVector<int64_t> updates;
  int64_t bytes = 0;
  for (auto [i, output] : llvm::enumerate(placement.outputs)) {
    types.push_back(output.getType());
    bytes += bytesOf(output.getType());
    if (OpOperand *old = placement.updateOf.lookup(output)) {
      destinations.push_back(old->get());
      updates.push_back(i);
    } else {
      destinations.push_back(bufferization::AllocTensorOp::create(
          b, output.getLoc(), cast<RankedTensorType>(output.getType()), ValueRange{}));
    }
  }
  for (Value input : placement.inputs)
    bytes += bytesOf(input.getType());
  auto listed = [&](ArrayRef<int64_t> numbers) {
    return numbers.empty() ? DenseI64ArrayAttr() : b.getDenseI64ArrayAttr(numbers);
  };
  auto launch = exec::LaunchOp::create(b, loc, types, name, placement.inputs, destinations,
                                       ValueRange{}, listed(placement.pointwise), listed(updates));
  b.setInsertionPoint(launch->getParentOfType<func::FuncOp>());
  auto kernel = exec::KernelOp::create(b, loc, name, group.kind, placement.inputs.size(),
                                       placement.outputs.size(), countFlops(group), bytes,
                                       b.getStrArrayAttr(sourceNames(group)), Attribute());
  BodyBuilder(b, group, placement).build(kernel, loc);
  return launch;
}
