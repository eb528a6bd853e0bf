// tcc.svd: rotations until all rows of the transpose are orthogonal; wide matrices are turned.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: %{{.*}}, %{{.*}}, %{{.*}} = tcc.svd %{{.*}} : tensor<5x3xf64>
// LINALG-LABEL: func.func @main
// LINALG: exec.nest "svd" ins(%{{.*}} : tensor<1x5x3xf64>) outs(%{{.*}}, %{{.*}}, %{{.*}} : tensor<1x3x5xf64>, tensor<1x3xf64>, tensor<1x3x3xf64>)
// LINALG: scf.parallel
// LINALG: linalg.generic
// LINALG-NOT: tcc.
func.func @main(%a: tensor<5x3xf64>) -> (tensor<5x3xf64>, tensor<3xf64>, tensor<3x3xf64>) {
  %0:3 = tcc.svd %a : tensor<5x3xf64>
  return %0#0, %0#1, %0#2 : tensor<5x3xf64>, tensor<3xf64>, tensor<3x3xf64>
}
// LINALG-LABEL: func.func @wide
// LINALG: exec.nest "svd" ins(%{{.*}} : tensor<1x4x2xf32>)
func.func @wide(%a: tensor<2x4xf32>) -> (tensor<2x2xf32>, tensor<2xf32>, tensor<2x4xf32>) {
  %0:3 = tcc.svd %a : tensor<2x4xf32>
  return %0#0, %0#1, %0#2 : tensor<2x2xf32>, tensor<2xf32>, tensor<2x4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[U:.*]], %[[S:.*]], %[[V:.*]] = tcc.svd %arg0
// GRAD: tcc.transpose %[[V]]
func.func private @loss(%a: tensor<4x3xf32>) -> tensor<f32> {
  %0:3 = tcc.svd %a : tensor<4x3xf32>
  %1 = tcc.reduce_sum %0#1 axes [0] : tensor<3xf32>
  return %1 : tensor<f32>
}
func.func @grad(%a: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %0:2 = tcc.value_and_grad @loss(%a) wrt [0] : (tensor<4x3xf32>) -> (tensor<f32>, tensor<4x3xf32>)
  return %0#1 : tensor<4x3xf32>
}

//--- bad.mlir
func.func @main(%a: tensor<4xf32>) {
  // expected-error@+1 {{operand must be a matrix or a batch of them, but is 'tensor<4xf32>'}}
  %0:3 = tcc.svd %a : tensor<4xf32>
  return
}
