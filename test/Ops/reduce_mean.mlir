// tcc.reduce_mean: the sum over the number of elements.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.reduce_mean %{{.*}} axes [1, 2] : tensor<2x3x4xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: arith.addf
// LINALG: %[[N:.*]] = arith.constant 1.200000e+01
// LINALG: arith.divf %{{.*}}, %[[N]]
// LINALG-NOT: tcc.
func.func @main(%x: tensor<2x3x4xf32>) -> tensor<2xf32> {
  %0 = tcc.reduce_mean %x axes [1, 2] : tensor<2x3x4xf32>
  return %0 : tensor<2xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-NOT: tcc.reduce_mean
// GRAD: tcc.div
// GRAD: %[[G:.*]] = tcc.broadcast %{{.*}} to [2, 5]
// GRAD: return %[[G]]
func.func private @loss(%x: tensor<2x5xf32>, %c: tensor<2xf32>) -> tensor<f32> {
  %0 = tcc.reduce_mean %x axes [1] : tensor<2x5xf32>
  %1 = tcc.mul %0, %c : tensor<2xf32>, tensor<2xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<2xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<2x5xf32>, %c: tensor<2xf32>) -> (tensor<2x5xf32>) {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0]
      : (tensor<2x5xf32>, tensor<2xf32>) -> (tensor<f32>, tensor<2x5xf32>)
  return %0#1 : tensor<2x5xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{axis 2 is out of range: the operand has rank 2}}
  %0 = tcc.reduce_mean %x axes [2] : tensor<2x3xf32>
  return
}
