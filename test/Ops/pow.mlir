// The power, with broadcasting; both derivatives are finite where the base is 0. x^2 is a product.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @pow(%a: tensor<4x8xf32>, %b: tensor<4x1xf32>) -> tensor<4x8xf32> {
  %0 = tcc.pow %a, %b : tensor<4x8xf32>, tensor<4x1xf32>
  return %0 : tensor<4x8xf32>
}
func.func @square(%x: tensor<4xf32>) -> tensor<4xf32> {
  %two = tcc.constant dense<2.0> : tensor<f32>
  %0 = tcc.pow %x, %two : tensor<4xf32>, tensor<f32>
  return %0 : tensor<4xf32>
}
// ROUNDTRIP: tcc.pow %{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<4x1xf32>
// LINALG-DAG: #[[FULL:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// LINALG-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>
// LINALG: %[[B:.*]] = tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<4x1xf32> into tensor<4xf32>
// LINALG: linalg.generic {indexing_maps = [#[[FULL]], #[[ROW]], #[[FULL]]]{{.*}} ins(%{{.*}}, %[[B]] :
// LINALG: math.powf %{{.*}} fastmath<contract> : f32
// LINALG: %[[SQ:.*]] = arith.mulf %[[X:.*]], %[[X]] fastmath<contract>
// LINALG: linalg.yield %[[SQ]]
// LINALG-NOT: tcc.pow

//--- fold.mlir
func.func @neutral(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = tcc.constant dense<1.0> : tensor<f32>
  %0 = tcc.pow %x, %c : tensor<4xf32>, tensor<f32>
  return %0 : tensor<4xf32>
}
// FOLD: @neutral(%[[X:.*]]: tensor<4xf32>)
// FOLD-NEXT: return %[[X]]

//--- grad.mlir
func.func private @f(%a: tensor<4x8xf32>, %b: tensor<8xf32>, %w: tensor<4x8xf32>) -> tensor<f32> {
  %0 = tcc.pow %a, %b : tensor<4x8xf32>, tensor<8xf32>
  %1 = tcc.mul %0, %w : tensor<4x8xf32>, tensor<4x8xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<4x8xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<4x8xf32>, %b: tensor<8xf32>, %t: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<8xf32>) {
  %0:3 = tcc.value_and_grad @f(%a, %b, %t) wrt [0, 1]
    : (tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>) -> (tensor<f32>, tensor<4x8xf32>, tensor<8xf32>)
  return %0#1, %0#2 : tensor<4x8xf32>, tensor<8xf32>
}
// GRAD: @grad(%[[A:.*]]: tensor<4x8xf32>, %[[B:.*]]: tensor<8xf32>, %[[T:.*]]: tensor<4x8xf32>)
// GRAD-DAG: %[[ONE:.*]] = tcc.constant dense<1.000000e+00> : tensor<f32>
// GRAD-DAG: %[[ZERO:.*]] = tcc.constant dense<0.000000e+00> : tensor<f32>
// GRAD: %[[Y:.*]] = tcc.pow %[[A]], %[[B]]
// GRAD: %[[B0:.*]] = tcc.compare eq %[[B]], %[[ZERO]]
// GRAD: %[[E:.*]] = tcc.select %[[B0]], %[[ONE]], %{{.*}}
// GRAD: tcc.pow %[[A]], %[[E]]
// GRAD: %[[A0:.*]] = tcc.compare eq %[[A]], %[[ZERO]]
// GRAD: %[[SAFE:.*]] = tcc.select %[[A0]], %[[ONE]], %[[A]]
// GRAD: tcc.log %[[SAFE]]
// GRAD: tcc.reduce_sum %{{.*}} axes [0]

//--- bad.mlir
func.func @pow(%a: tensor<4xi1>, %b: tensor<4xi1>) -> tensor<4xi1> {
  // expected-error @below {{operand #0 must be a ranked tensor of floats (f16, bf16, f32, f64, f8), complex numbers (of f32, f64) or integers (i8 to i64, ui8 to ui64), but got 'tensor<4xi1>'}}
  %0 = tcc.pow %a, %b : tensor<4xi1>, tensor<4xi1>
  return %0 : tensor<4xi1>
}
