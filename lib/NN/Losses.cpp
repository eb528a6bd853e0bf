// Losses and metrics that take more than an op.
#include "tcc/NN/Losses.h"

using namespace tcc;

Tensor nn::meanAbsoluteError(Arg predictions, Arg targets) {
  return abs(Arg(sub(predictions, targets), predictions.where));
}

Tensor nn::huber(Arg predictions, Arg targets) {
  Tensor distance = meanAbsoluteError(predictions, targets);
  return select(less(distance, 1.0), 0.5 * distance * distance, distance - 0.5);
}

// The share of true elements.
static Tensor share(const Tensor &truths) { return mean(convert(truths, DType::F32)); }

Tensor nn::accuracyOf(Arg logits, Arg labels) {
  Tensor classes = labels;
  if (classes.dtype() != DType::I32)
    classes = convert(labels, DType::I32);
  return share(equal(argmax(logits), classes));
}

Tensor nn::binaryAccuracyOf(Arg logits, Arg labels) {
  return share(
      equal(greater(logits, 0.0), greater(Arg(convert(labels, DType::F32), labels.where), 0.5)));
}

Tensor nn::meanAbsoluteErrorOf(Arg predictions, Arg targets) {
  return mean(meanAbsoluteError(predictions, targets));
}
