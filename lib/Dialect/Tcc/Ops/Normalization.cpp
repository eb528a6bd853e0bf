// Composites that normalise along axes: of each op inference, own derivative, decomposition, in
// this order.
#include "tcc/Dialect/Tcc/TccDialect.h"

#include <limits>

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

// x without one axis -> with that axis as 1: it broadcasts with x.
static Value withAxis(RuleBuilder &g, Value reduced, Value x, int64_t axis) {
  SmallVector<int64_t> shape(type(x).getShape());
  shape[axis] = 1;
  return g.reshape(reduced, shape);
}

//===- log_sum_exp --------------------------------------------------------------------------===//

FailureOr<RankedTensorType> LogSumExpOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x) || failed(site.checkAxis("axis", op.getAxis(), x->getRank())))
    return failure();
  SmallVector<int64_t> shape(x->getShape());
  shape.erase(shape.begin() + op.getAxis());
  return x->clone(shape);
}
// By each element: its share of the sum, a softmax.
static Value shareOfSum(RuleBuilder &g, LogSumExpOp op) {
  return g.create<SoftmaxOp>(op.getX(), op.getAxis());
}
SmallVector<Value> LogSumExpOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {g.mul(shareOfSum(g, *this), withAxis(g, dy[0], getX(), getAxis()))};
}
SmallVector<Value> LogSumExpOp::jvp(RuleBuilder &g, ValueRange tangents) {
  int64_t axis = getAxis();
  return {tangents[0] ? g.sum(g.mul(shareOfSum(g, *this), tangents[0]), {axis}) : Value()};
}
// An infinite maximum is not subtracted: infinity less infinity would be no number.
SmallVector<Value> LogSumExpOp::decompose(RuleBuilder &g) {
  int64_t axis = getAxis();
  Value maximum = g.reduceMax(getX(), {axis}, /*keepdims=*/true);
  Value isFinite =
      g.compare(ComparePredicate::Lt, g.abs(maximum), std::numeric_limits<double>::infinity());
  Value shift = g.select(isFinite, maximum, g.scalar(maximum, 0));
  Value sum = g.sum(g.exp(g.sub(getX(), shift)), {axis});
  return {g.add(g.log(sum), g.reshape(shift, type(getResult()).getShape()))};
}

//===- layer_norm ---------------------------------------------------------------------------===//

FailureOr<RankedTensorType> LayerNormOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x) || failed(site.checkAxes("axes", op.getAxes(), x->getRank())))
    return failure();
  return x;
}
static Value meanOver(RuleBuilder &g, Value x, ArrayRef<int64_t> axes) {
  return g.create<ReduceMeanOp>(x, axes, /*keepdims=*/true);
}
// x less its mean, and 1 / sqrt(variance + epsilon).
static std::pair<Value, Value> centre(RuleBuilder &g, LayerNormOp op) {
  ArrayRef<int64_t> axes = op.getAxes();
  Value centred = g.sub(op.getX(), meanOver(g, op.getX(), axes));
  Value variance = meanOver(g, g.mul(centred, centred), axes);
  double epsilon = op.getEpsilon().convertToDouble();
  return {centred, g.create<RsqrtOp>(g.add(variance, epsilon))};
}
// The Jacobian r (I - 1 1^T / n - y y^T / n) is symmetric: it serves both directions.
static Value layerNormDerivative(RuleBuilder &g, LayerNormOp op, Value d) {
  ArrayRef<int64_t> axes = op.getAxes();
  Value y = op.getResult(), inverseDeviation = centre(g, op).second;
  Value alongY = g.mul(y, meanOver(g, g.mul(d, y), axes));
  return g.mul(inverseDeviation, g.sub(g.sub(d, meanOver(g, d, axes)), alongY));
}
SmallVector<Value> LayerNormOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {layerNormDerivative(g, *this, dy[0])};
}
SmallVector<Value> LayerNormOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? layerNormDerivative(g, *this, tangents[0]) : Value()};
}
SmallVector<Value> LayerNormOp::decompose(RuleBuilder &g) {
  auto [centred, inverseDeviation] = centre(g, *this);
  return {g.mul(centred, inverseDeviation)};
}
