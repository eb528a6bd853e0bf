// tcc.qr: made of reflections; the derivative is that of the factors themselves.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites | FileCheck %s --check-prefix=PARTS
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: %{{.*}}, %{{.*}} = tcc.qr %{{.*}} : tensor<5x3xf32>
// PARTS-LABEL: func.func @main
// PARTS: %[[P:.*]], %[[S:.*]] = tcc.householder %arg0
// PARTS: tcc.householder_product %[[P]], %[[S]]
// PARTS: tcc.slice %[[P]]
// PARTS: tcc.select
func.func @main(%a: tensor<5x3xf32>) -> (tensor<5x3xf32>, tensor<3x3xf32>) {
  %0:2 = tcc.qr %a : tensor<5x3xf32>
  return %0#0, %0#1 : tensor<5x3xf32>, tensor<3x3xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[Q:.*]], %[[R:.*]] = tcc.qr %arg0
// GRAD: tcc.triangular_solve %[[R]], %{{.*}} right upper transpose_a
func.func private @loss(%a: tensor<5x3xf32>, %c: tensor<5x3xf32>) -> tensor<f32> {
  %0:2 = tcc.qr %a : tensor<5x3xf32>
  %1 = tcc.mul %0#0, %c : tensor<5x3xf32>, tensor<5x3xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<5x3xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<5x3xf32>, %c: tensor<5x3xf32>) -> tensor<5x3xf32> {
  %0:2 = tcc.value_and_grad @loss(%a, %c) wrt [0] : (tensor<5x3xf32>, tensor<5x3xf32>) -> (tensor<f32>, tensor<5x3xf32>)
  return %0#1 : tensor<5x3xf32>
}

//--- bad.mlir
func.func @main(%a: tensor<4xf32>) {
  // expected-error@+1 {{operand must be a matrix or a batch of them, but is 'tensor<4xf32>'}}
  %0:2 = tcc.qr %a : tensor<4xf32>
  return
}
