// Softmax and the losses: of each op inference, own derivative, decomposition, in this order.
#include "tcc/Dialect/Tcc/TccDialect.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- softmax, log_softmax
//--------------------------------------------------------------------===//

static FailureOr<RankedTensorType> inferSoftmax(const RuleSite &site, Value operand, int64_t axis) {
  auto x = site.tensor(operand, "operand");
  if (failed(x) || failed(site.checkAxis("axis", axis, x->getRank())))
    return failure();
  return x;
}

// x less its maximum: exponentials of it are at most 1, and one of them is.
static Value lessMaximum(RuleBuilder &g, Value x, int64_t axis) {
  return g.sub(x, g.reduceMax(x, {axis}, /*keepdims=*/true));
}

FailureOr<RankedTensorType> SoftmaxOp::inferType(const RuleSite &site, Adaptor op) {
  return inferSoftmax(site, op.getX(), op.getAxis());
}
// The Jacobian diag(y) - y y^T is symmetric: it serves both directions.
static Value softmaxDerivative(RuleBuilder &g, Value y, Value d, int64_t axis) {
  return g.mul(y, g.sub(d, g.sum(g.mul(y, d), {axis}, /*keepdims=*/true)));
}
SmallVector<Value> SoftmaxOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {softmaxDerivative(g, getResult(), dy[0], getAxis())};
}
SmallVector<Value> SoftmaxOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? softmaxDerivative(g, getResult(), tangents[0], getAxis()) : Value()};
}
SmallVector<Value> SoftmaxOp::decompose(RuleBuilder &g) {
  int64_t axis = getAxis();
  Value e = g.exp(lessMaximum(g, getX(), axis));
  Value sum = g.sum(e, {axis}, /*keepdims=*/true);
  // One division a row: 1 / sum, between 1 and 1 / count, is no small number in the wide types.
  if (getElementTypeOrSelf(e).getIntOrFloatBitWidth() >= 32)
    return {g.mul(e, g.div(g.scalar(sum, 1), sum))};
  return {g.div(e, sum)};
}

FailureOr<RankedTensorType> LogSoftmaxOp::inferType(const RuleSite &site, Adaptor op) {
  return inferSoftmax(site, op.getX(), op.getAxis());
}
SmallVector<Value> LogSoftmaxOp::vjp(RuleBuilder &g, ValueRange dy) {
  int64_t axis = getAxis();
  return {g.sub(dy[0], g.mul(g.exp(getResult()), g.sum(dy[0], {axis}, /*keepdims=*/true)))};
}
SmallVector<Value> LogSoftmaxOp::jvp(RuleBuilder &g, ValueRange tangents) {
  int64_t axis = getAxis();
  if (!tangents[0])
    return {Value()};
  Value weighted = g.mul(g.exp(getResult()), tangents[0]);
  return {g.sub(tangents[0], g.sum(weighted, {axis}, /*keepdims=*/true))};
}
SmallVector<Value> LogSoftmaxOp::decompose(RuleBuilder &g) {
  int64_t axis = getAxis();
  Value shifted = lessMaximum(g, getX(), axis);
  return {g.sub(shifted, g.log(g.sum(g.exp(shifted), {axis}, /*keepdims=*/true)))};
}

//===- cross_entropy
//---------------------------------------------------------------------------===//

FailureOr<RankedTensorType> CrossEntropyOp::inferType(const RuleSite &site, Adaptor op) {
  auto logits = site.tensor(op.getLogits(), "logits"),
       labels = site.tensor(op.getLabels(), "labels");
  if (failed(logits) || failed(labels))
    return failure();
  bool fits = logits->getRank() > 0 &&
              succeeded(verifyCompatibleShape(logits->getShape().drop_back(), labels->getShape()));
  if (!fits)
    return (site.error() << "labels " << shapeText(labels->getShape()) << " do not go with logits "
                         << shapeText(logits->getShape()))
        .hint("labels are integers, one for each row of logits: the same shape without the last "
              "dimension");
  SmallVector<int64_t> shape(labels->getShape());
  for (auto [to, from] : llvm::zip(shape, logits->getShape()))
    to = ShapedType::isDynamic(to) ? from : to;
  return logits->clone(shape);
}

