// tcc.top_k: the first ones of a descending sort, with their places.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites | FileCheck %s --check-prefix=SORT
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: %{{.*}}, %{{.*}} = tcc.top_k %{{.*}} k 3 : tensor<4x8xf32>
// SORT-LABEL: func.func @main
// SORT: %[[I:.*]] = tcc.iota i32 shape [4, 8] axis 1
// SORT: %[[S:.*]]:2 = tcc.sort descending %arg0, %[[I]] axis 1
// SORT: tcc.slice %[[S]]#0 starts [0, 0] limits [4, 3]
// SORT: tcc.slice %[[S]]#1 starts [0, 0] limits [4, 3]
func.func @main(%x: tensor<4x8xf32>) -> (tensor<4x3xf32>, tensor<4x3xi32>) {
  %v, %p = tcc.top_k %x k 3 : tensor<4x8xf32>
  return %v, %p : tensor<4x3xf32>, tensor<4x3xi32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: tcc.scatter set
func.func private @loss(%x: tensor<8xf32>) -> tensor<f32> {
  %v, %p = tcc.top_k %x k 3 : tensor<8xf32>
  %0 = tcc.reduce_sum %v axes [0] : tensor<3xf32>
  return %0 : tensor<f32>
}
func.func @grad(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<8xf32>) -> (tensor<f32>, tensor<8xf32>)
  return %0#1 : tensor<8xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{k is 5, but the last axis has 4 elements}}
  %v, %p = tcc.top_k %x k 5 : tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<f32>) {
  // expected-error@+1 {{operand must have an axis to choose along, but is 'tensor<f32>'}}
  %v, %p = tcc.top_k %x k 0 : tensor<f32>
  return
}
