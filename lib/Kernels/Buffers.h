// Buffers of a plan: views of a pointer, and whose memory it is.
#ifndef TCC_LIB_KERNELS_BUFFERS_H
#define TCC_LIB_KERNELS_BUFFERS_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace tcc::detail {

/// A view that starts where its source starts.
inline bool isSamePointer(mlir::Operation *op) {
  return llvm::isa_and_nonnull<mlir::memref::CollapseShapeOp, mlir::memref::ExpandShapeOp,
                               mlir::memref::ReinterpretCastOp>(op);
}

/// What `buffer` is a view of, at the end of the chain.
inline mlir::Value bufferRoot(mlir::Value buffer) {
  while (isSamePointer(buffer.getDefiningOp()))
    buffer = buffer.getDefiningOp()->getOperand(0);
  return buffer;
}

/// Same memory, same shape.
inline bool areSameBuffer(mlir::Value a, mlir::Value b) {
  return a.getType() == b.getType() && bufferRoot(a) == bufferRoot(b);
}

} // namespace tcc::detail

#endif
