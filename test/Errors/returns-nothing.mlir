// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:1:1: error: @main returns nothing: there is nothing to compute

//--- m.mlir
func.func @main(%x: tensor<2xf32>) {
  return
}
