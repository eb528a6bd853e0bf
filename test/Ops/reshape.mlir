// tcc.reshape: the same elements in another shape.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.reshape %{{.*}} to [-1, 8] : tensor<2x3x4xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: tensor.collapse_shape
// LINALG-SAME: tensor<2x3x4xf32> into tensor<24xf32>
// LINALG: tensor.expand_shape
// LINALG-SAME: tensor<24xf32> into tensor<3x8xf32>
// LINALG-NOT: tcc.
func.func @main(%x: tensor<2x3x4xf32>) -> tensor<3x8xf32> {
  %0 = tcc.reshape %x to [-1, 8] : tensor<2x3x4xf32>
  return %0 : tensor<3x8xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[G:.*]] = tcc.reshape %{{.*}} to [2, 3] : tensor<6xf32>
// GRAD: return %[[G]]
func.func private @loss(%x: tensor<2x3xf32>, %c: tensor<6xf32>) -> tensor<f32> {
  %0 = tcc.reshape %x to [6] : tensor<2x3xf32>
  %1 = tcc.mul %0, %c : tensor<6xf32>, tensor<6xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<6xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<2x3xf32>, %c: tensor<6xf32>) -> (tensor<2x3xf32>) {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0]
      : (tensor<2x3xf32>, tensor<6xf32>) -> (tensor<f32>, tensor<2x3xf32>)
  return %0#1 : tensor<2x3xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{cannot reshape [2, 3] (6 elements) to [4, 2] (8 elements)}}
  %0 = tcc.reshape %x to [4, 2] : tensor<2x3xf32>
  return
}

// -----

func.func @main(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{cannot reshape [2, 3] (6 elements): they do not divide by the 4 of [4]}}
  %0 = tcc.reshape %x to [-1, 4] : tensor<2x3xf32>
  return
}

// -----

func.func @main(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{only one dimension may be -1}}
  %0 = tcc.reshape %x to [-1, -1] : tensor<2x3xf32>
  return
}

// -----

func.func @main(%x: tensor<0x3xf32>) {
  // expected-error@+1 {{the dimension -1 could be anything}}
  %0 = tcc.reshape %x to [-1, 0] : tensor<0x3xf32>
  return
}
