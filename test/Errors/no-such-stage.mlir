// RUN: split-file %s %t
// RUN: %exits 1 tcc --emit=sass %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: error: no stage 'sass'; stages: tcc, expanded, linalg, kernels, plan, tiled, gpu, ptx, vector, llvm, asm, obj, stablehlo

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
