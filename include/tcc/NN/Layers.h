// Layers as plain values: a layer knows how to make its parameters and how to apply them, and holds
// neither.
#ifndef TCC_NN_LAYERS_H
#define TCC_NN_LAYERS_H

#include "tcc/NN/Initializers.h"
#include "tcc/Transforms.h"
#include "tcc/WindowOps.h"

namespace tcc::nn {

/// Parameters by name: "kernel" of a dense layer, "0.kernel" of the first layer of a sequence.
using Params = std::map<std::string, Tensor>;

/// The parameter of this name; throws tcc::Error for the layer made at `where` if there is none.
const Tensor &parameter(const Params &params, const std::string &name,
                        const std::source_location &where);

/// How a layer is applied. Traced code is a pure function, so this is an argument.
struct ApplyOptions {
  bool train = false; // dropout drops
  Tensor key = {};    // of random layers: see randomKey
};

/// What a kind of layer implements.
class LayerRules {
public:
  virtual ~LayerRules() = default;
  /// One line for summaries: "dense(128, relu)".
  virtual std::string describe() const = 0;
  /// Shape of one output sample for that of one input sample; throws tcc::Error where they do not
  /// fit.
  virtual Shape outputShape(const Shape &input) const = 0;
  /// New parameters for samples of this shape. `stream` counts the parameters of the model.
  virtual Params init(uint64_t seed, uint32_t &stream, const Shape &input) const = 0;
  /// The outputs for a batch of inputs; its first axis counts samples.
  virtual Tensor apply(const Params &params, const Tensor &x,
                       const ApplyOptions &options) const = 0;
};

/// A layer, or a model, which is a layer made of layers. Copies share the immutable description.
class Layer {
public:
  Layer(std::shared_ptr<const LayerRules> rules) : rules(std::move(rules)) {}

  std::string describe() const { return rules->describe(); }
  Shape outputShape(const Shape &input) const { return rules->outputShape(input); }
  /// New parameters, a function of seed and shape of one sample.
  Params init(uint64_t seed, const Shape &input) const;
  Tensor apply(const Params &params, const Tensor &x, const ApplyOptions &options = {}) const {
    return rules->apply(params, x, options);
  }
  const LayerRules &internal() const { return *rules; }

private:
  std::shared_ptr<const LayerRules> rules;
};

/// A function of one tensor, such as tcc::relu; none by default.
struct Activation {
  Activation() = default;
  template <class F>
    requires std::is_invocable_r_v<Tensor, const F &, Arg>
  Activation(F f) : function(std::move(f)) {}
  std::function<Tensor(Arg)> function;
};

struct DenseOptions {
  Initializer kernel = glorotUniform();
  Initializer bias = zeros();
  bool useBias = true;
};

/// activation(x * kernel + bias). Samples are vectors.
Layer dense(int64_t units, Activation activation = {}, DenseOptions options = {},
            std::source_location where = std::source_location::current());
struct ConvolutionLayerOptions {
  std::array<int64_t, 2> strides = {1, 1};
  Padding padding = Padding::Valid;
  int64_t groups = 1; // of channels, which are convolved apart
  Initializer kernel = glorotUniform();
  Initializer bias = zeros();
  bool useBias = true;
};

/// activation(convolution + bias). Samples are images [height, width, channels].
Layer conv2d(int64_t filters, std::array<int64_t, 2> size, Activation activation = {},
             ConvolutionLayerOptions options = {},
             std::source_location where = std::source_location::current());

struct PoolOptions {
  std::array<int64_t, 2> strides = {}; // the window's size unless given
  Padding padding = Padding::Valid;
};

/// The greatest element of each window of an image, channel by channel.
Layer maxPool2d(std::array<int64_t, 2> size, PoolOptions options = {},
                std::source_location where = std::source_location::current());
/// The mean of each window of an image, channel by channel, of what is no padding.
Layer avgPool2d(std::array<int64_t, 2> size, PoolOptions options = {},
                std::source_location where = std::source_location::current());
/// Samples of any shape as vectors.
Layer flatten(std::source_location where = std::source_location::current());
/// In training, each element is 0 with this probability and scaled up otherwise; else nothing.
Layer dropout(double rate, std::source_location where = std::source_location::current());
/// A function as a layer.
Layer activation(Activation activation,
                 std::source_location where = std::source_location::current());
/// Layers one after the other.
Layer sequential(std::vector<Layer> layers);
template <class... More> Layer sequential(Layer first, More... more) {
  return sequential(std::vector<Layer>{std::move(first), std::move(more)...});
}

} // namespace tcc::nn

#endif
