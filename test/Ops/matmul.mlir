// tcc.matmul: one contraction whatever is transposed; derivatives are such products again.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.matmul %{{.*}}, %{{.*}} transpose_b : tensor<5x2x3xf32>, tensor<4x3xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.fill
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["parallel", "parallel", "parallel", "reduction"]
// LINALG-SAME: ins(%{{.*}}, %{{.*}} : tensor<5x2x3xf32>, tensor<4x3xf32>)
// LINALG: arith.mulf %{{.*}}, %{{.*}} fastmath<reassoc,contract>
// LINALG: arith.addf %{{.*}}, %{{.*}} fastmath<reassoc,contract>
// LINALG-NOT: linalg.generic
// LINALG-NOT: tcc.
func.func @main(%a: tensor<5x2x3xf32>, %b: tensor<4x3xf32>) -> tensor<5x2x4xf32> {
  %0 = tcc.matmul %a, %b transpose_b : tensor<5x2x3xf32>, tensor<4x3xf32>
  return %0 : tensor<5x2x4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-SAME: (%[[A:.*]]: tensor<5x2x3xf32>, %[[B:.*]]: tensor<3x4xf32>
// GRAD-DAG: %[[DA:.*]] = tcc.matmul %{{.*}}, %[[B]] transpose_b : tensor<5x2x4xf32>, tensor<3x4xf32>
// GRAD-DAG: %[[DB:.*]] = tcc.dot %[[A]], %{{.*}} batch [] x [] contracting [0, 1] x [0, 1]
// GRAD-NOT: tcc.transpose
// GRAD: return %[[DA]], %[[DB]]
func.func private @loss(%a: tensor<5x2x3xf32>, %b: tensor<3x4xf32>, %c: tensor<5x2x4xf32>) -> tensor<f32> {
  %0 = tcc.matmul %a, %b : tensor<5x2x3xf32>, tensor<3x4xf32>
  %1 = tcc.mul %0, %c : tensor<5x2x4xf32>, tensor<5x2x4xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2] : tensor<5x2x4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<5x2x3xf32>, %b: tensor<3x4xf32>, %c: tensor<5x2x4xf32>) -> (tensor<5x2x3xf32>, tensor<3x4xf32>) {
  %0:3 = tcc.value_and_grad @loss(%a, %b, %c) wrt [0, 1]
      : (tensor<5x2x3xf32>, tensor<3x4xf32>, tensor<5x2x4xf32>) -> (tensor<f32>, tensor<5x2x3xf32>, tensor<3x4xf32>)
  return %0#1, %0#2 : tensor<5x2x3xf32>, tensor<3x4xf32>
}

//--- bad.mlir
func.func @main(%a: tensor<32x784xf32>, %b: tensor<10x784xf32>) {
  // expected-error@+2 {{cannot multiply [32, 784] by [10, 784]: inner dimensions 784 and 10 differ}}
  // expected-note@+1 {{hint: it would fit with transpose_b}}
  %0 = tcc.matmul %a, %b : tensor<32x784xf32>, tensor<10x784xf32>
  return
}

// -----

func.func @main(%a: tensor<2x3xf32>, %b: tensor<3x2xf64>) {
  // expected-error@+2 {{operands must have one element type}}
  // expected-note@+1 {{hint: tcc.convert changes an element type}}
  %0 = tcc.matmul %a, %b : tensor<2x3xf32>, tensor<3x2xf64>
  return
}

// -----

func.func @main(%a: tensor<2x2x3xf32>, %b: tensor<3x3x2xf32>) {
  // expected-error@+1 {{batch dimensions of [2, 2, 3] and [3, 3, 2] do not broadcast: 2 against 3}}
  %0 = tcc.matmul %a, %b : tensor<2x2x3xf32>, tensor<3x3x2xf32>
  return
}

// -----

func.func @main(%a: tensor<f32>, %b: tensor<3xf32>) {
  // expected-error@+2 {{operands must have rank 1 or more}}
  // expected-note@+1 {{hint: tcc.mul multiplies by a scalar}}
  %0 = tcc.matmul %a, %b : tensor<f32>, tensor<3xf32>
  return
}

// -----

func.func @main(%a: tensor<3xf32>, %b: tensor<3xf32>) {
  // expected-error@+1 {{an operand of rank 1 cannot be transposed}}
  %0 = tcc.matmul %a, %b transpose_a : tensor<3xf32>, tensor<3xf32>
  return
}
