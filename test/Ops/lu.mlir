// tcc.lu: elimination with pivoting, in place.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/complex.mlir --tcc-split-complex --tcc-lower-to-linalg | FileCheck %s --check-prefix=COMPLEX
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
// GRAD: %{{.*}}, %{{.*}}, %[[P:.*]] = tcc.lu %arg0
// GRAD: tcc.triangular_solve %{{.*}}, %{{.*}} transpose_a unit_diagonal
// GRAD: tcc.triangular_solve %{{.*}}, %{{.*}} right upper transpose_a
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
// Of a wide matrix U is filled up with the identity.
// GRAD-LABEL: func.func @wide_grad
// GRAD: tcc.triangular_solve %{{.*}}, %{{.*}} transpose_a unit_diagonal : tensor<2x2xf32>, tensor<2x5xf32>
// GRAD: tcc.triangular_solve %{{.*}}, %{{.*}} right upper transpose_a : tensor<5x5xf32>, tensor<2x5xf32>
func.func private @wide(%a: tensor<2x5xf32>) -> tensor<f32> {
  %0:3 = tcc.lu %a : tensor<2x5xf32>
  %1 = tcc.reduce_sum %0#0 axes [0, 1] : tensor<2x5xf32>
  return %1 : tensor<f32>
}
func.func @wide_grad(%a: tensor<2x5xf32>) -> tensor<2x5xf32> {
  %0:2 = tcc.value_and_grad @wide(%a) wrt [0] : (tensor<2x5xf32>) -> (tensor<f32>, tensor<2x5xf32>)
  return %0#1 : tensor<2x5xf32>
}

//--- complex.mlir
// Parts go in and come out together.
// COMPLEX: exec.nest "lu" ins() outs(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x5x3xf32>, tensor<1x5x3xf32>, tensor<1x3xi32>, tensor<1x5xi32>)
func.func @main(%a: tensor<5x3xcomplex<f32>>) -> (tensor<5x3xcomplex<f32>>, tensor<3xi32>) {
  %0:3 = tcc.lu %a : tensor<5x3xcomplex<f32>>
  return %0#0, %0#1 : tensor<5x3xcomplex<f32>>, tensor<3xi32>
}

//--- bad.mlir
func.func @parts(%a: tensor<4x4xf32>, %b: tensor<4x4xf64>) {
  // expected-error@+1 {{parts must have one type, but are 'tensor<4x4xf32>' and 'tensor<4x4xf64>'}}
  %0:4 = tcc.lu %a, %b : tensor<4x4xf32>, tensor<4x4xf64>
  return
}

// -----

func.func @main(%a: tensor<4xf32>) {
  // expected-error@+1 {{operand must be a matrix or a batch of them, but is 'tensor<4xf32>'}}
  %0:3 = tcc.lu %a : tensor<4xf32>
  return
}
