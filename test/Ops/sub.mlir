// The difference, with broadcasting.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @sub(%a: tensor<4x8xf32>, %b: tensor<4x1xf32>) -> tensor<4x8xf32> {
  %0 = tcc.sub %a, %b : tensor<4x8xf32>, tensor<4x1xf32>
  return %0 : tensor<4x8xf32>
}
func.func @sub_int(%a: tensor<4xi32>, %b: tensor<i32>) -> tensor<4xi32> {
  %0 = tcc.sub %a, %b : tensor<4xi32>, tensor<i32>
  return %0 : tensor<4xi32>
}
// ROUNDTRIP: tcc.sub %{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<4x1xf32>
// LINALG-DAG: #[[FULL:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// LINALG-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>
// LINALG: %[[B:.*]] = tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<4x1xf32> into tensor<4xf32>
// LINALG: linalg.generic {indexing_maps = [#[[FULL]], #[[ROW]], #[[FULL]]]{{.*}} ins(%{{.*}}, %[[B]] :
// LINALG: arith.subf %{{.*}} fastmath<contract> : f32
// LINALG: arith.subi
// LINALG-NOT: tcc.sub

//--- fold.mlir
func.func @neutral(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = tcc.constant dense<0.0> : tensor<f32>
  %0 = tcc.sub %x, %c : tensor<4xf32>, tensor<f32>
  return %0 : tensor<4xf32>
}
// FOLD: @neutral(%[[X:.*]]: tensor<4xf32>)
// FOLD-NEXT: return %[[X]]
func.func @constants() -> tensor<3xf32> {
  %0 = tcc.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %1 = tcc.constant dense<[0.5, 2.0, 5.0]> : tensor<3xf32>
  %2 = tcc.sub %0, %1 : tensor<3xf32>, tensor<3xf32>
  return %2 : tensor<3xf32>
}
// FOLD: tcc.constant dense<[5.000000e-01, 0.000000e+00, -2.000000e+00]> : tensor<3xf32>
// FOLD-NOT: tcc.sub

//--- grad.mlir
func.func private @f(%a: tensor<4x8xf32>, %b: tensor<8xf32>, %w: tensor<4x8xf32>) -> tensor<f32> {
  %0 = tcc.sub %a, %b : tensor<4x8xf32>, tensor<8xf32>
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
// GRAD: %[[N:.*]] = tcc.neg %[[T]]
// GRAD: %[[DB:.*]] = tcc.reduce_sum %[[N]] axes [0]
// GRAD: return %[[T]], %[[DB]]

//--- bad.mlir
func.func @sub(%a: tensor<4x8xf32>, %b: tensor<4xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'tcc.sub' op cannot broadcast 'tensor<4x8xf32>' with 'tensor<4xf32>': dimension 1 is 8 in one and 4 in the other}}
  // expected-note @below {{hint: shapes are aligned at their last dimension}}
  %0 = tcc.sub %a, %b : tensor<4x8xf32>, tensor<4xf32>
  return %0 : tensor<4x8xf32>
}

// -----

func.func @sub_types(%a: tensor<4xf32>, %b: tensor<4xi32>) -> tensor<4xf32> {
  // expected-error @below {{'tcc.sub' op element types differ: 'tensor<4xf32>' and 'tensor<4xi32>'}}
  // expected-note @below {{hint: types are never promoted; use tcc.convert}}
  %0 = tcc.sub %a, %b : tensor<4xf32>, tensor<4xi32>
  return %0 : tensor<4xf32>
}
