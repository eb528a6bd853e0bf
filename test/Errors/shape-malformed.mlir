// RUN: split-file %s %t
// RUN: %exits 1 tcc --shape=x:2x3 %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: tcc: error: --shape expects ARGUMENT=EXTENTS such as x=32x784, got 'x:2x3'

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
