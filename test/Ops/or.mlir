// Or, bit by bit.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @or(%a: tensor<4x8xi1>, %b: tensor<8xi1>) -> tensor<4x8xi1> {
  %0 = tcc.or %a, %b : tensor<4x8xi1>, tensor<8xi1>
  return %0 : tensor<4x8xi1>
}
// ROUNDTRIP: tcc.or %{{.*}}, %{{.*}} : tensor<4x8xi1>, tensor<8xi1>
// LINALG: arith.ori %{{.*}} : i1
// LINALG-NOT: tcc.or

//--- fold.mlir
func.func @neutral(%x: tensor<4xi1>) -> tensor<4xi1> {
  %c = tcc.constant dense<false> : tensor<i1>
  %0 = tcc.or %c, %x : tensor<i1>, tensor<4xi1>
  return %0 : tensor<4xi1>
}
// FOLD: @neutral(%[[X:.*]]: tensor<4xi1>)
// FOLD-NEXT: return %[[X]]
func.func @constants() -> tensor<3xi32> {
  %0 = tcc.constant dense<[12, 10, -1]> : tensor<3xi32>
  %1 = tcc.constant dense<[10, 10, 0]> : tensor<3xi32>
  %2 = tcc.or %0, %1 : tensor<3xi32>, tensor<3xi32>
  return %2 : tensor<3xi32>
}
// FOLD: tcc.constant dense<[14, 10, -1]> : tensor<3xi32>
// FOLD-NOT: tcc.or

//--- bad.mlir
func.func @or(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{operand #0 must be a ranked tensor of integers (i8 to i64, ui8 to ui64) or truth values (i1)}}
  %0 = tcc.or %a, %b : tensor<4xf32>, tensor<4xf32>
  return %0 : tensor<4xf32>
}
