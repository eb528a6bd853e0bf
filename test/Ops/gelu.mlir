// A composite: by erf, or by tanh where it may be approximate.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites | FileCheck %s --check-prefix=PARTS
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @gelu(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = tcc.gelu %x : tensor<4xf32>
  %1 = tcc.gelu %x {approximate} : tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
// ROUNDTRIP: tcc.gelu %{{.*}} : tensor<4xf32>
// ROUNDTRIP: tcc.gelu %{{.*}} {approximate} : tensor<4xf32>
// PARTS: tcc.constant dense<0.707106769>
// PARTS: %[[E:.*]] = tcc.erf
// PARTS: tcc.add %[[E]]
// PARTS: tcc.constant dense<4.471500e-02>
// PARTS: tcc.constant dense<0.797884583>
// PARTS: %[[T:.*]] = tcc.tanh
// PARTS: tcc.add %[[T]]
// PARTS-NOT: tcc.gelu
// LINALG: math.erf
// LINALG: math.tanh
// LINALG-NOT: tcc.

//--- grad.mlir
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  %0 = tcc.gelu %x : tensor<f32>
  return %0 : tensor<f32>
}
func.func @grad(%x: tensor<f32>) -> tensor<f32> {
  %0:2 = tcc.value_and_grad @f(%x) wrt [0] : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}
// The derivative of erf is a bell.
// GRAD-NOT: tcc.gelu
// GRAD: %[[S:.*]] = tcc.mul %[[Z:.*]], %[[Z]]
// GRAD: %[[N:.*]] = tcc.neg %[[S]]
// GRAD: tcc.exp %[[N]]

//--- bad.mlir
func.func @gelu(%x: tensor<4xi32>) {
  // expected-error @below {{operand #0 must be a ranked tensor of floats}}
  %0 = tcc.gelu %x : tensor<4xi32>
  return
}
