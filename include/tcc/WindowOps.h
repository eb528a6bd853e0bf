// Ops on windows that slide over a tensor (pools, convolutions), and ops that run along an axis.
#ifndef TCC_WINDOWOPS_H
#define TCC_WINDOWOPS_H

#include "tcc/Ops.h"

namespace tcc {

/// How elements are combined.
enum class Reducer { Sum, Prod, Max, Min, LogSumExp };

/// Each element with all before it along an axis, or all behind it ("tcc.cumulate").
Tensor cumulate(Reducer reducer, Arg x, int64_t axis = -1, bool reverse = false);
inline Tensor cumSum(Arg x, int64_t axis = -1) { return cumulate(Reducer::Sum, x, axis); }
inline Tensor cumProd(Arg x, int64_t axis = -1) { return cumulate(Reducer::Prod, x, axis); }
inline Tensor cumMax(Arg x, int64_t axis = -1) { return cumulate(Reducer::Max, x, axis); }
inline Tensor cumMin(Arg x, int64_t axis = -1) { return cumulate(Reducer::Min, x, axis); }
inline Tensor cumLogSumExp(Arg x, int64_t axis = -1) {
  return cumulate(Reducer::LogSumExp, x, axis);
}
/// y[i] = a[i] * y[i-1] + b[i] along an axis, from 0 ("tcc.recurrence").
Tensor recurrence(Arg a, Arg b, int64_t axis = -1, bool reverse = false);

/// How windows lie over a tensor: a number per axis; what is left out has no effect. Padding may be
/// negative.
struct Window {
  std::vector<int64_t> size, strides = {}, low = {}, high = {}, dilation = {}, baseDilation = {};
};
/// Sum, product, maximum or minimum of each window; padding changes none ("tcc.pool").
Tensor pool(Reducer reducer, Arg x, Window window);

/// Layouts name the axes: batch b and features f, input features i and output features o, and the
/// spatial axes by digits. The rest is per spatial axis; what is left out has no effect.
struct ConvolutionOptions {
  std::string xLayout = "b01f", wLayout = "01io", resultLayout = "b01f";
  std::vector<int64_t> strides = {}, low = {}, high = {}, xDilation = {}, wDilation = {};
  int64_t featureGroups = 1, batchGroups = 1;
};
/// The sums of products of each window of x with w ("tcc.convolution").
Tensor convolution(Arg x, Arg w, ConvolutionOptions options = {});

/// None, or as much as keeps an axis as long as it is (divided by the stride, rounded up).
enum class Padding { Valid, Same };
/// Images [batch, height, width, channels] under kernels [height, width, channels / groups,
/// filters].
Tensor conv2d(Arg images, Arg kernel, Padding padding = Padding::Valid,
              std::array<int64_t, 2> strides = {1, 1}, int64_t groups = 1);
/// The greatest element of each window of images; strides are the window's size unless given.
Tensor maxPool2d(Arg images, std::array<int64_t, 2> size, std::array<int64_t, 2> strides = {},
                 Padding padding = Padding::Valid);
/// The mean of each window, of what is no padding.
Tensor avgPool2d(Arg images, std::array<int64_t, 2> size, std::array<int64_t, 2> strides = {},
                 Padding padding = Padding::Valid);

} // namespace tcc

#endif
