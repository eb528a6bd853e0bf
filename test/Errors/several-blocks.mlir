// RUN: split-file %s %t
// RUN: %exits 3 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:1:1: error: not supported: @main has several blocks

//--- m.mlir
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
^never:
  return %x : tensor<2xf32>
}
