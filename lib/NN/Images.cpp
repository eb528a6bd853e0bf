// Layers on images: samples are [height, width, channels].
#include "tcc/NN/Layers.h"

#include "tcc/Support/Text.h"
#include "tcc/WindowOps.h"

using namespace tcc;
using namespace tcc::nn;
using Size = std::array<int64_t, 2>;

static std::string placeOf(const std::source_location &where) {
  return concat(where.file_name(), ":", where.line());
}

/// How many windows lie along an axis.
static int64_t countWindows(int64_t extent, int64_t size, int64_t stride, Padding padding) {
  if (padding == Padding::Same)
    return (extent + stride - 1) / stride;
  return extent < size ? 0 : (extent - size) / stride + 1;
}

namespace {

/// What slides over images: checks samples, and knows the shape that is left.
class ImageLayer : public LayerRules {
public:
  ImageLayer(std::string name, Size size, Size strides, Padding padding, std::source_location where)
      : name(std::move(name)), size(size), strides(strides), padding(padding), where(where) {
    for (int64_t number : {size[0], size[1], strides[0], strides[1]})
      if (number < 1)
        throwError(placeOf(where),
                   concat(this->name, " takes sizes and strides of 1 or more, got ", number));
  }

protected:
  Shape slideOver(const Shape &input, int64_t channels) const {
    if (input.size() != 3)
      throwError(placeOf(where),
                 concat(name, " takes images [height, width, channels], but one sample here is ",
                        toString(input, DType::F32)),
                 "reshape the data, or put the layer before flatten()");
    Shape output{countWindows(input[0], size[0], strides[0], padding),
                 countWindows(input[1], size[1], strides[1], padding), channels};
    if (output[0] < 1 || output[1] < 1)
      throwError(placeOf(where), concat(name, " of ", size[0], "x", size[1],
                                        " does not fit images of ", toString(input, DType::F32)));
    return output;
  }

  std::string name;
  Size size, strides;
  Padding padding;
  std::source_location where;
};

class Convolution : public ImageLayer {
public:
  Convolution(int64_t filters, Size size, Activation activation, ConvolutionLayerOptions options,
              std::source_location where)
      : ImageLayer("conv2d", size, options.strides, options.padding, where), filters(filters),
        activation(std::move(activation)), options(std::move(options)) {
    if (filters < 1 || this->options.groups < 1 || filters % this->options.groups != 0)
      throwError(placeOf(where), concat("conv2d takes one filter or more in each of its ",
                                        this->options.groups, " groups, got ", filters));
  }

  std::string describe() const override {
    return concat("conv2d(", filters, ", ", size[0], "x", size[1],
                  activation.function ? ", activation)" : ")");
  }

  Shape outputShape(const Shape &input) const override {
    Shape output = slideOver(input, filters);
    if (input[2] % options.groups != 0)
      throwError(placeOf(where), concat("conv2d: ", input[2], " channels do not fall into ",
                                        options.groups, " groups"));
    return output;
  }

  Params init(uint64_t seed, uint32_t &stream, const Shape &input) const override {
    outputShape(input);
    Params params;
    RandomStream kernel(seed, stream++), bias(seed, stream++);
    params["kernel"] =
        options.kernel(kernel, {size[0], size[1], input[2] / options.groups, filters});
    if (options.useBias)
      params["bias"] = options.bias(bias, {filters});
    return params;
  }

  Tensor apply(const Params &params, const Tensor &x, const ApplyOptions &) const override {
    auto at = [this](const Tensor &t) { return Arg(t, where); };
    Tensor y =
        conv2d(at(x), at(parameter(params, "kernel", where)), padding, strides, options.groups);
    if (options.useBias)
      y = add(at(y), at(parameter(params, "bias", where)));
    return activation.function ? activation.function(at(y)) : y;
  }

private:
  int64_t filters;
  Activation activation;
  ConvolutionLayerOptions options;
};

using PoolFunction = Tensor (*)(Arg, Size, Size, Padding);

class Pool : public ImageLayer {
public:
  Pool(std::string name, PoolFunction function, Size size, PoolOptions options,
       std::source_location where)
      : ImageLayer(std::move(name), size, options.strides[0] ? options.strides : size,
                   options.padding, where),
        function(function) {}

  std::string describe() const override { return concat(name, "(", size[0], "x", size[1], ")"); }
  Shape outputShape(const Shape &input) const override {
    return slideOver(input, input.size() == 3 ? input[2] : 0);
  }
  Params init(uint64_t, uint32_t &, const Shape &) const override { return {}; }
  Tensor apply(const Params &, const Tensor &x, const ApplyOptions &) const override {
    return function(Arg(x, where), size, strides, padding);
  }

private:
  PoolFunction function;
};

} // namespace

Layer nn::conv2d(int64_t filters, Size size, Activation activation, ConvolutionLayerOptions options,
                 std::source_location where) {
  return Layer(std::make_shared<Convolution>(filters, size, std::move(activation),
                                             std::move(options), where));
}

Layer nn::maxPool2d(Size size, PoolOptions options, std::source_location where) {
  return Layer(std::make_shared<Pool>("maxPool2d", &tcc::maxPool2d, size, options, where));
}

Layer nn::avgPool2d(Size size, PoolOptions options, std::source_location where) {
  return Layer(std::make_shared<Pool>("avgPool2d", &tcc::avgPool2d, size, options, where));
}
