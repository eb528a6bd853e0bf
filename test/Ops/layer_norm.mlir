// tcc.layer_norm: mean 0 and variance 1 over any axes.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.layer_norm %{{.*}} axes [0, 2] epsilon 1.000000e-05 : tensor<4x10x3xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: arith.addf
// LINALG: arith.subf
// LINALG: math.rsqrt
// LINALG: arith.mulf
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x10x3xf32>) -> tensor<4x10x3xf32> {
  %0 = tcc.layer_norm %x axes [0, 2] epsilon 1.0e-5 : tensor<4x10x3xf32>
  return %0 : tensor<4x10x3xf32>
}

//--- grad.mlir
// The derivative is written in terms of the result.
// GRAD-LABEL: func.func @grad
// GRAD: %[[Y:.*]] = tcc.layer_norm
// GRAD: %[[R:.*]] = tcc.rsqrt
// GRAD: tcc.mul %{{.*}}, %[[Y]]
// GRAD: %[[DX:.*]] = tcc.mul %[[R]],
// GRAD: return %[[DX]]
func.func private @loss(%x: tensor<4x10xf32>, %c: tensor<4x10xf32>) -> tensor<f32> {
  %0 = tcc.layer_norm %x axes [1] epsilon 1.0e-5 : tensor<4x10xf32>
  %1 = tcc.mul %0, %c : tensor<4x10xf32>, tensor<4x10xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<4x10xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4x10xf32>, %c: tensor<4x10xf32>) -> tensor<4x10xf32> {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0]
      : (tensor<4x10xf32>, tensor<4x10xf32>) -> (tensor<f32>, tensor<4x10xf32>)
  return %0#1 : tensor<4x10xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4x10xf32>) {
  // expected-error@+1 {{axes}}
  %0 = tcc.layer_norm %x axes [1, 1] epsilon 1.0e-5 : tensor<4x10xf32>
  return
}
