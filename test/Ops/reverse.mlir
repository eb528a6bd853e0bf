// tcc.reverse: the last element first; it is its own transpose.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.reverse %{{.*}} axes [1] : tensor<4x8xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: %[[ROW:.*]] = linalg.index 0
// LINALG: %[[COLUMN:.*]] = linalg.index 1
// LINALG: %[[LAST:.*]] = arith.constant 7 : index
// LINALG: %[[FROM:.*]] = arith.subi %[[LAST]], %[[COLUMN]]
// LINALG: tensor.extract %{{.*}}[%[[ROW]], %[[FROM]]]
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = tcc.reverse %x axes [1] : tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

//--- fold.mlir
// FOLD-LABEL: func.func @main
// FOLD-NEXT: return %arg0, %arg1
func.func @main(%x: tensor<4xf32>, %y: tensor<1x4xf32>) -> (tensor<4xf32>, tensor<1x4xf32>) {
  %0 = tcc.reverse %x axes [] : tensor<4xf32>
  %1 = tcc.reverse %y axes [0] : tensor<1x4xf32>
  return %0, %1 : tensor<4xf32>, tensor<1x4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[DX:.*]] = tcc.reverse %{{.*}} axes [0] : tensor<4xf32>
// GRAD: return %[[DX]]
func.func private @loss(%x: tensor<4xf32>, %c: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.reverse %x axes [0] : tensor<4xf32>
  %1 = tcc.mul %0, %c : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %c: tensor<4xf32>) -> tensor<4xf32> {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0] : (tensor<4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{axis 1 is out of range: the operand has rank 1}}
  %0 = tcc.reverse %x axes [1] : tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<4x4xf32>) {
  // expected-error@+1 {{axes [1, 1]: axis 1 appears twice}}
  %0 = tcc.reverse %x axes [1, 1] : tensor<4x4xf32>
  return
}
