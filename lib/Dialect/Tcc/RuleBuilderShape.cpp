// Shapes and reductions for rules. What changes nothing builds nothing.
#include "tcc/Dialect/Tcc/TccDialect.h"

using namespace mlir;
using namespace tcc::ir;

Value RuleBuilder::broadcast(Value x, ArrayRef<int64_t> shape) {
  if (type(x).getShape() == shape)
    return x;
  return create<BroadcastOp>(x, shape);
}

Value RuleBuilder::reshape(Value x, ArrayRef<int64_t> shape) {
  if (type(x).getShape() == shape)
    return x;
  return create<ReshapeOp>(x, shape);
}

Value RuleBuilder::transpose(Value x, ArrayRef<int64_t> permutation) {
  if (llvm::equal(permutation, llvm::seq<int64_t>(0, permutation.size())))
    return x;
  return create<TransposeOp>(x, permutation);
}

Value RuleBuilder::sum(Value x, ArrayRef<int64_t> axes, bool keepdims) {
  if (axes.empty())
    return x;
  return create<ReduceSumOp>(x, axes, keepdims);
}

Value RuleBuilder::reduceMax(Value x, ArrayRef<int64_t> axes, bool keepdims) {
  if (axes.empty())
    return x;
  return create<ReduceMaxOp>(x, axes, keepdims);
}

Value RuleBuilder::slice(Value x, int64_t axis, int64_t begin, int64_t end, int64_t stride) {
  SmallVector<int64_t> starts(type(x).getRank(), 0), limits(type(x).getShape()), strides;
  starts[axis] = begin, limits[axis] = end;
  if (stride != 1) {
    strides.assign(starts.size(), 1);
    strides[axis] = stride;
  }
  return b.createOrFold<SliceOp>(loc, x, starts, limits, strides);
}

Value RuleBuilder::shift(Value x, int64_t axis, int64_t by, double filling) {
  SmallVector<int64_t> none(type(x).getRank(), 0), starts(none), limits(type(x).getShape()),
      low(none), high(none);
  if (limits[axis] < std::abs(by))
    return x;
  (by > 0 ? low : high)[axis] = std::abs(by);
  (by > 0 ? limits[axis] : starts[axis]) -= by;
  Value kept = create<SliceOp>(x, starts, limits);
  return create<PadOp>(kept, scalar(x, filling), low, high);
}

Value RuleBuilder::sumTo(Value x, Value like) {
  auto from = type(x).getShape(), to = type(like).getShape();
  int64_t added = from.size() - to.size();
  SmallVector<int64_t> axes;
  for (int64_t axis = 0; axis < int64_t(from.size()); ++axis)
    if (axis < added || (to[axis - added] == 1 && from[axis] != 1))
      axes.push_back(axis);
  return reshape(sum(x, axes), to);
}
