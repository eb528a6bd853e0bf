// tcc.reduce_sum: the sum over axes; its transpose is a broadcast.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.reduce_sum %{{.*}} axes [0, 2] keepdims : tensor<2x3x4xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: arith.constant 0.000000e+00 : f32
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["reduction", "parallel", "reduction"]
// LINALG: arith.addf %{{.*}}, %{{.*}} fastmath<reassoc,contract>
// LINALG: tensor.expand_shape
// LINALG-SAME: tensor<3xf32> into tensor<1x3x1xf32>
// LINALG-NOT: tcc.
func.func @main(%x: tensor<2x3x4xf32>) -> tensor<1x3x1xf32> {
  %0 = tcc.reduce_sum %x axes [0, 2] keepdims : tensor<2x3x4xf32>
  return %0 : tensor<1x3x1xf32>
}

// Much to one number: rows first, each of which may be a task.
// LINALG-LABEL: func.func @long
// LINALG: %[[ROWS:.*]] = linalg.generic
// LINALG-SAME: iterator_types = ["parallel", "reduction", "reduction"]
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["reduction"]} ins(%[[ROWS]] : tensor<64xf32>)
func.func @long(%x: tensor<64x64x64xf16>) -> tensor<f16> {
  %0 = tcc.reduce_sum %x axes [0, 1, 2] : tensor<64x64x64xf16>
  return %0 : tensor<f16>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[G:.*]] = tcc.broadcast %{{.*}} to [2, 3, 4]
// GRAD: return %[[G]]
func.func private @loss(%x: tensor<2x3x4xf32>, %c: tensor<2x4xf32>) -> tensor<f32> {
  %0 = tcc.reduce_sum %x axes [1] : tensor<2x3x4xf32>
  %1 = tcc.mul %0, %c : tensor<2x4xf32>, tensor<2x4xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<2x4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<2x3x4xf32>, %c: tensor<2x4xf32>) -> (tensor<2x3x4xf32>) {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0]
      : (tensor<2x3x4xf32>, tensor<2x4xf32>) -> (tensor<f32>, tensor<2x3x4xf32>)
  return %0#1 : tensor<2x3x4xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{axis 2 is out of range: the operand has rank 2}}
  %0 = tcc.reduce_sum %x axes [2] : tensor<2x3xf32>
  return
}

// -----

func.func @main(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{axis -1 is out of range}}
  // expected-note@+1 {{hint: axes count from the first one: write 1}}
  %0 = tcc.reduce_sum %x axes [-1] : tensor<2x3xf32>
  return
}

// -----

func.func @main(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{axes [0, 0]: axis 0 appears twice}}
  %0 = tcc.reduce_sum %x axes [0, 0] : tensor<2x3xf32>
  return
}
