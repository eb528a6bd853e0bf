// Which axes a gather or a scatter goes by.
#ifndef TCC_DIALECT_TCC_INDEXDIMS_H
#define TCC_DIALECT_TCC_INDEXDIMS_H

#include "llvm/ADT/SmallVector.h"

namespace tcc::ir {

/// Windows of an operand, each begun by a vector of the indices tensor. "Dense" is the tensor that
/// holds all windows: a gather's result, a scatter's updates. With each what StableHLO calls it.
struct IndexDims {
  using Axes = llvm::SmallVector<int64_t>;
  /// Of the dense tensor: offset_dims, update_window_dims.
  Axes window = {};
  /// Of the operand, and not of windows: collapsed_slice_dims, inserted_window_dims.
  Axes collapsed = {};
  /// Pairs that run along: operand_batching_dims and start_indices_batching_dims,
  /// input_batching_dims and scatter_indices_batching_dims.
  Axes operandBatching = {}, indicesBatching = {};
  /// Of the operand, by component of an index: start_index_map, scatter_dims_to_operand_dims.
  Axes indexMap = {};
  /// Of the indices, the axis of index vectors: index_vector_dim.
  int64_t indexVector = 0;
};

} // namespace tcc::ir

#endif
