// How a kernel of plain loops is cut into tasks on a CPU.
#ifndef TCC_SCHEDULES_CPULOOPS_H
#define TCC_SCHEDULES_CPULOOPS_H

#include "tcc/Target/CPU/KernelCodegen.h"

namespace tcc::cpu {

/// Brings a kernel's body into the form that loops are made from: linalg.generic ops, their loops
/// few, long and contiguous.
mlir::LogicalResult formLoops(exec::KernelOp kernel);

/// The measured rules. They depend on shapes and caches, never on threads.
exec::LoopsScheduleAttr scheduleLoops(mlir::Block &body, const CpuTarget &target);

/// Makes any schedule (a tuner's, say) one that can be followed: slices where no value crosses from
/// one to another, else none.
exec::LoopsScheduleAttr legalizeSchedule(exec::LoopsScheduleAttr schedule, mlir::Block &body);

} // namespace tcc::cpu

#endif
