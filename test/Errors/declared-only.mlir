// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:3:8: error: calls @f, which has no body
// CHECK: m.mlir:1:1: note: it is declared here

//--- m.mlir
func.func private @f(tensor<2xf32>) -> tensor<2xf32>
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = call @f(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
