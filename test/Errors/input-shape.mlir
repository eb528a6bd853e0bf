// RUN: split-file %s %t
// RUN: %npy %t/wide.npy f4 2,4
// RUN: %exits 1 tcc run %t/m.mlir %t/wide.npy > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: error: argument 0 (arg0) is 2x3xf32, got 2x4xf32

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
