// What the arena holds when it holds most: why a program needs the memory that it needs.
#ifndef TCC_KERNELS_PEAK_H
#define TCC_KERNELS_PEAK_H

#include "tcc/Dialect/Exec/ExecDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tcc {

/// A temporary that is alive at the peak.
struct LiveBuffer {
  mlir::MemRefType type;
  int64_t bytes;
  exec::LaunchOp maker;    // wrote what it holds then
  bool isScratch;          // of that launch, else one of its outputs
  mlir::Location location; // of the op whose result it is
};

/// The temporaries of a plan (after PlanMemory) that are alive while a certain launch runs, largest
/// first: the launch, the first of several, for which they are the most bytes.
llvm::SmallVector<LiveBuffer> findPeak(mlir::func::FuncOp plan);

} // namespace tcc

#endif
