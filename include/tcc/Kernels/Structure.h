// What a kernel is apart from what a person knows it by: what sharing compares, and the key under
// which a tuning file holds its schedule.
#ifndef TCC_KERNELS_STRUCTURE_H
#define TCC_KERNELS_STRUCTURE_H

#include "tcc/Dialect/Exec/ExecDialect.h"

namespace tcc {

/// All attributes but the kernel's name and the ops it was fused from.
llvm::SmallVector<mlir::NamedAttribute> structuralAttributes(exec::KernelOp kernel);

/// 128 bits of XXH3 of the structure, as 32 hexadecimal digits: the same for equal kernels, in any
/// program and process, whatever their schedules.
std::string structureOf(exec::KernelOp kernel);

/// How often an op runs in the loops around it that count; others are taken to run once.
int64_t knownRounds(mlir::Operation *op);

} // namespace tcc

#endif
