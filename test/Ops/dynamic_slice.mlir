// tcc.dynamic_slice: a slice at clamped starts; its transpose writes into zeros.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.dynamic_slice %{{.*}}, %{{.*}}, %{{.*}} sizes [1, 8] : tensor<4x8xf32>, tensor<i32>, tensor<i32>
// ROUNDTRIP: tcc.dynamic_slice %{{.*}} sizes [] : tensor<f32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: ins(%{{.*}}, %{{.*}} : tensor<i32>, tensor<i32>) outs(%{{.*}} : tensor<1x8xf32>)
// LINALG: %[[LAST:.*]] = arith.constant 3 : index
// LINALG: arith.index_cast
// LINALG: arith.maxsi
// LINALG: arith.minsi %{{.*}}, %[[LAST]]
// LINALG-NOT: arith.minsi
// LINALG: tensor.extract
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x8xf32>, %i: tensor<i32>, %j: tensor<i32>) -> tensor<1x8xf32> {
  %0 = tcc.dynamic_slice %x, %i, %j sizes [1, 8] : tensor<4x8xf32>, tensor<i32>, tensor<i32>
  return %0 : tensor<1x8xf32>
}
func.func @scalar(%x: tensor<f32>) -> tensor<f32> {
  %0 = tcc.dynamic_slice %x sizes [] : tensor<f32>
  return %0 : tensor<f32>
}

//--- fold.mlir
// All of it, wherever it begins.
// FOLD-LABEL: func.func @main
// FOLD-NEXT: return %arg0
func.func @main(%x: tensor<4xf32>, %i: tensor<i32>) -> tensor<4xf32> {
  %0 = tcc.dynamic_slice %x, %i sizes [4] : tensor<4xf32>, tensor<i32>
  return %0 : tensor<4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[ZERO:.*]] = tcc.constant dense<0.000000e+00> : tensor<8xf32>
// GRAD: %[[DX:.*]] = tcc.dynamic_update_slice %[[ZERO]], %{{.*}}, %arg1 : tensor<8xf32>, tensor<3xf32>, tensor<i32>
// GRAD: return %[[DX]]
func.func private @loss(%x: tensor<8xf32>, %i: tensor<i32>, %c: tensor<3xf32>) -> tensor<f32> {
  %0 = tcc.dynamic_slice %x, %i sizes [3] : tensor<8xf32>, tensor<i32>
  %1 = tcc.mul %0, %c : tensor<3xf32>, tensor<3xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<3xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<8xf32>, %i: tensor<i32>, %c: tensor<3xf32>) -> tensor<8xf32> {
  %0:2 = tcc.value_and_grad @loss(%x, %i, %c) wrt [0]
      : (tensor<8xf32>, tensor<i32>, tensor<3xf32>) -> (tensor<f32>, tensor<8xf32>)
  return %0#1 : tensor<8xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4x8xf32>, %i: tensor<i32>) {
  // expected-error@+1 {{expected a start for each of the operand's 2 axes, got 1}}
  %0 = tcc.dynamic_slice %x, %i sizes [1, 8] : tensor<4x8xf32>, tensor<i32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>, %i: tensor<1xi32>) {
  // expected-error@+1 {{start 0 must be an integer of rank 0, but is 'tensor<1xi32>'}}
  %0 = tcc.dynamic_slice %x, %i sizes [1] : tensor<4xf32>, tensor<1xi32>
  return
}

// -----

func.func @main(%x: tensor<4x4xf32>, %i: tensor<i32>, %j: tensor<i64>) {
  // expected-error@+1 {{starts must have one type, but are 'tensor<i32>' and 'tensor<i64>'}}
  %0 = tcc.dynamic_slice %x, %i, %j sizes [1, 1] : tensor<4x4xf32>, tensor<i32>, tensor<i64>
  return
}

// -----

func.func @main(%x: tensor<4xf32>, %i: tensor<i32>) {
  // expected-error@+1 {{slice_sizes [5] does not fit into the operand, [4]}}
  %0 = tcc.dynamic_slice %x, %i sizes [5] : tensor<4xf32>, tensor<i32>
  return
}
