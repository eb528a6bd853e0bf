// RUN: split-file %s %t
// RUN: %exits 3 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:2:8: error: not supported: op 'math.exp'
// CHECK: note: a program is made of func.func and tcc ops

//--- m.mlir
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = math.exp %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}
