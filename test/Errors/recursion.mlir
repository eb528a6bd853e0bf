// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:2:8: error: {{.*}}
// CHECK: hint: a function must not reach itself by calls

//--- m.mlir
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = call @main(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
