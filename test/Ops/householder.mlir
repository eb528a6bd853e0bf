// tcc.householder: reflections applied to rows of all columns behind.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: not tcc-opt %t/grad.mlir --tcc-expand-transforms 2>&1 | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: %{{.*}}, %{{.*}} = tcc.householder %{{.*}} : tensor<5x3xf32>
// LINALG-LABEL: func.func @main
// LINALG: exec.nest "householder" ins() outs(%{{.*}}, %{{.*}} : tensor<1x5x3xf32>, tensor<1x3xf32>)
// LINALG: memref.alloc() : memref<1x3xf32>
// LINALG: math.sqrt
// LINALG-NOT: tcc.
func.func @main(%a: tensor<5x3xf32>) -> (tensor<5x3xf32>, tensor<3xf32>) {
  %0:2 = tcc.householder %a : tensor<5x3xf32>
  return %0#0, %0#1 : tensor<5x3xf32>, tensor<3xf32>
}

//--- grad.mlir
// GRAD: error: 'tcc.householder' op has no derivative: only tcc.qr as a whole has one
func.func private @loss(%a: tensor<4x4xf32>) -> tensor<f32> {
  %0:2 = tcc.householder %a : tensor<4x4xf32>
  %1 = tcc.reduce_sum %0#0 axes [0, 1] : tensor<4x4xf32>
  return %1 : tensor<f32>
}
func.func @grad(%a: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0:2 = tcc.value_and_grad @loss(%a) wrt [0] : (tensor<4x4xf32>) -> (tensor<f32>, tensor<4x4xf32>)
  return %0#1 : tensor<4x4xf32>
}

//--- bad.mlir
func.func @main(%a: tensor<f32>) {
  // expected-error@+1 {{operand must be a matrix or a batch of them, but is 'tensor<f32>'}}
  %0:2 = tcc.householder %a : tensor<f32>
  return
}
