// Loops over positions that are compared with constants, as concatenation and padding do.
#ifndef TCC_LIB_TARGET_CPU_SPLITLOOPS_H
#define TCC_LIB_TARGET_CPU_SPLITLOOPS_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tcc::cpu {

/// Replaces a loop from 0 or more up to `extent` or less by loops one after the other, in which it
/// is known what the comparisons of the position say: each reads one contiguous piece, which LLVM
/// vectorises, where the whole loop reads clamped positions of all of them. A loop that is none of
/// those, or too short, stays.
void splitLoop(mlir::RewriterBase &rewriter, mlir::scf::ForOp loop, int64_t extent);

} // namespace tcc::cpu

#endif
