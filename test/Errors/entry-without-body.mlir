// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir: error: no function 'main' with a body; the module has: other

//--- m.mlir
func.func private @main(tensor<2xf32>) -> tensor<2xf32>
func.func @other(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
