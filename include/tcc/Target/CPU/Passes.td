// Kernels and plan to the LLVM dialect, for CPUs.
#ifndef TCC_TARGET_CPU_PASSES
#define TCC_TARGET_CPU_PASSES

include "mlir/Pass/PassBase.td"

def ScheduleKernels : Pass<"tcc-cpu-schedule-kernels", "::mlir::ModuleOp"> {
  let summary = "decide how each kernel is computed: its schedule attribute";
  let description = [{
    A kernel gets `#exec.contraction` where it is one that the generator can take, else `#exec.loops` and a body of linalg.generic ops with few, long
    loops. The numbers follow from the kernel's structure and the CPU. A schedule that is there already is kept, as far as it is legal.
  }];
  let dependentDialects = ["::tcc::exec::ExecDialect", "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect", "::mlir::arith::ArithDialect"];
  let options = [
    Option<"cpu", "cpu", "std::string", [{"host"}], "LLVM name of the CPU">,
    Option<"threads", "threads", "int64_t", "1", "how finely a kernel may be split">
  ];
}

def LowerKernelsToVector : Pass<"tcc-cpu-lower-kernels-to-vector", "::mlir::ModuleOp"> {
  let summary = "generate each kernel's code as scf, vector and memref ops, by its schedule";
  let dependentDialects = ["::mlir::vector::VectorDialect", "::mlir::scf::SCFDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect"];
  let options = [
    Option<"cpu", "cpu", "std::string", [{"host"}], "LLVM name of the CPU">
  ];
}

def ApproximateMath : Pass<"tcc-cpu-approximate-math", "::mlir::ModuleOp"> {
  let summary = "f32 exp, expm1, log, log1p, erf, tanh as polynomials; maxima and minima that tell zeros apart";
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::LLVM::LLVMDialect"];
  let options = [Option<"scalef", "scalef", "bool", "false", "the CPU scales vectors by powers of two (AVX-512)">];
}

def ExpandHalves : Pass<"tcc-cpu-expand-halves", "::mlir::ModuleOp"> {
  let summary = "f16 and bf16 to f32 and back by their bits, for CPUs without instructions for it";
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let options = [
    Option<"f16", "f16", "bool", "true", "the CPU does not convert f16">,
    Option<"bf16", "bf16", "bool", "true", "the CPU does not round to bf16">
  ];
}

def LowerPlanToLLVM : Pass<"tcc-cpu-lower-plan-to-llvm", "::mlir::ModuleOp"> {
  let summary = "the plan as one function over tccrt_call that calls the kernels";
  let description = [{
    `func.func @main` with `exec.results` becomes `llvm.func @tcc_entry(%call: !llvm.ptr)` over tccrt_call, and each kernel's
    function an `llvm.func` over bare pointers (its body still scf, vector, memref ops). A kernel of several tasks and enough
    work is called through the runtime's parallel_for, others directly.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def ExpandViews : Pass<"tcc-cpu-expand-views"> {
  let summary = "memref.subview, expand_shape, collapse_shape become arithmetic on strides; nothing else changes";
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def ConvertToLLVM : Pass<"tcc-cpu-convert-to-llvm", "::mlir::ModuleOp"> {
  let summary = "arith, cf, func, math, memref, ub and vectors of one dimension to the LLVM dialect, at once";
  let description = [{
    Halves that the CPU does not convert are words of 16 bits from here on: LLVM would convert them wherever it moves them.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
  let options = [
    Option<"f16", "f16", "bool", "false", "f16 is a word">,
    Option<"bf16", "bf16", "bool", "false", "bf16 is a word">
  ];
}

def AnchorLocations : Pass<"tcc-cpu-anchor-locations", "::mlir::ModuleOp"> {
  let summary = "a fused location becomes its first part with a file: LLVM would call it line 0";
}

#endif
