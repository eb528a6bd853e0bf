// First values of parameters, drawn on the host by a counter-based generator: the same seed gives
// the same numbers everywhere.
#ifndef TCC_NN_INITIALIZERS_H
#define TCC_NN_INITIALIZERS_H

#include "tcc/Array.h"

#include <functional>

namespace tcc::nn {

/// Random numbers for one parameter: a stream of its own of the model's seed.
class RandomStream {
public:
  RandomStream(uint64_t seed, uint32_t stream) : seed(seed), stream(stream) {}
  /// Uniform in [0, 1).
  double uniform();
  /// Of the standard normal distribution.
  double normal();

private:
  uint32_t word();

  uint64_t seed;
  uint32_t stream;
  uint64_t position = 0; // words drawn
  uint32_t block[4] = {};
};

/// Fills a new parameter (f32) of this shape, the last axis being its outputs.
using Initializer = std::function<Array(RandomStream &, const Shape &)>;

Initializer zeros();
Initializer constantInit(double value);
/// Uniform, or normal, with variance 2 / (inputs + outputs): Glorot and Bengio, also known as
/// Xavier.
Initializer glorotUniform();
Initializer glorotNormal();
inline Initializer xavierUniform() { return glorotUniform(); }
inline Initializer xavierNormal() { return glorotNormal(); }
/// With variance 2 / inputs, for relu.
Initializer heUniform();
Initializer heNormal();
/// With variance 1 / inputs.
Initializer lecunUniform();
Initializer lecunNormal();
/// One of the above by its name in model files: "glorot_uniform", "zeros", ...
Initializer initializerByName(const std::string &name);

} // namespace tcc::nn

#endif
