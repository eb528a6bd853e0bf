// Passes from tcc to other languages' ops (see Passes.td).
#ifndef TCC_EXPORT_PASSES_H
#define TCC_EXPORT_PASSES_H

#include "mlir/Pass/Pass.h"

namespace tcc {

#define GEN_PASS_DECL
#include "tcc/Export/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "tcc/Export/Passes.h.inc"

} // namespace tcc

#endif
