// The ops that go by positions: slices, rows and windows at computed ones, and order. Part of
// Ops.h.
#ifndef TCC_INDEXOPS_H
#define TCC_INDEXOPS_H

#include "tcc/DSL/Trace.h"

namespace tcc {

/// `sizes` elements from computed starts on, one for each axis, clamped so that all lies inside
/// ("tcc.dynamic_slice").
Tensor dynamicSlice(Arg x, const std::vector<Tensor> &starts, std::vector<int64_t> sizes);
/// x with the slice that begins at `starts` replaced ("tcc.dynamic_update_slice").
Tensor dynamicUpdateSlice(Arg x, Arg update, const std::vector<Tensor> &starts);
/// Integers as unit vectors along a new last axis.
inline Tensor oneHot(Arg indices, int64_t depth, DType dtype = DType::F32) {
  return detail::emit("tcc.one_hot", {indices}, {{"depth", depth}, {"element_type", dtype}},
                      {.type = dtype});
}
/// Row indices[i] of the table for each i (slice across `axis`); indices out of range are clamped.
inline Tensor take(Arg table, Arg indices, int64_t axis = 0) {
  return detail::emit("tcc.take", {table, indices}, {{"axis", axis}});
}
/// The same by its short name: rows along axis 0.
inline Tensor gather(Arg table, Arg indices) { return take(table, indices); }
/// The axes of a general gather or scatter, by StableHLO's names for those of a gather.
struct WindowAxes {
  std::vector<int64_t> offset, collapsed, indexed;
  int64_t indexVector = 0;
  std::vector<int64_t> batching = {}, indicesBatching = {};
  bool drop = false; // windows that do not lie inside, instead of moving them there
};
/// Windows of `sizes` that begin where indices say ("tcc.gather").
Tensor gather(Arg x, Arg indices, std::vector<int64_t> sizes, WindowAxes axes);
/// What scatter() makes of an element and its update.
enum class Combine { Set, Add, Mul, Min, Max };
/// x with updates combined into the windows that gather() would read them from ("tcc.scatter").
Tensor scatter(Combine how, Arg x, Arg indices, Arg updates, WindowAxes axes);
/// In order along an axis, NaN as the largest number ("tcc.sort").
Tensor sort(Arg x, int64_t axis = -1, bool descending = false);
/// The places (i32) that the elements of sort() come from.
Tensor argsort(Arg x, int64_t axis = -1, bool descending = false);
/// The k largest along the last axis, the largest first, and their places (i32) ("tcc.top_k").
std::pair<Tensor, Tensor> topK(Arg x, int64_t k);
/// A table of `rows` rows, each the sum of the updates whose index it is.
inline Tensor scatterAdd(Arg updates, Arg indices, int64_t rows) {
  return detail::emit("tcc.scatter_add", {updates, indices}, {{"rows", rows}});
}

} // namespace tcc

#endif
