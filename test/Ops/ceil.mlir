// Rounding up; no derivative flows.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @ceil(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = tcc.ceil %x : tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
// ROUNDTRIP: tcc.ceil %{{.*}} : tensor<4x8xf32>
// LINALG: %[[Y:.*]] = math.ceil %{{.*}} fastmath<contract> : f32
// LINALG: linalg.yield %[[Y]]
// LINALG-NOT: tcc.ceil

//--- fold.mlir
func.func @fold() -> tensor<4xf32> {
  %0 = tcc.constant dense<[-1.5, 1.5, 2.5, 3.5]> : tensor<4xf32>
  %1 = tcc.ceil %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}
// FOLD: tcc.constant dense<[-1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>
// FOLD-NOT: tcc.ceil

//--- grad.mlir
func.func private @f(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.ceil %x : tensor<4xf32>
  %1 = tcc.mul %0, %w : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %t: tensor<4xf32>) -> tensor<4xf32> {
  %0:2 = tcc.value_and_grad @f(%x, %t) wrt [0] : (tensor<4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}
// GRAD: @grad(%[[X:.*]]: tensor<4xf32>, %[[T:.*]]: tensor<4xf32>)
// GRAD: %[[Z:.*]] = tcc.constant dense<0.000000e+00> : tensor<4xf32>
// GRAD: return %[[Z]]

//--- bad.mlir
func.func @ceil(%x: tensor<4xi32>) -> tensor<4xi32> {
  // expected-error @below {{operand #0 must be a ranked tensor of floats (f16, bf16, f32, f64, f8), but got 'tensor<4xi32>'}}
  %0 = tcc.ceil %x : tensor<4xi32>
  return %0 : tensor<4xi32>
}
