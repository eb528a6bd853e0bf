// Tensor-level passes: tcc to tcc, then tcc to linalg. In pipeline order; lib/Pipelines/Pipelines.cpp says why.
#ifndef TCC_TRANSFORMS_PASSES
#define TCC_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def SpecializeShapes : Pass<"tcc-specialize-shapes", "::mlir::ModuleOp"> {
  let summary = "give symbolic dimensions their sizes";
  let description = [{
    Sets the argument types of the entry function and infers every other type again, callees included.
  }];
  let options = [
    Option<"entry", "entry", "std::string", [{"main"}], "the function whose arguments are given">,
    ListOption<"shapes", "shapes", "std::string", "an argument's shape each, e.g. 32x784 (empty: as it is)">
  ];
}

def RecognizeComposites : Pass<"tcc-recognize-composites", "::mlir::ModuleOp"> {
  let summary = "find softmax, log_softmax, log_sum_exp, layer_norm, gelu and attention in what frameworks spell out";
  let description = [{
    For imported programs, after tcc-simplify: composites have better derivatives than their parts.
  }];
}

def SplitComplex : Pass<"tcc-split-complex", "::mlir::ModuleOp"> {
  let summary = "replace complex numbers by their real and imaginary parts";
  let description = [{
    Ops on complex numbers become ops on real ones, before they are differentiated. A private function takes and gives parts,
    one after the other. A public one keeps its arguments and results: tensors of real numbers with a last axis of extent 2
    now, the parts, and the attribute `tcc.element_type`. The gradient by a complex argument a + ib is that by a less i times
    that by b.
  }];
}

def ExpandTransforms : Pass<"tcc-expand-transforms", "::mlir::ModuleOp"> {
  let summary = "replace calls and tcc.value_and_grad by the ops they stand for";
  let description = [{
    Inlines calls, then expands transforms innermost first, so that they compose in any order. Afterwards only public
    functions remain and no op of them refers to another function.
  }];
}

def RaiseLoops : Pass<"tcc-raise-loops", "::mlir::ModuleOp"> {
  let summary = "turn tcc.while that counts into tcc.scan";
  let description = [{
    A counter that goes from a constant by a constant step up to a constant says how many rounds there are: then the loop has
    a gradient, and needs no condition. Slices that are the row at the counter become rows that the loop runs over, and a
    tensor that gets a row in each round becomes a stacked result. Functions are raised before they are differentiated, too.
  }];
}

def DecomposeComposites : Pass<"tcc-decompose-composites", "::mlir::ModuleOp"> {
  let summary = "replace composites by the ops they are made of";
}

def PromoteSmallFloats : Pass<"tcc-promote-small-floats", "::mlir::ModuleOp"> {
  let summary = "compute in f32 where elements are floats of 8 bits";
  let description = [{
    Each op that computes takes its operands as f32, and its results are rounded. What moves elements, holds code or converts
    stays as it is.
  }];
}

def Simplify : Pass<"tcc-simplify", "::mlir::ModuleOp"> {
  let summary = "fold constants and identities, remove common and dead code";
  let description = [{
    Broadcasts and reshapes sink below elementwise ops, which then compute less, and go where NumPy's broadcasting does the
    same. What could change a result stays.
  }];
}

def SinkSums : Pass<"tcc-sink-sums", "::mlir::ModuleOp"> {
  let summary = "sum products of rows behind the loop";
  let description = [{
    A carried value to which each round of a `tcc.scan` adds a product of rows that are stacked anyway becomes one product of
    the stacks. Floats are added up in another order, always the same.
  }];
}

def LowerToLinalg : Pass<"tcc-lower-to-linalg", "::mlir::ModuleOp"> {
  let summary = "lower tcc to linalg on tensors";
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect", "::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::tcc::exec::ExecDialect"];
}

def LowerElementTypes : Pass<"tcc-lower-element-types", "::mlir::ModuleOp"> {
  let summary = "make unsigned integers signless, and floats of 8 bits their bits";
  let description = [{
    After `--tcc-lower-to-linalg`, where ops have chosen what they do by the sign. An argument or result of a function whose
    element type changes has the attribute `tcc.element_type`.
  }];
}

#endif
