// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:4:1: error: redefinition of symbol named 'main'
// CHECK: m.mlir:1:1: note: see existing symbol definition here

//--- m.mlir
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
