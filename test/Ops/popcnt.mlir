// How many bits are set.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @popcnt(%x: tensor<4x8xi32>) -> tensor<4x8xi32> {
  %0 = tcc.popcnt %x : tensor<4x8xi32>
  return %0 : tensor<4x8xi32>
}
// ROUNDTRIP: tcc.popcnt %{{.*}} : tensor<4x8xi32>
// LINALG: math.ctpop
// LINALG: linalg.yield
// LINALG-NOT: tcc.popcnt

//--- fold.mlir
func.func @fold() -> tensor<4xi8> {
  %0 = tcc.constant dense<[0, 1, -1, 127]> : tensor<4xi8>
  %1 = tcc.popcnt %0 : tensor<4xi8>
  return %1 : tensor<4xi8>
}
// FOLD: tcc.constant dense<[0, 1, 8, 7]>

//--- bad.mlir
func.func @popcnt(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{operand #0 must be a ranked tensor of integers (i8 to i64, ui8 to ui64), but got 'tensor<4xf32>'}}
  %0 = tcc.popcnt %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
