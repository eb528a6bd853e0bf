// Kernels and plan to gpu functions and their launches, and these to the LLVM dialect, for CUDA.
#ifndef TCC_TARGET_CUDA_PASSES
#define TCC_TARGET_CUDA_PASSES

include "mlir/Pass/PassBase.td"

def ScheduleGrids : Pass<"tcc-cuda-schedule-grids", "::mlir::ModuleOp"> {
  let summary = "decide how each kernel is computed on a GPU: its schedule attribute";
  let description = [{
    A kernel gets `#exec.grid` and a body of linalg.generic ops with few, long loops. A schedule that is there already is kept, as far as it is legal.
  }];
  let dependentDialects = ["::tcc::exec::ExecDialect", "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect", "::mlir::arith::ArithDialect"];
}

def LowerKernelsToGpu : Pass<"tcc-cuda-lower-kernels-to-gpu", "::mlir::ModuleOp"> {
  let summary = "generate each kernel as functions of @device, by its schedule; the plan launches them";
  let description = [{
    An `exec.kernel` becomes one `gpu.func`, or several where its ops do not share rows: one an op, launched one after the other. `exec.launch` becomes
    `gpu.launch_func`. Buffers stay memrefs; `llvm.align` on an argument is what all launches hold to.
  }];
  let dependentDialects = ["::mlir::gpu::GPUDialect", "::mlir::vector::VectorDialect", "::mlir::scf::SCFDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::affine::AffineDialect"];
}

def CallDeviceMath : Pass<"tcc-cuda-call-device-math", "::mlir::gpu::GPUModuleOp"> {
  let summary = "math ops that are no instruction become calls of libclc's functions";
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::arith::ArithDialect"];
}

def ConvertToNVVM : Pass<"tcc-cuda-convert-to-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "gpu, arith, cf, func, math, memref and vectors of one dimension to the LLVM dialect with NVVM, at once";
  let description = "Indices have 32 bits in a function whose buffers all have fewer than 2^31 elements.";
  let options = [Option<"f16", "f16", "bool", "false", "f16 are words of 16 bits">, Option<"bf16", "bf16", "bool", "false", "bf16 too">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect"];
}

#endif
