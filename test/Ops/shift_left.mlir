// Bits moved up; all are lost from the width on.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @shift_left(%x: tensor<4x8xi32>, %y: tensor<4x8xi32>) -> tensor<4x8xi32> {
  %0 = tcc.shift_left %x, %y : tensor<4x8xi32>, tensor<4x8xi32>
  return %0 : tensor<4x8xi32>
}
// ROUNDTRIP: tcc.shift_left %{{.*}} : tensor<4x8xi32>, tensor<4x8xi32>
// LINALG: arith.cmpi ult
// LINALG: arith.shli
// LINALG: arith.select
// LINALG: linalg.yield
// LINALG-NOT: tcc.shift_left

//--- fold.mlir
func.func @fold() -> tensor<5xi8> {
  %0 = tcc.constant dense<[-3, 5, -128, 127, -1]> : tensor<5xi8>
  %1 = tcc.constant dense<[1, 0, 7, 8, -1]> : tensor<5xi8>
  %2 = tcc.shift_left %0, %1 : tensor<5xi8>, tensor<5xi8>
  return %2 : tensor<5xi8>
}
// FOLD: tcc.constant dense<[-6, 5, 0, 0, 0]>

//--- bad.mlir
func.func @shift_left(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{operand #0 must be a ranked tensor of integers (i8 to i64, ui8 to ui64), but got 'tensor<4xf32>'}}
  %0 = tcc.shift_left %x, %y : tensor<4xf32>, tensor<4xf32>
  return %0 : tensor<4xf32>
}
