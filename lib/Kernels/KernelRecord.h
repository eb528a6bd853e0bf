// What a kernel tells a person: the ops that went in, work and traffic.
#ifndef TCC_LIB_KERNELS_KERNELRECORD_H
#define TCC_LIB_KERNELS_KERNELRECORD_H

#include "Grouping.h"

namespace tcc::detail {

/// Names of what the ops came from (name locations), else of the ops themselves.
llvm::SmallVector<llvm::StringRef> sourceNames(const Group &group);
/// Arithmetic on floating point numbers, counted op by op.
int64_t countFlops(const Group &group);
/// Sources of all ops; the anchor's, else the last op's, first.
mlir::Location fusedLocation(const Group &group);

} // namespace tcc::detail

#endif
