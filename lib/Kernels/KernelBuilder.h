// One group of ops -> one exec.kernel and its exec.launch.
#ifndef TCC_LIB_KERNELS_KERNELBUILDER_H
#define TCC_LIB_KERNELS_KERNELBUILDER_H

#include "Grouping.h"

#include "mlir/IR/IRMapping.h"

namespace tcc::detail {

/// The buffer of a tensor of static shape.
mlir::MemRefType bufferType(mlir::Type tensor);
/// Bytes of a tensor or buffer; booleans take one each.
int64_t bytesOf(mlir::Type shaped);

/// `source`, element by element, into `target`: a linalg.generic.
mlir::Value copyTensor(mlir::OpBuilder &b, mlir::Location loc, mlir::Value source,
                       mlir::Value target);

/// Where the results of a group go, and which inputs may share their buffers.
struct Placement {
  llvm::SmallVector<mlir::Value> inputs;
  llvm::SmallVector<mlir::OpResult> outputs;
  /// By an output: an inner result that lives in its buffer until the output's op overwrites it,
  /// element by element.
  llvm::DenseMap<mlir::Value, mlir::Value> guestOf;
  /// Inputs that are read, element by element, before an output is written.
  llvm::SmallVector<int64_t> pointwise;
  /// By an output that is an old value updated in place: that value, an operand of its op.
  llvm::DenseMap<mlir::Value, mlir::OpOperand *> updateOf;
};
Placement placeValues(const Group &group, const Dependences &dependences);

/// Makes the kernel in the module and its launch at `b`, on destinations that are new. Result i is
/// output i.
exec::LaunchOp buildKernel(mlir::OpBuilder &b, const Group &group, const Placement &placement,
                           llvm::StringRef name);

} // namespace tcc::detail

#endif
