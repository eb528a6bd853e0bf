// Passes from other languages' ops to those of a stage (see Passes.td).
#ifndef TCC_IMPORT_PASSES_H
#define TCC_IMPORT_PASSES_H

#include "mlir/Pass/Pass.h"

namespace tcc {

#define GEN_PASS_DECL
#include "tcc/Import/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "tcc/Import/Passes.h.inc"

/// Whether the module holds stablehlo or chlo ops.
bool holdsStableHLO(mlir::Operation *module);

bool holdsTosa(mlir::Operation *module);

/// Whether an op belongs to the level of linalg on tensors: its dialects are arith, linalg, math,
/// scf and tensor.
bool isLinalgLevel(mlir::Operation *op);
bool holdsLinalg(mlir::Operation *module);

} // namespace tcc

#endif
