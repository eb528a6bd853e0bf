// The quotient, with broadcasting. Integers never trap: x / 0 is -1, the least number / -1 itself.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @div(%a: tensor<4x8xf32>, %b: tensor<4x1xf32>) -> tensor<4x8xf32> {
  %0 = tcc.div %a, %b : tensor<4x8xf32>, tensor<4x1xf32>
  return %0 : tensor<4x8xf32>
}
func.func @div_int(%a: tensor<4xi32>, %b: tensor<i32>) -> tensor<4xi32> {
  %0 = tcc.div %a, %b : tensor<4xi32>, tensor<i32>
  return %0 : tensor<4xi32>
}
// ROUNDTRIP: tcc.div %{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<4x1xf32>
// LINALG-DAG: #[[FULL:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// LINALG-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>
// LINALG: %[[B:.*]] = tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<4x1xf32> into tensor<4xf32>
// LINALG: linalg.generic {indexing_maps = [#[[FULL]], #[[ROW]], #[[FULL]]]{{.*}} ins(%{{.*}}, %[[B]] :
// LINALG: arith.divf %{{.*}} fastmath<contract> : f32
// LINALG: %[[ZERO:.*]] = arith.cmpi eq, %[[D:.*]], %c0_i32
// LINALG: %[[BAD:.*]] = arith.ori %[[ZERO]]
// LINALG: %[[SAFE:.*]] = arith.select %[[BAD]], %c1_i32{{.*}}, %[[D]]
// LINALG: %[[Q:.*]] = arith.divsi %{{.*}}, %[[SAFE]]
// LINALG: arith.select %[[ZERO]], %c-1_i32{{.*}}, %[[Q]]
// LINALG-NOT: tcc.div

//--- fold.mlir
func.func @neutral(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = tcc.constant dense<1.0> : tensor<f32>
  %0 = tcc.div %x, %c : tensor<4xf32>, tensor<f32>
  return %0 : tensor<4xf32>
}
// FOLD: @neutral(%[[X:.*]]: tensor<4xf32>)
// FOLD-NEXT: return %[[X]]
func.func @constants() -> tensor<4xi32> {
  %0 = tcc.constant dense<[7, -7, -2147483648, 5]> : tensor<4xi32>
  %1 = tcc.constant dense<[2, 2, -1, 0]> : tensor<4xi32>
  %2 = tcc.div %0, %1 : tensor<4xi32>, tensor<4xi32>
  return %2 : tensor<4xi32>
}
// FOLD: tcc.constant dense<[3, -3, -2147483648, -1]> : tensor<4xi32>
// FOLD-NOT: tcc.div

//--- grad.mlir
func.func private @f(%a: tensor<4x8xf32>, %b: tensor<8xf32>, %w: tensor<4x8xf32>) -> tensor<f32> {
  %0 = tcc.div %a, %b : tensor<4x8xf32>, tensor<8xf32>
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
// GRAD: %[[Y:.*]] = tcc.div %[[A]], %[[B]]
// GRAD-DAG: %[[DA:.*]] = tcc.div %[[T]], %[[B]]
// GRAD-DAG: %[[TY:.*]] = tcc.mul %[[T]], %[[Y]]
// GRAD: %[[Q:.*]] = tcc.div %[[TY]], %[[B]]
// GRAD: %[[N:.*]] = tcc.neg %[[Q]]
// GRAD: %[[DB:.*]] = tcc.reduce_sum %[[N]] axes [0]
// GRAD: return %[[DA]], %[[DB]]

//--- bad.mlir
func.func @div(%a: tensor<4x8xf32>, %b: tensor<4xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'tcc.div' op cannot broadcast 'tensor<4x8xf32>' with 'tensor<4xf32>': dimension 1 is 8 in one and 4 in the other}}
  // expected-note @below {{hint: shapes are aligned at their last dimension}}
  %0 = tcc.div %a, %b : tensor<4x8xf32>, tensor<4xf32>
  return %0 : tensor<4x8xf32>
}

// -----

func.func @div_types(%a: tensor<4xf32>, %b: tensor<4xi32>) -> tensor<4xf32> {
  // expected-error @below {{'tcc.div' op element types differ: 'tensor<4xf32>' and 'tensor<4xi32>'}}
  // expected-note @below {{hint: types are never promoted; use tcc.convert}}
  %0 = tcc.div %a, %b : tensor<4xf32>, tensor<4xi32>
  return %0 : tensor<4xf32>
}
