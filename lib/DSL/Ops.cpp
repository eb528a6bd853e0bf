// Ops that take more than a line: those with optional attributes, and those without operands.
#include "tcc/Ops.h"

#include "Frame.h"

using namespace tcc;
using tcc::detail::Attributes;

Tensor tcc::compare(Predicate predicate, Arg x, Arg y) {
  static constexpr const char *names[] = {"eq", "ne", "lt", "le", "gt", "ge"};
  std::string name = names[size_t(predicate)];
  return detail::emit("tcc.compare", {x, y}, {{"predicate", name}}, {.type = DType::I1});
}

static Tensor transform(Arg x, std::string kind, std::vector<int64_t> lengths,
                        std::optional<DType> type = {}) {
  return detail::emit("tcc.fft", {x}, {{"kind", std::move(kind)}, {"lengths", std::move(lengths)}},
                      {.type = type});
}

Tensor tcc::fft(Arg x, std::vector<int64_t> lengths) {
  return transform(x, "fft", std::move(lengths));
}
Tensor tcc::ifft(Arg x, std::vector<int64_t> lengths) {
  return transform(x, "ifft", std::move(lengths));
}
Tensor tcc::rfft(Arg x, std::vector<int64_t> lengths) {
  return transform(x, "rfft", std::move(lengths), detail::complexTypeOf(x));
}
Tensor tcc::irfft(Arg x, std::vector<int64_t> lengths) {
  return transform(x, "irfft", std::move(lengths), detail::partTypeOf(x));
}

Tensor tcc::constant(Array value, std::source_location where) {
  if (!detail::isTracing())
    return value;
  DType dtype = value.dtype();
  return detail::emit("tcc.constant", std::span<const Arg>(), {{"value", std::move(value)}}, where,
                      {.type = dtype});
}

Tensor tcc::iota(Shape shape, int64_t axis, DType dtype, std::source_location where) {
  Attributes attributes{{"element_type", dtype}, {"shape", std::move(shape)}, {"axis", axis}};
  return detail::emit("tcc.iota", std::span<const Arg>(), std::move(attributes), where,
                      {.type = dtype});
}

Tensor tcc::full(Shape shape, double value, DType dtype, std::source_location where) {
  if (detail::isTracing()) {
    Array number(dtype, {});
    detail::storeElements(&value, number);
    return broadcast(Arg(constant(number, where), where), std::move(shape));
  }
  Array array(dtype, std::move(shape));
  std::vector<double> values(size_t(array.size()), value);
  detail::storeElements(values.data(), array);
  return array;
}

Tensor tcc::zerosLike(Arg x) { return full(x.tensor.shape(), 0, x.tensor.dtype(), x.where); }

Tensor tcc::transpose(Arg x) {
  std::vector<int64_t> permutation;
  for (int64_t axis = x.tensor.rank() - 1; axis >= 0; --axis)
    permutation.push_back(axis);
  return transpose(x, std::move(permutation));
}

Tensor tcc::slice(Arg x, std::vector<int64_t> starts, std::vector<int64_t> limits,
                  std::vector<int64_t> strides) {
  Attributes attributes{{"starts", std::move(starts)}, {"limits", std::move(limits)}};
  if (!strides.empty())
    attributes["strides"] = std::move(strides);
  return detail::emit("tcc.slice", {x}, std::move(attributes));
}

Tensor tcc::pad(Arg x, Arg value, std::vector<int64_t> low, std::vector<int64_t> high,
                std::vector<int64_t> interior) {
  Attributes attributes{{"low", std::move(low)}, {"high", std::move(high)}};
  if (!interior.empty())
    attributes["interior"] = std::move(interior);
  return detail::emit("tcc.pad", {x, value}, std::move(attributes));
}

Tensor tcc::concatenate(const std::vector<Tensor> &tensors, int64_t axis,
                        std::source_location where) {
  if (tensors.empty())
    throw Error(detail::toString(where) + ": concatenate: expected one tensor at least, got none");
  std::vector<Arg> operands;
  for (const Tensor &tensor : tensors)
    operands.emplace_back(tensor, where);
  return detail::emit("tcc.concatenate", operands, {{"axis", axis}}, where);
}

