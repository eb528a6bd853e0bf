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
  for (int64_t i = 0; i < x.shape()[axis]; ++i) {
    if (std::isnan(along(i)))
      return along(i);
    greatest = std::max(greatest, along(i));
  }
  if (std::isinf(greatest))
    return greatest;
  for (int64_t i = 0; i < x.shape()[axis]; ++i)
    sum += std::exp(along(i) - greatest);
  return greatest + std::log(sum);
}

/// The same for what subtracts it: infinity less infinity is no number.
static double finiteLogSumExp(const Literal &x, const Position &position, int64_t axis) {
  double value = logSumExp(x, position, axis);
  return std::isinf(value) ? NAN : value;
}

template <class OpTy> static Literal logSoftmax(OpTy op, const Literal &x, bool exponentiate) {
  return generate(resultType(op), [&](const Position &position) {
    double value =
        x[linearIndex(x.shape(), position)].real - finiteLogSumExp(x, position, op.getAxis());
    return Element{exponentiate ? std::exp(value) : value, 0};
  });
}

// A label out of range picks 0.
static Literal crossEntropy(CrossEntropyOp op, const Literal &logits, const Literal &labels) {
  int64_t last = int64_t(logits.shape().size()) - 1;
  return generate(resultType(op), [&](const Position &position) {
    Position place(position);
    place.push_back(0);
    double loss = finiteLogSumExp(logits, place, last);
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

static Literal logSumExps(LogSumExpOp op, const Literals &in) {
  return generate(resultType(op), [&](const Position &position) {
    Position row(position);
    row.insert(row.begin() + op.getAxis(), 0);
    return Element{logSumExp(in[0], row, op.getAxis()), 0};
  });
}

/// Mean and variance of the elements that differ from `position` along `axes` alone.
static std::pair<double, double> moments(const Literal &x, const Position &position,
                                         ArrayRef<int64_t> axes) {
  double sum = 0, squares = 0, count = 0;
  auto visit = [&](llvm::function_ref<void(double)> take) {
    forEach(x.shape(), [&](const Position &other, int64_t i) {
      for (auto [axis, coordinate] : llvm::enumerate(other))
        if (coordinate != position[axis] && !llvm::is_contained(axes, int64_t(axis)))
          return;
      take(x[i].real);
    });
  };
  visit([&](double value) { sum += value, ++count; });
  visit([&](double value) { squares += (value - sum / count) * (value - sum / count); });
  return {sum / count, squares / count};
}

static Literal layerNorm(LayerNormOp op, const Literals &in) {
  const Literal &x = in[0];
  return generate(resultType(op), [&](const Position &position) {
    auto [mean, variance] = moments(x, position, op.getAxes());
    double centred = x[linearIndex(x.shape(), position)].real - mean;
    return Element{centred / std::sqrt(variance + op.getEpsilon().convertToDouble()), 0};
  });
}

static Literal attention(AttentionOp op, const Literals &in) {
  const Literal &q = in[0], &k = in[1], &v = in[2];
  size_t rank = q.shape().size(), row = rank - 2, column = rank - 1;
  int64_t keys = k.shape()[row], depth = q.shape()[column];
  return generate(resultType(op), [&](const Position &position) {
    Position place(position);
    auto at = [&](const Literal &x, int64_t i, int64_t j) {
      place[row] = i, place[column] = j;
      return broadcastAt(x, place).real;
    };
    double weights = 0, sum = 0, greatest = -INFINITY;
    std::vector<double> scores(size_t(keys), -INFINITY);
    for (int64_t key = 0; key < (op.getCausal() ? std::min(keys, position[row] + 1) : keys);
         ++key) {
      double product = 0;
      for (int64_t i = 0; i < depth; ++i)
        product += at(q, position[row], i) * at(k, key, i);
      scores[size_t(key)] = product * op.getScale().convertToDouble() +
                            (op.getBias() ? at(in[3], position[row], key) : 0);
      greatest = std::fmax(greatest, scores[size_t(key)]);
    }
    for (int64_t key = 0; key < keys; ++key) {
      double weight = std::exp(scores[size_t(key)] - greatest);
      weights += weight, sum += weight * at(v, key, position[column]);
    }
    return Element{sum / weights, 0};
  });
}

void tcc::interpreter::addCompositeRules(Rules &rules) {
  rules.add<LogSumExpOp>(logSumExps);
  rules.add<LayerNormOp>(layerNorm);
  rules.add<AttentionOp>(attention);
  rules.add<SoftmaxOp>(
      [](SoftmaxOp op, const Literals &in) { return logSoftmax(op, in[0], true); });
  rules.add<LogSoftmaxOp>(
      [](LogSoftmaxOp op, const Literals &in) { return logSoftmax(op, in[0], false); });
  rules.add<CrossEntropyOp>(
      [](CrossEntropyOp op, const Literals &in) { return crossEntropy(op, in[0], in[1]); });
  rules.add<BinaryCrossEntropyOp>(binaryCrossEntropy);
  rules.add<MseOp>(meanSquaredError);
}
