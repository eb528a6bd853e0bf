// Code of one kernel for a CPU: one emitter per kind, all with the same shape.
#ifndef TCC_TARGET_CPU_KERNELCODEGEN_H
#define TCC_TARGET_CPU_KERNELCODEGEN_H

#include "tcc/Dialect/Exec/ExecDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tcc::cpu {

/// What code generation needs to know of a CPU. Sizes in bytes.
struct CpuTarget {
  std::string triple, cpu, features; // as LLVM spells them
  int64_t vectorBytes = 64;          // of one vector register
  int64_t vectorRegisters = 32;
  int64_t l1Bytes = 48 << 10, l2Bytes = 1 << 20, l3Bytes = 32 << 20;
  int64_t threads = 1; // how finely a kernel may be split
  bool hasFma = true;
  bool convertsF16 = true, convertsBf16 = true; // to f32 and back
  bool hasBf16Dot = false, hasIntDot = false;   // several narrow products at a time, 512 bits wide

  /// x 2^n in one instruction.
  bool hasScalef() const {
    return vectorBytes == 64 && llvm::StringRef(triple).starts_with("x86_64");
  }
  int64_t lanes(mlir::Type element) const {
    return vectorBytes * 8 / element.getIntOrFloatBitWidth();
  }
};

/// How a kernel's function is called: tasks 0 <= t < `tasks`, at least `grain` at a time, each
/// worker with private scratch.
struct KernelCode {
  int64_t tasks = 1;
  int64_t grain = 1;
  int64_t scratchBytes = 0;
};

/// A kernel under generation. `function` has the kernel's arguments (same order), then begin and
/// end of the task range (index) and the worker's scratch (memref<?xi8>, 64-byte aligned). Its body
/// holds the kernel's linalg ops on memrefs, already over the function's arguments, and a return;
/// the emitter replaces the ops.
struct KernelFunction {
  mlir::func::FuncOp function;
  int64_t inputs, outputs;

  mlir::Value begin() { return function.getArgument(function.getNumArguments() - 3); }
  mlir::Value end() { return function.getArgument(function.getNumArguments() - 2); }
  mlir::Value scratch() { return function.getArgument(function.getNumArguments() - 1); }
};

/// Register-tiled matrix products, batched, any layout, with the epilogue on registers.
mlir::FailureOr<KernelCode> emitContraction(KernelFunction kernel,
                                            exec::ContractionScheduleAttr schedule,
                                            const CpuTarget &target);
/// Takes anything: loops of vectors, or plain ones where there is no such form; groups that share
/// rows go a few rows at a time, so that what one op leaves the next one finds in cache.
mlir::FailureOr<KernelCode> emitLoops(KernelFunction kernel, exec::LoopsScheduleAttr schedule,
                                      const CpuTarget &target);

} // namespace tcc::cpu

#endif