Tensor tcc::dynamicSlice(Arg x, const std::vector<Tensor> &starts, std::vector<int64_t> sizes) {
  std::vector<Arg> operands{x};
  for (const Tensor &start : starts)
    operands.emplace_back(start, x.where);
  return detail::emit("tcc.dynamic_slice", operands, {{"slice_sizes", std::move(sizes)}}, x.where);
}

Tensor tcc::dynamicUpdateSlice(Arg x, Arg update, const std::vector<Tensor> &starts) {
  std::vector<Arg> operands{x, update};
  for (const Tensor &start : starts)
    operands.emplace_back(start, x.where);
  return detail::emit("tcc.dynamic_update_slice", operands, {}, x.where);
}

static Attributes attributesOf(WindowAxes axes, bool isGather) {
  const char *names[][2] = {{"update_window_dims", "offset_dims"},
                            {"inserted_window_dims", "collapsed_slice_dims"},
                            {"scatter_dims_to_operand_dims", "start_index_map"},
                            {"input_batching_dims", "operand_batching_dims"},
                            {"scatter_indices_batching_dims", "start_indices_batching_dims"}};
  Attributes attributes{{"index_vector_dim", axes.indexVector}};
  std::vector<int64_t> *lists[] = {&axes.offset, &axes.collapsed, &axes.indexed, &axes.batching,
                                   &axes.indicesBatching};
  for (size_t i = 0; i < std::size(lists); ++i)
    attributes[names[i][isGather]] = std::move(*lists[i]);
  if (axes.drop == isGather) // what is not the op's own way
    attributes[isGather ? "drop" : "clip"] = true;
  return attributes;
}

Tensor tcc::gather(Arg x, Arg indices, std::vector<int64_t> sizes, WindowAxes axes) {
  Attributes attributes = attributesOf(std::move(axes), /*isGather=*/true);
  attributes["slice_sizes"] = std::move(sizes);
  return detail::emit("tcc.gather", {x, indices}, std::move(attributes));
}

Tensor tcc::scatter(Combine how, Arg x, Arg indices, Arg updates, WindowAxes axes) {
  static constexpr const char *names[] = {"set", "add", "mul", "min", "max"};
  Attributes attributes = attributesOf(std::move(axes), /*isGather=*/false);
  attributes["combiner"] = std::string(names[size_t(how)]);
  return detail::emit("tcc.scatter", {x, indices, updates}, std::move(attributes));
}

static Attributes sortAttributes(int64_t axis, bool descending) {
  return {{"axis", axis}, {"order", std::string(descending ? "descending" : "ascending")}};
}

Tensor tcc::sort(Arg x, int64_t axis, bool descending) {
  return detail::emit("tcc.sort", {x}, sortAttributes(axis, descending));
}

Tensor tcc::argsort(Arg x, int64_t axis, bool descending) {
  Arg operands[] = {x, Arg(iota(x.tensor.shape(), axis, DType::I32, x.where), x.where)};
  return detail::emitMany("tcc.sort", operands, sortAttributes(axis, descending), x.where,
                          {.more = {DType::I32}})[1];
}

std::pair<Tensor, Tensor> tcc::topK(Arg x, int64_t k) {
  auto results =
      detail::emitMany("tcc.top_k", {&x, 1}, {{"k", k}}, x.where, {.more = {DType::I32}});
  return {results[0], results[1]};
}

static Tensor reduce(const char *name, const Arg &x, std::vector<int64_t> axes, bool keepdims) {
  Attributes attributes{{"axes", std::move(axes)}};
  if (keepdims)
    attributes["keepdims"] = true;
  return detail::emit(name, {x}, std::move(attributes));
}
Tensor tcc::reduceSum(Arg x, std::vector<int64_t> axes, bool keepdims) {
  return reduce("tcc.reduce_sum", x, std::move(axes), keepdims);
}
Tensor tcc::reduceMax(Arg x, std::vector<int64_t> axes, bool keepdims) {
  return reduce("tcc.reduce_max", x, std::move(axes), keepdims);
}
Tensor tcc::reduceMin(Arg x, std::vector<int64_t> axes, bool keepdims) {
  return reduce("tcc.reduce_min", x, std::move(axes), keepdims);
}
Tensor tcc::reduceMean(Arg x, std::vector<int64_t> axes, bool keepdims) {
  return reduce("tcc.reduce_mean", x, std::move(axes), keepdims);
}
Tensor tcc::reduceProd(Arg x, std::vector<int64_t> axes, bool keepdims) {
  return reduce("tcc.reduce_prod", x, std::move(axes), keepdims);
}

