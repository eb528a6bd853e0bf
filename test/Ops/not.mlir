// The complement, bit by bit; twice it is nothing.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @not(%x: tensor<4xi1>, %n: tensor<4xi32>) -> (tensor<4xi1>, tensor<4xi32>) {
  %0 = tcc.not %x : tensor<4xi1>
  %1 = tcc.not %n : tensor<4xi32>
  return %0, %1 : tensor<4xi1>, tensor<4xi32>
}
// ROUNDTRIP: tcc.not %{{.*}} : tensor<4xi1>
// LINALG: arith.xori %{{.*}}, %true{{.*}} : i1
// LINALG: arith.xori %{{.*}}, %c-1_i32{{.*}} : i32
// LINALG-NOT: tcc.not

//--- fold.mlir
func.func @twice(%x: tensor<4xi1>) -> (tensor<4xi1>, tensor<2xi1>) {
  %0 = tcc.not %x : tensor<4xi1>
  %1 = tcc.not %0 : tensor<4xi1>
  %2 = tcc.constant dense<[true, false]> : tensor<2xi1>
  %3 = tcc.not %2 : tensor<2xi1>
  return %1, %3 : tensor<4xi1>, tensor<2xi1>
}
// FOLD: @twice(%[[X:.*]]: tensor<4xi1>)
// FOLD: %[[C:.*]] = tcc.constant dense<[false, true]>
// FOLD-NEXT: return %[[X]], %[[C]]

//--- bad.mlir
func.func @not(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{operand #0 must be a ranked tensor of integers (i8 to i64, ui8 to ui64) or truth values (i1)}}
  %0 = tcc.not %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
