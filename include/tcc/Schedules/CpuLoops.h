// How a kernel of plain loops is cut into tasks on a CPU.
#ifndef TCC_SCHEDULES_CPULOOPS_H
#define TCC_SCHEDULES_CPULOOPS_H

#include "tcc/Target/CPU/KernelCodegen.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tcc::cpu {

/// Brings a kernel's body into the form that loops are made from: linalg.generic ops, their loops
/// few, long and contiguous.
mlir::LogicalResult formLoops(exec::KernelOp kernel);

/// The one loop of a nest that says of its iterations, of known number, that they are independent;
/// null where there is anything else.
mlir::scf::ParallelOp loneParallelLoop(mlir::Block &body);

/// The linalg ops of a body, in order.
llvm::SmallVector<mlir::linalg::LinalgOp> linalgOps(mlir::Block &body);

/// Extent of the outermost loop if iterations i of all ops touch slice i of everything the kernel
/// writes, else 0.
int64_t independentSlices(mlir::Block &body, llvm::ArrayRef<mlir::linalg::LinalgOp> ops);

/// The measured rules. They depend on shapes and caches, never on threads.
exec::LoopsScheduleAttr scheduleLoops(mlir::Block &body, const CpuTarget &target);

/// Makes any schedule (a tuner's, say) one that can be followed: slices where no value crosses from
/// one to another, else none.
exec::LoopsScheduleAttr legalizeSchedule(exec::LoopsScheduleAttr schedule, mlir::Block &body);

} // namespace tcc::cpu

#endif
