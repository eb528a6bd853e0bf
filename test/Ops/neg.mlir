// Negation; twice it is nothing.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @neg(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = tcc.neg %x : tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
func.func @neg_int(%x: tensor<4xi32>) -> tensor<4xi32> {
  %0 = tcc.neg %x : tensor<4xi32>
  return %0 : tensor<4xi32>
}
// ROUNDTRIP: tcc.neg %{{.*}} : tensor<4x8xf32>
// LINALG: arith.negf %{{.*}} fastmath<contract> : f32
// LINALG: arith.subi %c0_i32, %{{.*}} : i32
// LINALG-NOT: tcc.neg

//--- fold.mlir
func.func @twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tcc.neg %x : tensor<4xf32>
  %1 = tcc.neg %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}
// FOLD: @twice(%[[X:.*]]: tensor<4xf32>)
// FOLD-NEXT: return %[[X]]

//--- grad.mlir
func.func private @f(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.neg %x : tensor<4xf32>
  %1 = tcc.mul %0, %w : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %t: tensor<4xf32>) -> tensor<4xf32> {
  %0:2 = tcc.value_and_grad @f(%x, %t) wrt [0] : (tensor<4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}
// GRAD: @grad(%[[X:.*]]: tensor<4xf32>, %[[T:.*]]: tensor<4xf32>)
// GRAD: %[[DX:.*]] = tcc.neg %[[T]]
// GRAD: return %[[DX]]

//--- bad.mlir
func.func @neg(%x: tensor<4xi1>) -> tensor<4xi1> {
  // expected-error @below {{operand #0 must be a ranked tensor of}}
  %0 = tcc.neg %x : tensor<4xi1>
  return %0 : tensor<4xi1>
}
