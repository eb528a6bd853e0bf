// tcc.cholesky: loops over rows of the transposed root; large ones by halves.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/complex.mlir --tcc-split-complex | FileCheck %s --check-prefix=COMPLEX
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.cholesky %{{.*}} : tensor<2x3x4x4xf32>

// Batches are tasks; the result is turned.
// LINALG-LABEL: func.func @main
// LINALG: tensor.collapse_shape %arg0 {{\[\[}}0, 1], [2], [3]]
// LINALG: exec.nest "cholesky" ins(%{{.*}} : tensor<6x4x4xf32>) outs(%{{.*}} : tensor<6x4x4xf32>)
// LINALG: scf.parallel
// LINALG: math.sqrt
// LINALG: linalg.generic
// LINALG-NOT: tcc.
func.func @main(%a: tensor<2x3x4x4xf32>) -> tensor<2x3x4x4xf32> {
  %0 = tcc.cholesky %a : tensor<2x3x4x4xf32>
  return %0 : tensor<2x3x4x4xf32>
}
// Two roots, a triangular system and a product.
// LINALG-LABEL: func.func @large
// LINALG: exec.nest "cholesky" ins(%{{.*}} : tensor<1x80x80xf64>)
// LINALG: exec.nest "triangular_solve"
// LINALG: arith.mulf
// LINALG: exec.nest "cholesky" ins(%{{.*}} : tensor<1x70x70xf64>)
// LINALG-NOT: tcc.
func.func @large(%a: tensor<150x150xf64>) -> tensor<150x150xf64> {
  %0 = tcc.cholesky %a : tensor<150x150xf64>
  return %0 : tensor<150x150xf64>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[L:.*]] = tcc.cholesky %arg0
// GRAD: tcc.matmul %[[L]], %{{.*}} transpose_a
// GRAD: tcc.triangular_solve %[[L]], %{{.*}} transpose_a
// GRAD: tcc.triangular_solve %[[L]], %{{.*}} right
func.func private @loss(%a: tensor<4x4xf32>, %c: tensor<4x4xf32>) -> tensor<f32> {
  %0 = tcc.cholesky %a : tensor<4x4xf32>
  %1 = tcc.mul %0, %c : tensor<4x4xf32>, tensor<4x4xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<4x4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<4x4xf32>, %c: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0:2 = tcc.value_and_grad @loss(%a, %c) wrt [0] : (tensor<4x4xf32>, tensor<4x4xf32>) -> (tensor<f32>, tensor<4x4xf32>)
  return %0#1 : tensor<4x4xf32>
}

//--- complex.mlir
// Of the real matrix that stands for a complex one, without the imaginary parts of the diagonal.
// COMPLEX-LABEL: func.func private @main.parts
// COMPLEX: tcc.compare gt
// COMPLEX: tcc.cholesky %{{.*}} : tensor<8x8xf32>
// COMPLEX: tcc.slice %{{.*}} starts [0, 0] limits [{{.*}}] strides [2, 2]
// COMPLEX: tcc.slice %{{.*}} starts [1, 0] limits [{{.*}}] strides [2, 2]
func.func @main(%a: tensor<4x4xcomplex<f32>>) -> tensor<4x4xcomplex<f32>> {
  %0 = tcc.cholesky %a : tensor<4x4xcomplex<f32>>
  return %0 : tensor<4x4xcomplex<f32>>
}
// A symbolic batch, and nothing at all.
// COMPLEX-LABEL: func.func private @batches.parts
// COMPLEX: tcc.cholesky %{{.*}} : tensor<?x4x4xf64>
func.func @batches(%a: tensor<?x2x2xcomplex<f64>>) -> tensor<?x2x2xcomplex<f64>> {
  %0 = tcc.cholesky %a : tensor<?x2x2xcomplex<f64>>
  return %0 : tensor<?x2x2xcomplex<f64>>
}
// COMPLEX-LABEL: func.func private @none.parts
// COMPLEX: tcc.cholesky %{{.*}} : tensor<0x0xf32>
func.func @none(%a: tensor<0x0xcomplex<f32>>) -> tensor<0x0xcomplex<f32>> {
  %0 = tcc.cholesky %a : tensor<0x0xcomplex<f32>>
  return %0 : tensor<0x0xcomplex<f32>>
}

//--- bad.mlir
func.func @main(%a: tensor<4x5xf32>) {
  // expected-error@+1 {{operand must have as many rows as columns, but is 'tensor<4x5xf32>'}}
  %0 = tcc.cholesky %a : tensor<4x5xf32>
  return
}

// -----

func.func @main(%a: tensor<4xf32>) {
  // expected-error@+1 {{operand must be a matrix or a batch of them, but is 'tensor<4xf32>'}}
  %0 = tcc.cholesky %a : tensor<4xf32>
  return
}

// -----

func.func @main(%a: tensor<4x4xi32>) {
  // expected-error@+1 {{must be a ranked tensor of floats (f32, f64)}}
  %0 = tcc.cholesky %a : tensor<4x4xi32>
  return
}
