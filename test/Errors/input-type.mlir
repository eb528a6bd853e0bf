// RUN: split-file %s %t
// RUN: %npy %t/ints.npy i4 2,3
// RUN: %exits 1 tcc run %t/m.mlir %t/ints.npy > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: error: argument 0 (arg0) is 2x3xf32, got 2x3xi32

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
