// Softmax and the losses, from their definitions, not from what they decompose to.
#include "Rules.h"

#include <cmath>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

/// max(x) + log(sum(exp(x - max(x)))) of the row along `axis` on which `position` lies.
static double logSumExp(const Literal &x, Position position, int64_t axis) {
  auto along = [&](int64_t i) {
    position[axis] = i;
    return x[linearIndex(x.shape(), position)].real;
  };
  double greatest = -INFINITY, sum = 0;
  for (int64_t i = 0; i < x.shape()[axis]; ++i)
    greatest = std::fmax(greatest, along(i));
  for (int64_t i = 0; i < x.shape()[axis]; ++i)
    sum += std::exp(along(i) - greatest);
  return greatest + std::log(sum);
}

template <class OpTy> static Literal logSoftmax(OpTy op, const Literal &x, bool exponentiate) {
  return generate(resultType(op), [&](const Position &position) {
    double value = x[linearIndex(x.shape(), position)].real - logSumExp(x, position, op.getAxis());
    return Element{exponentiate ? std::exp(value) : value, 0};
  });
}

// A label out of range picks 0.
static Literal crossEntropy(CrossEntropyOp op, const Literal &logits, const Literal &labels) {
  int64_t last = int64_t(logits.shape().size()) - 1;
  return generate(resultType(op), [&](const Position &position) {
    Position place(position);
    place.push_back(0);
    double loss = logSumExp(logits, place, last);
    WideInt label = labels[linearIndex(labels.shape(), position)].integer;
    if (label >= 0 && label < logits.shape()[last]) {
      place.back() = int64_t(label);
      loss -= logits[linearIndex(logits.shape(), place)].real;
    }
    return Element{loss, 0};
  });
}

// max(x, 0) - x t + log(1 + exp(-|x|))
static Literal binaryCrossEntropy(BinaryCrossEntropyOp op, const Literals &in) {
  return generate(resultType(op), [&](const Position &position) {
    double x = broadcastAt(in[0], position).real, t = broadcastAt(in[1], position).real;
    return Element{std::fmax(x, 0) - x * t + std::log1p(std::exp(-std::fabs(x))), 0};
  });
}

static Literal meanSquaredError(MseOp op, const Literals &in) {
  double sum = 0;
  auto longer = in[0].shape().size() < in[1].shape().size() ? in[1].shape() : in[0].shape();
  Position shape(longer);
  for (const Literal &x : in)
    for (size_t i = 1; i <= x.shape().size(); ++i)
      shape[shape.size() - i] = x.shape()[x.shape().size() - i] == 1
                                    ? shape[shape.size() - i]
                                    : x.shape()[x.shape().size() - i];
  forEach(shape, [&](const Position &position, int64_t) {
    double difference = broadcastAt(in[0], position).real - broadcastAt(in[1], position).real;
    sum += difference * difference;
  });
  Literal result(resultType(op));
  result.set(0, {sum / double(ShapedType::getNumElements(shape)), 0});
  return result;
}

void tcc::interpreter::addCompositeRules(Rules &rules) {
  rules.add<SoftmaxOp>(
      [](SoftmaxOp op, const Literals &in) { return logSoftmax(op, in[0], true); });
  rules.add<LogSoftmaxOp>(
      [](LogSoftmaxOp op, const Literals &in) { return logSoftmax(op, in[0], false); });
  rules.add<CrossEntropyOp>(
      [](CrossEntropyOp op, const Literals &in) { return crossEntropy(op, in[0], in[1]); });
  rules.add<BinaryCrossEntropyOp>(binaryCrossEntropy);
  rules.add<MseOp>(meanSquaredError);
}
