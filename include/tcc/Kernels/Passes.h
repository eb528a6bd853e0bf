// From linalg on tensors to a plan of kernels in one arena: constructors and registration of the
// passes.
#ifndef TCC_KERNELS_PASSES_H
#define TCC_KERNELS_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace tcc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tcc/Kernels/Passes.h.inc"

} // namespace tcc

#endif
