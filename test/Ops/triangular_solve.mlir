// tcc.triangular_solve: rows one after the other; from the right it is the same, turned.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/complex.mlir --tcc-split-complex | FileCheck %s --check-prefix=COMPLEX
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.triangular_solve %{{.*}}, %{{.*}} : tensor<4x4xf32>, tensor<4x130xf32>
// ROUNDTRIP: tcc.triangular_solve %{{.*}}, %{{.*}} right upper transpose_a unit_diagonal : tensor<5x4x4xf64>, tensor<5x3x4xf64>

// The right side is updated in place, its columns in three tasks.
// LINALG-LABEL: func.func @main
// LINALG: exec.nest "triangular_solve" ins(%{{.*}} : tensor<1x4x4xf32>) outs(%{{.*}} : tensor<1x4x130xf32>)
// LINALG: %[[TASKS:.*]] = arith.constant 3 : index
// LINALG: scf.parallel {{.*}} to (%[[TASKS]])
// LINALG: arith.divf
// LINALG-NOT: tcc.
func.func @main(%a: tensor<4x4xf32>, %b: tensor<4x130xf32>) -> tensor<4x130xf32> {
  %0 = tcc.triangular_solve %a, %b : tensor<4x4xf32>, tensor<4x130xf32>
  return %0 : tensor<4x130xf32>
}
// A diagonal of ones is not divided by.
// LINALG-LABEL: func.func @right
// LINALG: linalg.generic
// LINALG: exec.nest "triangular_solve"
// LINALG-NOT: arith.divf
// LINALG: linalg.generic
func.func @right(%a: tensor<5x4x4xf64>, %b: tensor<5x3x4xf64>) -> tensor<5x3x4xf64> {
  %0 = tcc.triangular_solve %a, %b right upper transpose_a unit_diagonal : tensor<5x4x4xf64>, tensor<5x3x4xf64>
  return %0 : tensor<5x3x4xf64>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[X:.*]] = tcc.triangular_solve %arg0, %arg1 upper
// GRAD: %[[DB:.*]] = tcc.triangular_solve %arg0, %{{.*}} upper transpose_a
// GRAD: tcc.matmul %[[DB]], %[[X]] transpose_b
func.func private @loss(%a: tensor<4x4xf32>, %b: tensor<4x2xf32>) -> tensor<f32> {
  %0 = tcc.triangular_solve %a, %b upper : tensor<4x4xf32>, tensor<4x2xf32>
  %1 = tcc.mul %0, %0 : tensor<4x2xf32>, tensor<4x2xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<4x2xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<4x4xf32>, %b: tensor<4x2xf32>) -> (tensor<4x4xf32>, tensor<4x2xf32>) {
  %0:3 = tcc.value_and_grad @loss(%a, %b) wrt [0, 1] : (tensor<4x4xf32>, tensor<4x2xf32>) -> (tensor<f32>, tensor<4x4xf32>, tensor<4x2xf32>)
  return %0#1, %0#2 : tensor<4x4xf32>, tensor<4x2xf32>
}

//--- complex.mlir
// The diagonal is divided by first; what is left has ones there, as has the real matrix.
// COMPLEX-LABEL: func.func private @main.parts
// COMPLEX: tcc.div
// COMPLEX: tcc.triangular_solve %{{.*}}, %{{.*}} unit_diagonal : tensor<8x8xf32>, tensor<8x3xf32>
func.func @main(%a: tensor<4x4xcomplex<f32>>, %b: tensor<4x3xcomplex<f32>>) -> tensor<4x3xcomplex<f32>> {
  %0 = tcc.triangular_solve %a, %b : tensor<4x4xcomplex<f32>>, tensor<4x3xcomplex<f32>>
  return %0 : tensor<4x3xcomplex<f32>>
}
// COMPLEX-LABEL: func.func private @right.parts
// COMPLEX-NOT: tcc.div
// COMPLEX: tcc.triangular_solve %{{.*}}, %{{.*}} right upper transpose_a unit_diagonal : tensor<5x8x8xf64>, tensor<5x3x8xf64>
func.func @right(%a: tensor<5x4x4xcomplex<f64>>, %b: tensor<5x3x4xcomplex<f64>>) -> tensor<5x3x4xcomplex<f64>> {
  %0 = tcc.triangular_solve %a, %b right upper transpose_a unit_diagonal : tensor<5x4x4xcomplex<f64>>, tensor<5x3x4xcomplex<f64>>
  return %0 : tensor<5x3x4xcomplex<f64>>
}

//--- bad.mlir
func.func @main(%a: tensor<4x4xf32>, %b: tensor<3x4xf32>) {
  // expected-error@+1 {{a matrix [4, 4] cannot be solved from the left for [3, 4]}}
  %0 = tcc.triangular_solve %a, %b : tensor<4x4xf32>, tensor<3x4xf32>
  return
}

// -----

func.func @main(%a: tensor<2x4x4xf32>, %b: tensor<3x5x4xf32>) {
  // expected-error@+1 {{a matrix [2, 4, 4] cannot be solved from the right for [3, 5, 4]}}
  %0 = tcc.triangular_solve %a, %b right : tensor<2x4x4xf32>, tensor<3x5x4xf32>
  return
}

// -----

func.func @main(%a: tensor<4x4xf32>, %b: tensor<4x4xf64>) {
  // expected-error@+1 {{operands must have one element type, but are 'tensor<4x4xf32>' and 'tensor<4x4xf64>'}}
  %0 = tcc.triangular_solve %a, %b : tensor<4x4xf32>, tensor<4x4xf64>
  return
}
