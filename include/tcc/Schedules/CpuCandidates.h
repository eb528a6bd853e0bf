// What a tuner tries on a CPU.
#ifndef TCC_SCHEDULES_CPUCANDIDATES_H
#define TCC_SCHEDULES_CPUCANDIDATES_H

#include "tcc/Target/CPU/KernelCodegen.h"

namespace tcc::cpu {

/// Schedules that differ from this one in one decision, what usually matters most first. They need
/// not be legal.
llvm::SmallVector<mlir::Attribute> neighbours(mlir::Attribute schedule, const CpuTarget &target);

} // namespace tcc::cpu

#endif
