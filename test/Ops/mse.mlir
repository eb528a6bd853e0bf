// tcc.mse: the mean squared error over all elements.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.mse %{{.*}}, %{{.*}} : tensor<4x2xf32>, tensor<4x2xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG-DAG: arith.subf
// LINALG-DAG: arith.addf
// LINALG-DAG: arith.divf
// LINALG-NOT: tcc.
func.func @main(%p: tensor<4x2xf32>, %t: tensor<4x2xf32>) -> tensor<f32> {
  %0 = tcc.mse %p, %t : tensor<4x2xf32>, tensor<4x2xf32>
  return %0 : tensor<f32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-NOT: tcc.mse
// GRAD: %[[DP:.*]] = tcc.add
// GRAD: %[[DT:.*]] = tcc.neg %[[DP]]
// GRAD: return %[[DP]], %[[DT]]
func.func private @loss(%p: tensor<4x2xf32>, %t: tensor<4x2xf32>) -> tensor<f32> {
  %0 = tcc.mse %p, %t : tensor<4x2xf32>, tensor<4x2xf32>
  return %0 : tensor<f32>
}
func.func @grad(%p: tensor<4x2xf32>, %t: tensor<4x2xf32>) -> (tensor<4x2xf32>, tensor<4x2xf32>) {
  %0:3 = tcc.value_and_grad @loss(%p, %t) wrt [0, 1]
      : (tensor<4x2xf32>, tensor<4x2xf32>) -> (tensor<f32>, tensor<4x2xf32>, tensor<4x2xf32>)
  return %0#1, %0#2 : tensor<4x2xf32>, tensor<4x2xf32>
}

//--- bad.mlir
func.func @main(%p: tensor<32x1xf32>, %t: tensor<32xf32>) {
  // expected-error@+2 {{predictions and targets must have one type, but are 'tensor<32x1xf32>' and 'tensor<32xf32>'}}
  // expected-note@+1 {{hint: losses do not broadcast}}
  %0 = tcc.mse %p, %t : tensor<32x1xf32>, tensor<32xf32>
  return
}
