// tcc.broadcast: NumPy's rule; its transpose is a sum.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.broadcast %{{.*}} to [2, -1, 4] : tensor<3x1xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: %[[X:.*]] = tensor.collapse_shape
// LINALG: linalg.generic
// LINALG-SAME: ins(%[[X]] : tensor<3xf32>)
// LINALG-SAME: outs(%{{.*}} : tensor<2x3x4xf32>)
// LINALG-NOT: tcc.
func.func @main(%x: tensor<3x1xf32>) -> tensor<2x3x4xf32> {
  %0 = tcc.broadcast %x to [2, -1, 4] : tensor<3x1xf32>
  return %0 : tensor<2x3x4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[D:.*]] = tcc.reduce_sum %{{.*}} axes [0, 2]
// GRAD: %[[G:.*]] = tcc.reshape %[[D]] to [3, 1]
// GRAD: return %[[G]]
func.func private @loss(%x: tensor<3x1xf32>, %c: tensor<2x3x4xf32>) -> tensor<f32> {
  %0 = tcc.broadcast %x to [2, 3, 4] : tensor<3x1xf32>
  %1 = tcc.mul %0, %c : tensor<2x3x4xf32>, tensor<2x3x4xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2] : tensor<2x3x4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<3x1xf32>, %c: tensor<2x3x4xf32>) -> (tensor<3x1xf32>) {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0]
      : (tensor<3x1xf32>, tensor<2x3x4xf32>) -> (tensor<f32>, tensor<3x1xf32>)
  return %0#1 : tensor<3x1xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<3xf32>) {
  // expected-error@+2 {{cannot broadcast [3] to [3, 4]}}
  // expected-note@+1 {{hint: from the last one backwards, each dimension must be equal to the target's or 1}}
  %0 = tcc.broadcast %x to [3, 4] : tensor<3xf32>
  return
}

// -----

func.func @main(%x: tensor<1x3xf32>) {
  // expected-error@+2 {{cannot broadcast [1, 3] to [3]}}
  // expected-note@+1 {{hint: from the last one}}
  %0 = tcc.broadcast %x to [3] : tensor<1x3xf32>
  return
}

// -----

func.func @main(%x: tensor<3xf32>) {
  // expected-error@+1 {{extents must be 0 or more, but shape is [-1, 3]}}
  %0 = tcc.broadcast %x to [-1, 3] : tensor<3xf32>
  return
}
