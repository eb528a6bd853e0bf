// How a kernel of loops is cut into blocks of threads on a GPU.
#ifndef TCC_SCHEDULES_CUDAGRID_H
#define TCC_SCHEDULES_CUDAGRID_H

#include "tcc/Dialect/Exec/ExecDialect.h"

namespace tcc::cuda {

inline constexpr int64_t warpThreads = 32;

/// By rules; a kernel's body is in the form that loops are made from.
exec::GridScheduleAttr scheduleGrid(mlir::Block &body);

/// Makes any schedule one that can be followed: whole warps; rows only where no value crosses from
/// one to another.
exec::GridScheduleAttr legalizeSchedule(exec::GridScheduleAttr schedule, mlir::Block &body);

} // namespace tcc::cuda

#endif
