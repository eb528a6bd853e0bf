// The greater of two; NaN wins, and equal elements share the cotangent.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @max(%a: tensor<4x8xf32>, %b: tensor<4x1xf32>) -> tensor<4x8xf32> {
  %0 = tcc.max %a, %b : tensor<4x8xf32>, tensor<4x1xf32>
  return %0 : tensor<4x8xf32>
}
func.func @max_int(%a: tensor<4xi32>, %b: tensor<i32>) -> tensor<4xi32> {
  %0 = tcc.max %a, %b : tensor<4xi32>, tensor<i32>
  return %0 : tensor<4xi32>
}
// ROUNDTRIP: tcc.max %{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<4x1xf32>
// LINALG-DAG: #[[FULL:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// LINALG-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>
// LINALG: %[[B:.*]] = tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<4x1xf32> into tensor<4xf32>
// LINALG: linalg.generic {indexing_maps = [#[[FULL]], #[[ROW]], #[[FULL]]]{{.*}} ins(%{{.*}}, %[[B]] :
// LINALG: arith.maximumf %{{.*}} fastmath<contract> : f32
// LINALG: arith.maxsi
// LINALG-NOT: tcc.max

//--- fold.mlir
func.func @constants() -> tensor<4xf32> {
  %0 = tcc.constant dense<[1.0, 0x7FC00000, 3.0, 0.0]> : tensor<4xf32>
  %1 = tcc.constant dense<[2.0, 1.0, 3.0, -0.0]> : tensor<4xf32>
  %2 = tcc.max %0, %1 : tensor<4xf32>, tensor<4xf32>
  return %2 : tensor<4xf32>
}
// FOLD: tcc.constant dense<[2.000000e+00, 0x7FC00000, 3.000000e+00, 0.000000e+00]> : tensor<4xf32>
// FOLD-NOT: tcc.max

//--- grad.mlir
func.func private @f(%a: tensor<4x8xf32>, %b: tensor<8xf32>, %w: tensor<4x8xf32>) -> tensor<f32> {
  %0 = tcc.max %a, %b : tensor<4x8xf32>, tensor<8xf32>
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
// GRAD: %[[ZERO:.*]] = tcc.constant dense<0.000000e+00>
// GRAD: %[[HALF:.*]] = tcc.constant dense<5.000000e-01>
// GRAD-DAG: %[[EQ:.*]] = tcc.compare eq %[[A]], %[[B]]
// GRAD-DAG: %[[H:.*]] = tcc.mul %[[T]], %[[HALF]]
// GRAD: %[[TIE:.*]] = tcc.select %[[EQ]], %[[H]], %[[ZERO]]
// GRAD: %[[P:.*]] = tcc.compare gt %[[A]], %[[B]]
// GRAD: %[[DA:.*]] = tcc.select %[[P]], %[[T]], %[[TIE]]
// GRAD: tcc.compare gt %[[B]], %[[A]]
// GRAD: tcc.reduce_sum %{{.*}} axes [0]
// GRAD: return %[[DA]]

//--- bad.mlir
func.func @max(%a: tensor<4x8xf32>, %b: tensor<4xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'tcc.max' op cannot broadcast 'tensor<4x8xf32>' with 'tensor<4xf32>': dimension 1 is 8 in one and 4 in the other}}
  // expected-note @below {{hint: shapes are aligned at their last dimension}}
  %0 = tcc.max %a, %b : tensor<4x8xf32>, tensor<4xf32>
  return %0 : tensor<4x8xf32>
}

// -----

func.func @max_types(%a: tensor<4xf32>, %b: tensor<4xi32>) -> tensor<4xf32> {
  // expected-error @below {{'tcc.max' op element types differ: 'tensor<4xf32>' and 'tensor<4xi32>'}}
  // expected-note @below {{hint: types are never promoted; use tcc.convert}}
  %0 = tcc.max %a, %b : tensor<4xf32>, tensor<4xi32>
  return %0 : tensor<4xf32>
}