static Attributes attentionAttributes(double scale, bool causal) {
  Attributes attributes{{"scale", scale}};
  if (causal)
    attributes["causal"] = true;
  return attributes;
}
Tensor tcc::attention(Arg q, Arg k, Arg v, double scale, bool causal) {
  return detail::emit("tcc.attention", {q, k, v}, attentionAttributes(scale, causal));
}
Tensor tcc::attention(Arg q, Arg k, Arg v, Arg bias, double scale, bool causal) {
  return detail::emit("tcc.attention", {q, k, v, bias}, attentionAttributes(scale, causal));
}

static Tensor reduceBits(const char *name, const Arg &x, std::optional<std::vector<int64_t>> axes,
                         bool keepdims) {
  Attributes attributes;
  if (axes)
    attributes["axes"] = std::move(*axes);
  if (keepdims)
    attributes["keepdims"] = true;
  return detail::emit(name, {x}, std::move(attributes));
}
Tensor tcc::reduceAnd(Arg x, std::optional<std::vector<int64_t>> axes, bool keepdims) {
  return reduceBits("tcc.reduce_and", x, std::move(axes), keepdims);
}
Tensor tcc::reduceOr(Arg x, std::optional<std::vector<int64_t>> axes, bool keepdims) {
  return reduceBits("tcc.reduce_or", x, std::move(axes), keepdims);
}
Tensor tcc::reduceXor(Arg x, std::optional<std::vector<int64_t>> axes, bool keepdims) {
  return reduceBits("tcc.reduce_xor", x, std::move(axes), keepdims);
}

static Tensor placeOf(const char *name, const Arg &x, int64_t axis, DType indexType) {
  Attributes attributes{{"axis", axis}};
  if (indexType != DType::I32)
    attributes["index_type"] = indexType;
  return detail::emit(name, {x}, std::move(attributes), {.type = indexType});
}
Tensor tcc::argmax(Arg x, int64_t axis, DType indexType) {
  return placeOf("tcc.argmax", x, axis, indexType);
}
Tensor tcc::argmin(Arg x, int64_t axis, DType indexType) {
  return placeOf("tcc.argmin", x, axis, indexType);
}

Tensor tcc::matmul(Arg x, Arg y, bool transposeX, bool transposeY) {
  Attributes attributes;
  if (transposeX)
    attributes["transpose_a"] = true;
  if (transposeY)
    attributes["transpose_b"] = true;
  return detail::emit("tcc.matmul", {x, y}, std::move(attributes));
}

Tensor tcc::dot(Arg lhs, Arg rhs, DotAxes axes, std::optional<DType> type) {
  Attributes attributes{{"lhs_batch", std::move(axes.lhsBatch)},
                        {"rhs_batch", std::move(axes.rhsBatch)},
                        {"lhs_contracting", std::move(axes.lhsContracting)},
                        {"rhs_contracting", std::move(axes.rhsContracting)}};
  if (type)
    attributes["element_type"] = *type;
  return detail::emit("tcc.dot", {lhs, rhs}, std::move(attributes), {.type = type});
}

Tensor tcc::randomKey(uint64_t seed, uint64_t step) {
  return Tensor(std::vector<int64_t>{int64_t(seed), int64_t(step)}, {2});
}

static Tensor random(const char *name, const Arg &key, Shape shape, DType dtype) {
  Attributes attributes{
      {"element_type", dtype}, {"shape", std::move(shape)}, {"id", detail::nextRandomId()}};
  return detail::emit(name, {key}, std::move(attributes), {.type = dtype});
}
Tensor tcc::uniform(Arg key, Shape shape, DType dtype) {
  return random("tcc.uniform", key, std::move(shape), dtype);
}
Tensor tcc::normal(Arg key, Shape shape, DType dtype) {
  return random("tcc.normal", key, std::move(shape), dtype);
}

Tensor tcc::binaryCrossEntropy(Arg logits, Arg targets) {
  if (!isFloat(targets.tensor.dtype()))
    targets.tensor = convert(targets, logits.tensor.dtype());
  return detail::emit("tcc.binary_cross_entropy", {logits, targets});
}
