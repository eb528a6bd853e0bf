// A choice by a mask; the cotangent goes to the operand that was chosen.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @select(%c: tensor<4x1xi1>, %a: tensor<4x8xf32>, %b: tensor<f32>) -> tensor<4x8xf32> {
  %0 = tcc.select %c, %a, %b : tensor<4x1xi1>, tensor<4x8xf32>, tensor<f32>
  return %0 : tensor<4x8xf32>
}
// ROUNDTRIP: tcc.select %{{.*}}, %{{.*}}, %{{.*}} : tensor<4x1xi1>, tensor<4x8xf32>, tensor<f32>
// LINALG: ^bb0(%[[C:.*]]: i1, %[[A:.*]]: f32, %[[B:.*]]: f32, %{{.*}}: f32):
// LINALG: arith.select %[[C]], %[[A]], %[[B]] : f32
// LINALG-NOT: tcc.select

//--- fold.mlir
func.func @known(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %c = tcc.constant dense<false> : tensor<i1>
  %0 = tcc.select %c, %a, %b : tensor<i1>, tensor<4xf32>, tensor<4xf32>
  return %0 : tensor<4xf32>
}
// FOLD: @known(%{{.*}}: tensor<4xf32>, %[[B:.*]]: tensor<4xf32>)
// FOLD-NEXT: return %[[B]]

//--- grad.mlir
func.func private @f(%c: tensor<4xi1>, %a: tensor<4xf32>, %b: tensor<f32>, %w: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.select %c, %a, %b : tensor<4xi1>, tensor<4xf32>, tensor<f32>
  %1 = tcc.mul %0, %w : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%c: tensor<4xi1>, %a: tensor<4xf32>, %b: tensor<f32>, %t: tensor<4xf32>) -> (tensor<4xf32>, tensor<f32>) {
  %0:3 = tcc.value_and_grad @f(%c, %a, %b, %t) wrt [1, 2]
    : (tensor<4xi1>, tensor<4xf32>, tensor<f32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>, tensor<f32>)
  return %0#1, %0#2 : tensor<4xf32>, tensor<f32>
}
// GRAD: @grad(%[[C:.*]]: tensor<4xi1>, %{{.*}}, %{{.*}}, %[[T:.*]]: tensor<4xf32>)
// GRAD: %[[Z:.*]] = tcc.constant dense<0.000000e+00>
// GRAD: %[[DA:.*]] = tcc.select %[[C]], %[[T]], %[[Z]]
// GRAD: %[[P:.*]] = tcc.select %[[C]], %[[Z]], %[[T]]
// GRAD: %[[DB:.*]] = tcc.reduce_sum %[[P]] axes [0]
// GRAD: return %[[DA]], %[[DB]]

//--- bad.mlir
func.func @select(%c: tensor<4xf32>, %a: tensor<4xf32>) {
  // expected-error @below {{operand #0 must be a ranked tensor of truth values (i1), but got 'tensor<4xf32>'}}
  %0 = tcc.select %c, %a, %a : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  return
}

// -----

func.func @select(%c: tensor<4xi1>, %a: tensor<4xf32>, %b: tensor<4xf64>) {
  // expected-error @below {{'tcc.select' op element types differ: 'tensor<4xf32>' and 'tensor<4xf64>'}}
  // expected-note @below {{use tcc.convert}}
  %0 = tcc.select %c, %a, %b : tensor<4xi1>, tensor<4xf32>, tensor<4xf64>
  return
}
