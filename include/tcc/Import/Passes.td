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

#endif
