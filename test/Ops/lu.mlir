// tcc.lu: elimination with pivoting, in place.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: %{{.*}}, %{{.*}}, %{{.*}} = tcc.lu %{{.*}} : tensor<5x3xf32>
// LINALG-LABEL: func.func @main
// LINALG: exec.nest "lu" ins() outs(%{{.*}}, %{{.*}}, %{{.*}} : tensor<1x5x3xf32>, tensor<1x3xi32>, tensor<1x5xi32>)
// LINALG: math.absf
// LINALG-NOT: tcc.
func.func @main(%a: tensor<5x3xf32>) -> (tensor<5x3xf32>, tensor<3xi32>, tensor<5xi32>) {
  %0:3 = tcc.lu %a : tensor<5x3xf32>
  return %0#0, %0#1, %0#2 : tensor<5x3xf32>, tensor<3xi32>, tensor<5xi32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[F:.*]], %{{.*}}, %[[P:.*]] = tcc.lu %arg0
// GRAD: tcc.triangular_solve %[[F]], %{{.*}} transpose_a unit_diagonal
// GRAD: tcc.triangular_solve %[[F]], %{{.*}} right upper transpose_a
// GRAD: tcc.one_hot %[[P]] depth 4
func.func private @loss(%a: tensor<4x4xf32>, %c: tensor<4x4xf32>) -> tensor<f32> {
  %0:3 = tcc.lu %a : tensor<4x4xf32>
  %1 = tcc.mul %0#0, %c : tensor<4x4xf32>, tensor<4x4xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<4x4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<4x4xf32>, %c: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0:2 = tcc.value_and_grad @loss(%a, %c) wrt [0] : (tensor<4x4xf32>, tensor<4x4xf32>) -> (tensor<f32>, tensor<4x4xf32>)
  return %0#1 : tensor<4x4xf32>
}

//--- bad.mlir
func.func @main(%a: tensor<4xf32>) {
  // expected-error@+1 {{operand must be a matrix or a batch of them, but is 'tensor<4xf32>'}}
  %0:3 = tcc.lu %a : tensor<4xf32>
  return
}
