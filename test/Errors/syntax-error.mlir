// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:2:19: error: expected ':'
// CHECK:   %0 = tcc.relu %x tensor<2xf32>
// CHECK: ^

//--- m.mlir
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = tcc.relu %x tensor<2xf32>
  return %0 : tensor<2xf32>
}
