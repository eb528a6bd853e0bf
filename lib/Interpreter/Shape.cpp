// Ops that move elements: for each place of the result, the place it comes from.
#include "Rules.h"

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

static Literal reshaped(RankedTensorType type, const Literal &x) {
  Literal result(type);
  for (int64_t i = 0; i < result.size(); ++i)
    result.set(i, x[i]);
  return result;
}

static Literal transposed(TransposeOp op, const Literal &x) {
  Position source(x.shape().size());
  return generate(resultType(op), [&](const Position &position) {
    for (auto [axis, from] : llvm::enumerate(op.getPermutation()))
      source[from] = position[axis];
    return x[linearIndex(x.shape(), source)];
  });
}

static Literal reversed(ReverseOp op, const Literal &x) {
  return generate(resultType(op), [&](const Position &position) {
    Position source(position);
    for (int64_t axis : op.getAxes())
      source[axis] = x.shape()[axis] - 1 - position[axis];
    return x[linearIndex(x.shape(), source)];
  });
}

static Literal sliced(SliceOp op, const Literal &x) {
  Position source(x.shape().size());
  return generate(resultType(op), [&](const Position &position) {
    for (auto [axis, start] : llvm::enumerate(op.getStarts()))
      source[axis] = start + position[axis] * (op.getStrides().empty() ? 1 : op.getStrides()[axis]);
    return x[linearIndex(x.shape(), source)];
  });
}

// Every element of x goes to its place, if negative edges leave it one.
static Literal padded(PadOp op, const Literal &x, const Literal &value) {
  Literal result = generate(resultType(op), [&](const Position &) { return value[0]; });
  Position target(x.shape().size());
  forEach(x.shape(), [&](const Position &position, int64_t i) {
    for (auto [axis, low] : llvm::enumerate(op.getLow())) {
      int64_t interior = op.getInterior().empty() ? 0 : op.getInterior()[axis];
      target[axis] = low + position[axis] * (interior + 1);
      if (target[axis] < 0 || target[axis] >= result.shape()[axis])
        return;
    }
    result.set(linearIndex(result.shape(), target), x[i]);
  });
  return result;
}

static Literal concatenated(ConcatenateOp op, const Literals &in) {
  Literal result(resultType(op));
  int64_t axis = op.getAxis(), offset = 0;
  for (const Literal &x : in) {
    forEach(x.shape(), [&](const Position &position, int64_t i) {
      Position target = position;
      target[axis] += offset;
      result.set(linearIndex(result.shape(), target), x[i]);
    });
    offset += x.shape()[axis];
  }
  return result;
}

void tcc::interpreter::addShapeRules(Rules &rules) {
  rules.add<IotaOp>([](IotaOp op, const Literals &) {
    return generate(resultType(op), [&](const Position &position) {
      int64_t index = position[op.getAxis()];
      return Element{double(index), index};
    });
  });
  rules.add<BroadcastOp>([](BroadcastOp op, const Literals &in) {
    return generate(resultType(op),
                    [&](const Position &position) { return broadcastAt(in[0], position); });
  });
  rules.add<ReshapeOp>(
      [](ReshapeOp op, const Literals &in) { return reshaped(resultType(op), in[0]); });
  rules.add<TransposeOp>([](TransposeOp op, const Literals &in) { return transposed(op, in[0]); });
  rules.add<ReverseOp>([](ReverseOp op, const Literals &in) { return reversed(op, in[0]); });
  rules.add<SliceOp>([](SliceOp op, const Literals &in) { return sliced(op, in[0]); });
  rules.add<PadOp>([](PadOp op, const Literals &in) { return padded(op, in[0], in[1]); });
  rules.add<ConcatenateOp>(
      [](ConcatenateOp op, const Literals &in) { return concatenated(op, in); });
}
