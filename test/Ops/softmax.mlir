// tcc.softmax: exponentials over their sum, without overflow.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.softmax %{{.*}} axis 1 : tensor<4x10xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: arith.maximumf
// LINALG: arith.subf
// LINALG: math.exp
// LINALG: arith.addf
// LINALG: arith.divf
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x10xf32>) -> tensor<4x10xf32> {
  %0 = tcc.softmax %x axis 1 : tensor<4x10xf32>
  return %0 : tensor<4x10xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[Y:.*]] = tcc.softmax
// GRAD: %[[YD:.*]] = tcc.mul %[[Y]], %[[DY:.*]] :
// GRAD: %[[S:.*]] = tcc.reduce_sum %[[YD]] axes [1] keepdims
// GRAD: %[[C:.*]] = tcc.sub %[[DY]], %[[S]]
// GRAD: %[[G:.*]] = tcc.mul %[[Y]], %[[C]]
// GRAD: return %[[G]]
func.func private @loss(%x: tensor<4x10xf32>, %c: tensor<4x10xf32>) -> tensor<f32> {
  %0 = tcc.softmax %x axis 1 : tensor<4x10xf32>
  %1 = tcc.mul %0, %c : tensor<4x10xf32>, tensor<4x10xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<4x10xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4x10xf32>, %c: tensor<4x10xf32>) -> (tensor<4x10xf32>) {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0]
      : (tensor<4x10xf32>, tensor<4x10xf32>) -> (tensor<f32>, tensor<4x10xf32>)
  return %0#1 : tensor<4x10xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4x10xf32>) {
  // expected-error@+2 {{axis -1 is out of range}}
  // expected-note@+1 {{hint: axes count from the first one: write 1}}
  %0 = tcc.softmax %x axis -1 : tensor<4x10xf32>
  return
}

// -----

func.func @main(%x: tensor<4xi32>) {
  // expected-error@+1 {{op operand #0 must be a ranked tensor of}}
  %0 = tcc.softmax %x axis 0 : tensor<4xi32>
  return
}
