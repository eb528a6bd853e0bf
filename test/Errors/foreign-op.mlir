// RUN: split-file %s %t
// RUN: %exits 3 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:2:8: error: not supported: op 'vector.step'
// CHECK: note: a program is made of func.func and of tcc, stablehlo, chlo, tosa or linalg ops

//--- m.mlir
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = vector.step : vector<2xindex>
  return %x : tensor<2xf32>
}
