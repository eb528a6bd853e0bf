// From linalg on tensors to a plan of kernels in one arena.
#ifndef TCC_KERNELS_PASSES
#define TCC_KERNELS_PASSES

include "mlir/Pass/PassBase.td"

def FuseKernels : Pass<"tcc-fuse-kernels", "::mlir::func::FuncOp"> {
  let summary = "fuse elementwise producers and consumers, each result computed once";
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def OutlineKernels : Pass<"tcc-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "group linalg ops into exec.kernel, leave exec.launch";
  let dependentDialects = ["::tcc::exec::ExecDialect", "::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect"];
}

def BufferizePlan : Pass<"tcc-bufferize-plan", "::mlir::ModuleOp"> {
  let summary = "bufferize the plan and each kernel, donated arguments in place";
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect"];
}

def PlanMemory : Pass<"tcc-plan-memory", "::mlir::ModuleOp"> {
  let summary = "put all temporaries into one arena at fixed offsets";
  let dependentDialects = ["::mlir::memref::MemRefDialect", "::mlir::arith::ArithDialect"];
}

#endif