static Value oneHotLike(RuleBuilder &g, Value labels, Value logits, Type element) {
  return g.create<OneHotOp>(labels, type(logits).getShape().back(), element);
}
// softmax - one_hot: the loss by each logit.
static Value lossByLogits(RuleBuilder &g, CrossEntropyOp op) {
  Value probabilities = g.create<SoftmaxOp>(op.getLogits(), type(op.getLogits()).getRank() - 1);
  Type element = type(op.getLogits()).getElementType();
  return g.sub(probabilities, oneHotLike(g, op.getLabels(), op.getLogits(), element));
}
SmallVector<Value> CrossEntropyOp::vjp(RuleBuilder &g, ValueRange dy) {
  SmallVector<int64_t> shape(type(getResult()).getShape());
  shape.push_back(1);
  return {g.mul(lossByLogits(g, *this), g.reshape(dy[0], shape)), Value()};
}
SmallVector<Value> CrossEntropyOp::jvp(RuleBuilder &g, ValueRange tangents) {
  int64_t last = type(getLogits()).getRank() - 1;
  return {tangents[0] ? g.sum(g.mul(lossByLogits(g, *this), tangents[0]), {last}) : Value()};
}
SmallVector<Value> CrossEntropyOp::decompose(RuleBuilder &g) {
  int64_t last = type(getLogits()).getRank() - 1;
  Value maximum = g.reduceMax(getLogits(), {last}, /*keepdims=*/true);
  Value sum = g.sum(g.exp(g.sub(getLogits(), maximum)), {last});
  Value isLabel = oneHotLike(g, getLabels(), getLogits(), g.b.getI1Type());
  Value picked = g.sum(g.select(isLabel, getLogits(), g.scalar(getLogits(), 0)), {last});
  Value distance = g.sub(g.reshape(maximum, type(getResult()).getShape()), picked);
  return {g.add(g.log(sum), distance)};
}

//===- binary_cross_entropy
//--------------------------------------------------------------------===//

// Losses do not broadcast: [32] against [32, 1] would be 1024 differences, and never what was
// meant.
static FailureOr<RankedTensorType> inferPair(const RuleSite &site, Value x, StringRef name,
                                             Value y) {
  auto first = site.tensor(x, name), second = site.tensor(y, "targets");
  if (failed(first) || failed(second))
    return failure();
  if (first->getElementType() != second->getElementType() ||
      failed(verifyCompatibleShape(first->getShape(), second->getShape())))
    return (site.error() << name << " and targets must have one type, but are " << *first << " and "
                         << *second)
        .hint("losses do not broadcast: use tcc.reshape, or tcc.convert for the element type");
  SmallVector<int64_t> shape(first->getShape());
  for (auto [to, from] : llvm::zip(shape, second->getShape()))
    to = ShapedType::isDynamic(to) ? from : to;
  return first->clone(shape);
}

FailureOr<RankedTensorType> BinaryCrossEntropyOp::inferType(const RuleSite &site, Adaptor op) {
  return inferPair(site, op.getLogits(), "logits", op.getTargets());
}
SmallVector<Value> BinaryCrossEntropyOp::vjp(RuleBuilder &g, ValueRange dy) {
  Value byLogits = g.sub(g.sigmoid(getLogits()), getTargets());
  return {g.mul(byLogits, dy[0]), g.neg(g.mul(getLogits(), dy[0]))};
}
SmallVector<Value> BinaryCrossEntropyOp::jvp(RuleBuilder &g, ValueRange tangents) {
  Value sum;
  if (tangents[0])
    sum = g.mul(g.sub(g.sigmoid(getLogits()), getTargets()), tangents[0]);
  if (tangents[1]) {
    Value byTargets = g.mul(getLogits(), tangents[1]);
    sum = sum ? g.sub(sum, byTargets) : g.neg(byTargets);
  }
  return {sum};
}
SmallVector<Value> BinaryCrossEntropyOp::decompose(RuleBuilder &g) {
  Value x = getLogits();
  Value linear = g.sub(g.max(x, g.scalar(x, 0)), g.mul(x, getTargets()));
  return {g.add(linear, g.log1p(g.exp(g.neg(g.abs(x)))))};
}

//===- mse
//-------------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> MseOp::inferType(const RuleSite &site, Adaptor op) {
  auto pair = inferPair(site, op.getPredictions(), "predictions", op.getTargets());
  if (failed(pair))
    return failure();
  return pair->clone(ArrayRef<int64_t>());
}
SmallVector<Value> MseOp::decompose(RuleBuilder &g) {
  Value difference = g.sub(getPredictions(), getTargets());
  auto axes = otherAxes(type(difference).getRank(), {});
  return {g.create<ReduceMeanOp>(g.mul(difference, difference), axes)};
}
