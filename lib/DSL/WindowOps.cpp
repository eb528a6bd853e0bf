// Windows by name: attributes for their ops, and padding from sizes.
#include "tcc/WindowOps.h"

#include "Frame.h"

using namespace tcc;
using tcc::detail::Attributes;
using Numbers = std::vector<int64_t>;

static std::string textOf(Reducer reducer) {
  static constexpr const char *names[] = {"sum", "prod", "max", "min", "logsumexp"};
  return names[size_t(reducer)];
}

static void addGiven(Attributes &attributes, const char *name, Numbers numbers) {
  if (!numbers.empty())
    attributes[name] = std::move(numbers);
}

Tensor tcc::cumulate(Reducer reducer, Arg x, int64_t axis, bool reverse) {
  Attributes attributes{{"reducer", textOf(reducer)}, {"axis", axis}};
  if (reverse)
    attributes["reverse"] = true;
  return detail::emit("tcc.cumulate", {x}, std::move(attributes));
}

Tensor tcc::recurrence(Arg a, Arg b, int64_t axis, bool reverse) {
  Attributes attributes{{"axis", axis}};
  if (reverse)
    attributes["reverse"] = true;
  return detail::emit("tcc.recurrence", {a, b}, std::move(attributes));
}

Tensor tcc::pool(Reducer reducer, Arg x, Window window) {
  Attributes attributes{{"reducer", textOf(reducer)}, {"window", std::move(window.size)}};
  addGiven(attributes, "strides", std::move(window.strides));
  addGiven(attributes, "low", std::move(window.low));
  addGiven(attributes, "high", std::move(window.high));
  addGiven(attributes, "window_dilation", std::move(window.dilation));
  addGiven(attributes, "base_dilation", std::move(window.baseDilation));
  return detail::emit("tcc.pool", {x}, std::move(attributes));
}

Tensor tcc::convolution(Arg x, Arg w, ConvolutionOptions options) {
  Attributes attributes{{"x_layout", std::move(options.xLayout)},
                        {"w_layout", std::move(options.wLayout)},
                        {"result_layout", std::move(options.resultLayout)}};
  addGiven(attributes, "strides", std::move(options.strides));
  addGiven(attributes, "low", std::move(options.low));
  addGiven(attributes, "high", std::move(options.high));
  addGiven(attributes, "x_dilation", std::move(options.xDilation));
  addGiven(attributes, "w_dilation", std::move(options.wDilation));
  if (options.featureGroups != 1)
    attributes["feature_groups"] = options.featureGroups;
  if (options.batchGroups != 1)
    attributes["batch_groups"] = options.batchGroups;
  return detail::emit("tcc.convolution", {x, w}, std::move(attributes));
}

/// The shape of images; throws where they are none, or where padding needs a size that is unknown.
static Shape imageShape(const Arg &images, Padding padding) {
  Shape shape = images.tensor.shape();
  if (shape.size() != 4)
    throw Error(detail::toString(images.where) +
                ": expected images of shape [batch, height, width, channels], got rank " +
                std::to_string(shape.size()));
  if (padding == Padding::Same && (shape[1] < 0 || shape[2] < 0))
    throw Error(detail::toString(images.where) +
                ": same padding needs a known height and width of the images");
  return shape;
}

/// Before and behind an axis, so that ceil(extent / stride) windows lie over it.
static std::pair<int64_t, int64_t> samePadding(int64_t extent, int64_t size, int64_t stride) {
  int64_t count = stride > 0 ? (extent + stride - 1) / stride : 0;
  int64_t missing = std::max<int64_t>((count - 1) * stride + size - extent, 0);
  return {missing / 2, missing - missing / 2};
}

Tensor tcc::conv2d(Arg images, Arg kernel, Padding padding, std::array<int64_t, 2> strides,
                   int64_t groups) {
  Shape shape = imageShape(images, padding), window = kernel.tensor.shape();
  ConvolutionOptions options{.strides = {strides[0], strides[1]}, .featureGroups = groups};
  for (size_t i = 0; padding == Padding::Same && i < 2 && i < window.size(); ++i) {
    auto [low, high] = samePadding(shape[i + 1], window[i], strides[i]);
    options.low.push_back(low);
    options.high.push_back(high);
  }
  return convolution(images, kernel, std::move(options));
}

static Window imageWindow(const Arg &images, std::array<int64_t, 2> size,
                          std::array<int64_t, 2> strides, Padding padding) {
  Shape shape = imageShape(images, padding);
  Window window{.size = {1, size[0], size[1], 1}, .strides = {1, size[0], size[1], 1}};
  for (size_t i = 0; i < 2; ++i)
    if (strides[i] != 0)
      window.strides[i + 1] = strides[i];
  if (padding == Padding::Valid)
    return window;
  window.low = window.high = Numbers(4, 0);
  for (size_t i = 1; i < 3; ++i)
    std::tie(window.low[i], window.high[i]) =
        samePadding(shape[i], window.size[i], window.strides[i]);
  return window;
}

Tensor tcc::maxPool2d(Arg images, std::array<int64_t, 2> size, std::array<int64_t, 2> strides,
                      Padding padding) {
  return pool(Reducer::Max, images, imageWindow(images, size, strides, padding));
}

Tensor tcc::avgPool2d(Arg images, std::array<int64_t, 2> size, std::array<int64_t, 2> strides,
                      Padding padding) {
  Window window = imageWindow(images, size, strides, padding);
  Arg sums(pool(Reducer::Sum, images, window), images.where);
  if (padding == Padding::Valid)
    return div(sums, Arg(double(size[0] * size[1]), images.where));
  Shape shape = images.tensor.shape();
  Arg ones(full({1, shape[1], shape[2], 1}, 1, images.tensor.dtype(), images.where), images.where);
  return div(sums, Arg(pool(Reducer::Sum, ones, window), images.where));
}
