// From linalg on tensors to a plan of kernels in one arena. In pipeline order.
#ifndef TCC_KERNELS_PASSES
#define TCC_KERNELS_PASSES

include "mlir/Pass/PassBase.td"

def FuseKernels : Pass<"tcc-fuse-kernels", "::mlir::func::FuncOp"> {
  let summary = "fuse elementwise producers and consumers, each result computed once";
  let description = [{
    Brings the function into one form (linalg.generic without unit dimensions, splats folded into bodies) and fuses from producer to consumer. A producer of many uses becomes a second result of its consumer where
    both have the same loops, is computed again where that costs nothing, and stays otherwise. Transposes move into the
    index maps of contractions. A fused op's location lists those of its parts.
  }];
  let dependentDialects = ["::tcc::exec::ExecDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect", "::mlir::arith::ArithDialect"];
}

def SplitSums : Pass<"tcc-split-sums", "::mlir::func::FuncOp"> {
  let summary = "reduce a long outermost axis in two steps, the first of which has tasks";
  let description = [{
    A reduction whose outermost loop adds to the same result over and over (a sum of columns, or of everything) becomes one of each part of that axis to a row, then one of the rows. Where several axes are reduced the
    parts are the outermost one's steps, so that the kernel that makes a step's elements can reduce them. Parts depend on the
    shape only: the same bits with any number of threads.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect", "::mlir::arith::ArithDialect"];
}

def OutlineKernels : Pass<"tcc-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "group linalg ops into exec.kernel, leave exec.launch";
  let description = [{
    The kind says what the body is made of, in this order:
    - contraction: linalg.fill, one contraction, elementwise ops that read its result with the identity map;
    - elementwise: one all-parallel linalg.generic;
    - rowwise: linalg.generic ops (and fills) whose leading loops, one at least, are parallel and the same for all; what one op
      makes and another reads is indexed by them first, so that a row (one step of those loops) needs nothing of another row;
    - loops: anything, e.g. a reduction over the leading axis with elementwise ops on its result.
    Blocks of loops and branches (scf) are outlined like the function's. Launches are in an order in which a donated tensor is read for the last time before its update.
  }];
  let dependentDialects = ["::tcc::exec::ExecDialect", "::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
  let options = [
    Option<"leavesOutTaps", "leaves-out-taps", "bool", "true", "the target's contractions read an image without its padding">
  ];
}

def BufferizePlan : Pass<"tcc-bufferize-plan", "::mlir::ModuleOp"> {
  let summary = "bufferize the plan and each kernel, donated arguments in place";
  let description = [{
    A function's arguments become buffers; then follows one buffer per result that is not written into a donated argument, and
    there are no results. `tcc.num_inputs` says how many arguments come in; `exec.results` gives for each result the argument that
    it is written into (tcc.donate), or -1. A donated argument that cannot be updated in place is an error. What a loop carries
    and the results of branches have one buffer each, in place where nobody needs the old value, else copied at a round's end.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect", "::mlir::linalg::LinalgDialect"];
}

def PlanMemory : Pass<"tcc-plan-memory", "::mlir::ModuleOp"> {
  let summary = "put all temporaries into one arena at fixed offsets";
  let description = [{
    Temporaries of the plan and scratch of the kernels get offsets in one arena, the function's last argument (`memref<Nxi8>`, N may
    be 0, also in `exec.arena_bytes`). A kernel's arguments that share a buffer become one. Afterwards a plan holds only:
    arith.constant of index type, memref.view of the arena, views of the same pointer (memref.collapse_shape, expand_shape,
    reinterpret_cast), memref.get_global, exec.launch and func.return; loops and branches (scf.for, while, index_switch) that
    hand on nothing, with such ops in their blocks, exec.row, and memref.load of the scalars that they ask for.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect", "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::tcc::exec::ExecDialect"];
}

def ShareKernels : Pass<"tcc-share-kernels", "::mlir::ModuleOp"> {
  let summary = "kernels that are equal but for names and locations become one";
  let description = [{
    Several launches run it. Its location and `fused` list what all of them came from; a launch keeps its own location.
  }];
}

#endif
