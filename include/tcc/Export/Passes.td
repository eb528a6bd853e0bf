// Passes from tcc to other languages' ops.
#ifndef TCC_EXPORT_PASSES
#define TCC_EXPORT_PASSES

include "mlir/Pass/PassBase.td"

def ExportStablehlo : Pass<"tcc-export-stablehlo", "::mlir::ModuleOp"> {
  let summary = "replace tcc ops by stablehlo and chlo ops";
  let description = [{
    After `--tcc-decompose-composites`, with every shape known. Broadcasts and conversions become ops of their own; scans
    become loops, random numbers integer arithmetic that gives the same bits. Elementwise ops that StableHLO does not
    have become the arithmetic that they are lowered to. Attributes of functions that only tcc knows are dropped. An op
    that cannot be exported is named with its location as unsupported, once for each name.
  }];
  let dependentDialects = ["::tcc::stablehlo::StableHLODialect", "::tcc::chlo::CHLODialect", "::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect"];
}

#endif
