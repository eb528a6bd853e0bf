// What training makes small, and what it reports. A loss gives a number per sample (or one for
// all): the trainer takes the mean.
#ifndef TCC_NN_LOSSES_H
#define TCC_NN_LOSSES_H

#include "tcc/Ops.h"

#include <functional>

namespace tcc::nn {

/// Of logits and integer labels.
using tcc::softmaxCrossEntropy;
/// Of logits and probabilities (or classes 0 and 1) of the same shape.
using tcc::binaryCrossEntropy;
/// (prediction - target)^2, the mean over all elements.
using tcc::mse;
/// |prediction - target|, element by element.
Tensor meanAbsoluteError(Arg predictions, Arg targets);
/// Quadratic near 0, linear beyond `delta` = 1.
Tensor huber(Arg predictions, Arg targets);

/// A loss: any function of outputs and labels.
struct Loss {
  Loss() = default;
  template <class F>
    requires std::is_invocable_r_v<Tensor, const F &, Arg, Arg>
  Loss(F f, std::source_location where = std::source_location::current())
      : function(std::move(f)), where(where) {}
  Tensor operator()(const Tensor &outputs, const Tensor &labels) const {
    return function(Arg(outputs, where), Arg(labels, where));
  }
  std::function<Tensor(Arg, Arg)> function;
  std::source_location where;
};

/// A number per batch that says how good outputs are; a batch counts by its size.
struct Metric {
  const char *name;
  Tensor (*function)(Arg outputs, Arg labels);
};

/// What the metrics below compute.
Tensor accuracyOf(Arg logits, Arg labels);
Tensor binaryAccuracyOf(Arg logits, Arg labels);
Tensor meanAbsoluteErrorOf(Arg predictions, Arg targets);

/// How often the largest output is the label's.
inline constexpr Metric accuracy{"accuracy", accuracyOf};
/// How often a logit has the sign that its label (0 or 1) asks for.
inline constexpr Metric binaryAccuracy{"binary_accuracy", binaryAccuracyOf};
/// The mean of |prediction - target|.
inline constexpr Metric meanError{"mean_absolute_error", meanAbsoluteErrorOf};

} // namespace tcc::nn

#endif
