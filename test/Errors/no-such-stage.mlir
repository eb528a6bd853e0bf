// RUN: split-file %s %t
// RUN: %exits 1 tcc --emit=ptx %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: error: no stage 'ptx'; stages: tcc, expanded, linalg, kernels, plan, tiled, vector, llvm, asm, obj, stablehlo

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
