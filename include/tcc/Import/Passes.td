// Passes from other languages' ops to tcc.
#ifndef TCC_IMPORT_PASSES
#define TCC_IMPORT_PASSES

include "mlir/Pass/PassBase.td"

def ImportStablehlo : Pass<"tcc-import-stablehlo", "::mlir::ModuleOp"> {
  let summary = "replace stablehlo and chlo ops by tcc ops";
  let description = [{
    Functions and calls stay; composites become calls of their decompositions. An op without a meaning in tcc is named
    with its location as unsupported, once for each name.
  }];
  let dependentDialects = ["::tcc::ir::TccDialect", "::mlir::func::FuncDialect"];
}

def ImportTosa : Pass<"tcc-import-tosa", "::mlir::ModuleOp"> {
  let summary = "replace tosa ops by linalg ops, by upstream's passes";
  let description = [{
    What comes out has yet to go through `--tcc-import-linalg`. An op that upstream does not lower is named with its
    location as unsupported.
  }];
}

def ImportLinalg : Pass<"tcc-import-linalg", "::mlir::ModuleOp"> {
  let summary = "bring linalg ops on tensors into the form that stage linalg has";
  let description = [{
    Aggregates such as `linalg.softmax` are decomposed; elementwise `arith` and `math` ops on tensors, splats, generated
    tensors and tensors of elements become linalg ops. What has static shapes afterwards goes through the stages from
    `linalg` on; there is nothing to differentiate at that level.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

#endif
