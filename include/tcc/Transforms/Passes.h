// Tensor-level passes (see Passes.td): each lives in lib/Transforms/<Name>.cpp.
#ifndef TCC_TRANSFORMS_PASSES_H
#define TCC_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace tcc {

#define GEN_PASS_DECL
#include "tcc/Transforms/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "tcc/Transforms/Passes.h.inc"

} // namespace tcc

#endif
