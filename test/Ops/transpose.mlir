// tcc.transpose: reorders axes.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.transpose %{{.*}} permutation [2, 0, 1] : tensor<2x3x4xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: outs(%{{.*}} : tensor<4x2x3xf32>)
// LINALG-NOT: tcc.
func.func @main(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> {
  %0 = tcc.transpose %x permutation [2, 0, 1] : tensor<2x3x4xf32>
  return %0 : tensor<4x2x3xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[G:.*]] = tcc.transpose %{{.*}} permutation [1, 2, 0] : tensor<4x2x3xf32>
// GRAD: return %[[G]]
func.func private @loss(%x: tensor<2x3x4xf32>, %c: tensor<4x2x3xf32>) -> tensor<f32> {
  %0 = tcc.transpose %x permutation [2, 0, 1] : tensor<2x3x4xf32>
  %1 = tcc.mul %0, %c : tensor<4x2x3xf32>, tensor<4x2x3xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2] : tensor<4x2x3xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<2x3x4xf32>, %c: tensor<4x2x3xf32>) -> (tensor<2x3x4xf32>) {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0]
      : (tensor<2x3x4xf32>, tensor<4x2x3xf32>) -> (tensor<f32>, tensor<2x3x4xf32>)
  return %0#1 : tensor<2x3x4xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{permutation must name each of the operand's 2 axes, but is [0]}}
  %0 = tcc.transpose %x permutation [0] : tensor<2x3xf32>
  return
}

// -----

func.func @main(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{permutation [0, 0]: axis 0 appears twice}}
  %0 = tcc.transpose %x permutation [0, 0] : tensor<2x3xf32>
  return
}
