// The ops of the dialect, by name. Binary ops broadcast as NumPy does; element types are never
// promoted, but a C++ number takes that of the tensor beside it. Axes may be negative: counted from
// the end.
#ifndef TCC_OPS_H
#define TCC_OPS_H

#include "tcc/ElementwiseOps.h"
#include "tcc/IndexOps.h"
#include "tcc/LinearAlgebraOps.h"

namespace tcc {

/// A tensor that is part of the program ("tcc.constant"); the compiler may compute with it.
Tensor constant(Array value, std::source_location where = std::source_location::current());
/// Each element is its own index along `axis` ("tcc.iota").
Tensor iota(Shape shape, int64_t axis, DType dtype = DType::I32,
            std::source_location where = std::source_location::current());
/// A tensor of one number.
Tensor full(Shape shape, double value, DType dtype = DType::F32,
            std::source_location where = std::source_location::current());
/// A tensor of zeros, shaped and typed as x.
Tensor zerosLike(Arg x);

/// x repeated to a larger shape; -1 keeps a dimension.
inline Tensor broadcast(Arg x, Shape to) {
  return detail::emit("tcc.broadcast", {x}, {{"shape", std::move(to)}});
}
/// The same elements in another shape; one dimension may be -1.
inline Tensor reshape(Arg x, Shape to) {
  return detail::emit("tcc.reshape", {x}, {{"shape", std::move(to)}});
}
/// Axis i of the result is axis permutation[i] of x.
inline Tensor transpose(Arg x, std::vector<int64_t> permutation) {
  return detail::emit("tcc.transpose", {x}, {{"permutation", std::move(permutation)}});
}
/// The axes in reverse order.
Tensor transpose(Arg x);
/// Along each axis every stride-th element from start to below limit (-1: the end) ("tcc.slice").
Tensor slice(Arg x, std::vector<int64_t> starts, std::vector<int64_t> limits,
             std::vector<int64_t> strides = {});
/// Along each axis given (of all, where none is) the last element first.
inline Tensor reverse(Arg x) { return detail::emit("tcc.reverse", {x}); }
inline Tensor reverse(Arg x, std::vector<int64_t> axes) {
  return detail::emit("tcc.reverse", {x}, {{"axes", std::move(axes)}});
}
/// x with `value` before, after and (interior) between its elements ("tcc.pad").
Tensor pad(Arg x, Arg value, std::vector<int64_t> low, std::vector<int64_t> high,
           std::vector<int64_t> interior = {});
/// Tensors one after the other along an axis ("tcc.concatenate").
Tensor concatenate(const std::vector<Tensor> &tensors, int64_t axis,
                   std::source_location where = std::source_location::current());

/// Reductions: over all axes, or over those given, which stay with extent 1 if `keepdims`.
inline Tensor reduceSum(Arg x) { return detail::emit("tcc.reduce_sum", {x}); }
inline Tensor reduceMax(Arg x) { return detail::emit("tcc.reduce_max", {x}); }
inline Tensor reduceMin(Arg x) { return detail::emit("tcc.reduce_min", {x}); }
inline Tensor reduceMean(Arg x) { return detail::emit("tcc.reduce_mean", {x}); }
inline Tensor reduceProd(Arg x) { return detail::emit("tcc.reduce_prod", {x}); }
Tensor reduceSum(Arg x, std::vector<int64_t> axes, bool keepdims = false);
Tensor reduceMax(Arg x, std::vector<int64_t> axes, bool keepdims = false);
Tensor reduceMin(Arg x, std::vector<int64_t> axes, bool keepdims = false);
Tensor reduceMean(Arg x, std::vector<int64_t> axes, bool keepdims = false);
Tensor reduceProd(Arg x, std::vector<int64_t> axes, bool keepdims = false);
/// And, or, exclusive or, bit by bit: of truth values, whether all, any, an odd number of them hold
/// ("tcc.reduce_and", "tcc.reduce_or", "tcc.reduce_xor").
Tensor reduceAnd(Arg x, std::optional<std::vector<int64_t>> axes = {}, bool keepdims = false);
Tensor reduceOr(Arg x, std::optional<std::vector<int64_t>> axes = {}, bool keepdims = false);
Tensor reduceXor(Arg x, std::optional<std::vector<int64_t>> axes = {}, bool keepdims = false);
inline Tensor sum(Arg x) { return reduceSum(x); }
inline Tensor mean(Arg x) { return reduceMean(x); }
inline Tensor prod(Arg x) { return reduceProd(x); }
inline Tensor max(Arg x) { return reduceMax(x); }
inline Tensor min(Arg x) { return reduceMin(x); }
inline Tensor sum(Arg x, std::vector<int64_t> axes, bool keepdims = false) {
  return reduceSum(x, std::move(axes), keepdims);
}
inline Tensor mean(Arg x, std::vector<int64_t> axes, bool keepdims = false) {
  return reduceMean(x, std::move(axes), keepdims);
}
inline Tensor prod(Arg x, std::vector<int64_t> axes, bool keepdims = false) {
  return reduceProd(x, std::move(axes), keepdims);
}
/// Index of the largest element along an axis, the first of several ("tcc.argmax").
Tensor argmax(Arg x, int64_t axis = -1, DType indexType = DType::I32);
/// Index of the smallest element along an axis, the first of several ("tcc.argmin").
Tensor argmin(Arg x, int64_t axis = -1, DType indexType = DType::I32);

/// NumPy's matrix product: the last two axes are matrices (swapped if asked), leading ones are
/// batches ("tcc.matmul").
Tensor matmul(Arg x, Arg y, bool transposeX = false, bool transposeY = false);
/// The axes of a general product.
struct DotAxes {
  std::vector<int64_t> lhsBatch, rhsBatch, lhsContracting, rhsContracting;
};
/// Sums over the contracting axes, pairwise; batch axes run along ("tcc.dot"). The result may have
/// a wider element type.
Tensor dot(Arg lhs, Arg rhs, DotAxes axes, std::optional<DType> type = {});

/// Discrete Fourier transforms along as many of the last axes as there are lengths, their extents
/// in time ("tcc.fft"). Back is divided by the number of elements.
Tensor fft(Arg x, std::vector<int64_t> lengths);
Tensor ifft(Arg x, std::vector<int64_t> lengths);
/// The same of real numbers: n/2 + 1 complex ones are kept of the last axis.
Tensor rfft(Arg x, std::vector<int64_t> lengths);
Tensor irfft(Arg x, std::vector<int64_t> lengths);

/// What random ops take: a seed and a step (an i64 tensor of two). A new step gives new numbers.
Tensor randomKey(uint64_t seed, uint64_t step = 0);
/// Random numbers in [0, 1) ("tcc.uniform"). Two calls in one program give different numbers,
/// whatever their key.
Tensor uniform(Arg key, Shape shape, DType dtype = DType::F32);
/// Random numbers of the standard normal distribution ("tcc.normal").
Tensor normal(Arg key, Shape shape, DType dtype = DType::F32);

/// Exponentials over their sum along an axis.
inline Tensor softmax(Arg x, int64_t axis = -1) {
  return detail::emit("tcc.softmax", {x}, {{"axis", axis}});
}
/// The logarithm of softmax.
inline Tensor logSoftmax(Arg x, int64_t axis = -1) {
  return detail::emit("tcc.log_softmax", {x}, {{"axis", axis}});
}
/// log(sum(exp(x))) along an axis, which goes.
inline Tensor logSumExp(Arg x, int64_t axis = -1) {
  return detail::emit("tcc.log_sum_exp", {x}, {{"axis", axis}});
}
/// Mean 0 and variance 1 over `axes`: multiply by a scale and add a bias where there are such.
inline Tensor layerNorm(Arg x, std::vector<int64_t> axes = {-1}, double epsilon = 1e-5) {
  return detail::emit("tcc.layer_norm", {x}, {{"axes", std::move(axes)}, {"epsilon", epsilon}});
}
/// softmax(scale q k^T) v over the last two axes; leading ones are batches and heads. `causal`: no
/// query sees a later key ("tcc.attention").
Tensor attention(Arg q, Arg k, Arg v, double scale, bool causal = false);
/// The same with a bias, which broadcasts to the scores.
Tensor attention(Arg q, Arg k, Arg v, Arg bias, double scale, bool causal = false);
/// Of each example, the cross entropy of logits with its class: integer labels.
inline Tensor crossEntropy(Arg logits, Arg labels) {
  return detail::emit("tcc.cross_entropy", {logits, labels});
}
/// The same by the name that says what becomes of the logits.
inline Tensor softmaxCrossEntropy(Arg logits, Arg labels) { return crossEntropy(logits, labels); }
/// Per element, the cross entropy of sigmoid(logit) with a probability; integer or i1 targets are
/// converted.
Tensor binaryCrossEntropy(Arg logits, Arg targets); // "tcc.binary_cross_entropy"
/// The mean of (prediction - target)^2 over all elements.
inline Tensor mse(Arg predictions, Arg targets) {
  return detail::emit("tcc.mse", {predictions, targets});
}

} // namespace tcc

#endif
