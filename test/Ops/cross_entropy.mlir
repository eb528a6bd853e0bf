// tcc.cross_entropy: logits against integer labels; the gradient is softmax less one-hot.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.cross_entropy %{{.*}}, %{{.*}} : tensor<4x10xf32>, tensor<4xi32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: arith.maximumf
// LINALG-DAG: math.exp
// LINALG-DAG: math.log
// LINALG-DAG: arith.cmpi eq
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x10xf32>, %l: tensor<4xi32>) -> tensor<4xf32> {
  %0 = tcc.cross_entropy %x, %l : tensor<4x10xf32>, tensor<4xi32>
  return %0 : tensor<4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-DAG: %[[P:.*]] = tcc.softmax %{{.*}} axis 1
// GRAD-DAG: %[[ONE:.*]] = tcc.one_hot %{{.*}} depth 10
// GRAD: %[[D:.*]] = tcc.sub %[[P]], %[[ONE]]
// GRAD: %[[G:.*]] = tcc.mul %[[D]], %{{.*}}
// GRAD: return %[[G]]
func.func private @loss(%x: tensor<4x10xf32>, %l: tensor<4xi32>, %c: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.cross_entropy %x, %l : tensor<4x10xf32>, tensor<4xi32>
  %1 = tcc.mul %0, %c : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4x10xf32>, %l: tensor<4xi32>, %c: tensor<4xf32>) -> (tensor<4x10xf32>) {
  %0:2 = tcc.value_and_grad @loss(%x, %l, %c) wrt [0]
      : (tensor<4x10xf32>, tensor<4xi32>, tensor<4xf32>) -> (tensor<f32>, tensor<4x10xf32>)
  return %0#1 : tensor<4x10xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4x10xf32>, %l: tensor<5xi32>) {
  // expected-error@+2 {{labels [5] do not go with logits [4, 10]}}
  // expected-note@+1 {{hint: labels are integers, one for each row of logits: the same shape without the last dimension}}
  %0 = tcc.cross_entropy %x, %l : tensor<4x10xf32>, tensor<5xi32>
  return
}

// -----

func.func @main(%x: tensor<4x10xf32>, %l: tensor<4xf32>) {
  // expected-error@+1 {{op operand #1 must be a ranked tensor of}}
  %0 = tcc.cross_entropy %x, %l : tensor<4x10xf32>, tensor<4xf32>
  return
}
