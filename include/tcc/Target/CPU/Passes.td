// Kernels and plan to the LLVM dialect, for CPUs.
#ifndef TCC_TARGET_CPU_PASSES
#define TCC_TARGET_CPU_PASSES

include "mlir/Pass/PassBase.td"

def LowerKernelsToVector : Pass<"tcc-cpu-lower-kernels-to-vector", "::mlir::ModuleOp"> {
  let summary = "generate each kernel's code as scf, vector and memref ops, by its kind";
  let dependentDialects = ["::mlir::vector::VectorDialect", "::mlir::scf::SCFDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::func::FuncDialect"];
  let options = [
    Option<"cpu", "cpu", "std::string", [{"host"}], "LLVM name of the CPU">,
    Option<"threads", "threads", "int64_t", "1", "how finely a kernel may be split">
  ];
}

def LowerPlanToLLVM : Pass<"tcc-cpu-lower-plan-to-llvm", "::mlir::ModuleOp"> {
  let summary = "the plan as one function over tccrt_call that calls the kernels";
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif
