// tcc.binary_cross_entropy: logits against probabilities, finite for any logit.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.binary_cross_entropy %{{.*}}, %{{.*}} : tensor<4xf32>, tensor<4xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG-DAG: arith.maximumf
// LINALG-DAG: math.absf
// LINALG-DAG: math.exp
// LINALG-DAG: math.log1p
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4xf32>, %t: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tcc.binary_cross_entropy %x, %t : tensor<4xf32>, tensor<4xf32>
  return %0 : tensor<4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[P:.*]] = tcc.sigmoid
// GRAD: %[[D:.*]] = tcc.sub %[[P]], %{{.*}}
// GRAD: %[[G:.*]] = tcc.mul %[[D]], %{{.*}}
// GRAD: return %[[G]]
func.func private @loss(%x: tensor<4xf32>, %t: tensor<4xf32>, %c: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.binary_cross_entropy %x, %t : tensor<4xf32>, tensor<4xf32>
  %1 = tcc.mul %0, %c : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %t: tensor<4xf32>, %c: tensor<4xf32>) -> (tensor<4xf32>) {
  %0:2 = tcc.value_and_grad @loss(%x, %t, %c) wrt [0]
      : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<32x1xf32>, %t: tensor<32xf32>) {
  // expected-error@+2 {{logits and targets must have one type, but are 'tensor<32x1xf32>' and 'tensor<32xf32>'}}
  // expected-note@+1 {{hint: losses do not broadcast: use tcc.reshape, or tcc.convert for the element type}}
  %0 = tcc.binary_cross_entropy %x, %t : tensor<32x1xf32>, tensor<32xf32>
  return
}
