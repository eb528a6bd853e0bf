// tcc.donate names a result that takes the argument's memory.
// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/many.mlir | FileCheck %s --check-prefix=MANY
// RUN: %exits 1 tcc %t/negative.mlir | FileCheck %s --check-prefix=NEGATIVE
// RUN: %exits 1 tcc %t/word.mlir | FileCheck %s --check-prefix=WORD
// RUN: %exits 1 tcc %t/fraction.mlir | FileCheck %s --check-prefix=FRACTION
// RUN: %exits 1 tcc %t/unsigned.mlir | FileCheck %s --check-prefix=UNSIGNED
// RUN: %exits 1 tcc %t/twice.mlir | FileCheck %s --check-prefix=TWICE
// RUN: %exits 1 tcc %t/types.mlir | FileCheck %s --check-prefix=TYPES

// MANY: many.mlir:1:17: error: argument 0 is donated to result 99 (tcc.donate), but @main has 1 result
// NEGATIVE: negative.mlir:1:17: error: argument 0: tcc.donate expects the number of a result, got -1 : i64
// WORD: error: argument 0: tcc.donate expects the number of a result, got "y"
// FRACTION: error: argument 0: tcc.donate expects the number of a result, got 5.000000e-01 : f64
// UNSIGNED: error: argument 0: tcc.donate expects the number of a result, got 0 : ui32
// TWICE: twice.mlir:1:{{[0-9]+}}: error: arguments #0 and #1 are both donated to result #0
// TYPES: error: donated argument #0 is 'tensor<2xf32>', but result #0, its update, is 'tensor<3xf32>'

//--- many.mlir
func.func @main(%x: tensor<2xf32> {tcc.donate = 99}, %y: tensor<2xf32>) -> tensor<2xf32> {
  %0 = tcc.relu %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}

//--- negative.mlir
func.func @main(%x: tensor<2xf32> {tcc.donate = -1}, %y: tensor<2xf32>) -> tensor<2xf32> {
  %0 = tcc.relu %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}

//--- word.mlir
func.func @main(%x: tensor<2xf32> {tcc.donate = "y"}, %y: tensor<2xf32>) -> tensor<2xf32> {
  %0 = tcc.relu %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}

//--- fraction.mlir
func.func @main(%x: tensor<2xf32> {tcc.donate = 0.5}, %y: tensor<2xf32>) -> tensor<2xf32> {
  %0 = tcc.relu %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}

//--- unsigned.mlir
func.func @main(%x: tensor<2xf32> {tcc.donate = 0 : ui32}, %y: tensor<2xf32>) -> tensor<2xf32> {
  %0 = tcc.relu %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}

//--- twice.mlir
func.func @main(%x: tensor<2xf32> {tcc.donate = 0}, %y: tensor<2xf32> {tcc.donate = 0}) -> tensor<2xf32> {
  %0 = tcc.relu %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}

//--- types.mlir
func.func @main(%x: tensor<2xf32> {tcc.donate = 0}) -> tensor<3xf32> {
  %0 = tcc.constant dense<1.0> : tensor<3xf32>
  return %0 : tensor<3xf32>
}
