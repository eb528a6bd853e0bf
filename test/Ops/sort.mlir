// tcc.sort: a stable merge sort of rows; the derivative goes through the places elements came from.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.sort ascending %{{.*}}, %{{.*}} axis 1 : tensor<4x8xf32>, tensor<4x8xi32>
// ROUNDTRIP: tcc.sort custom %{{.*}} axis 0 : tensor<8xi32> by {

// Rows are tasks; scratch is allocated once for all.
// LINALG-LABEL: func.func @main
// LINALG: exec.nest "sort" ins(%arg0, %arg1 : tensor<4x8xf32>, tensor<4x8xi32>) outs(
// LINALG: memref.alloc() : memref<4x8xf32>
// LINALG: memref.alloc() : memref<4x8xi32>
// LINALG: scf.parallel
// LINALG: scf.while
// LINALG: arith.cmpf olt
// LINALG-NOT: memref.alloc
// LINALG: exec.return
// LINALG-NOT: tcc.
func.func @main(%k: tensor<4x8xf32>, %v: tensor<4x8xi32>) -> (tensor<4x8xf32>, tensor<4x8xi32>) {
  %0:2 = tcc.sort ascending %k, %v axis 1 : tensor<4x8xf32>, tensor<4x8xi32>
  return %0#0, %0#1 : tensor<4x8xf32>, tensor<4x8xi32>
}
// LINALG-LABEL: func.func @custom
// LINALG: exec.nest "sort"
// LINALG: arith.cmpi sgt
func.func @custom(%x: tensor<8xi32>) -> tensor<8xi32> {
  %0 = tcc.sort custom %x axis 0 : tensor<8xi32> by {
  ^bb0(%a: tensor<i32>, %b: tensor<i32>):
    %c = tcc.compare gt %a, %b : tensor<i32>, tensor<i32>
    tcc.yield %c : tensor<i1>
  }
  return %0 : tensor<8xi32>
}
// Any axis is the last one after a transpose; one element is in order.
// LINALG-LABEL: func.func @columns
// LINALG: linalg.generic
// LINALG: exec.nest "sort" ins(%{{.*}} : tensor<8x4xf32>)
// LINALG: linalg.generic
// LINALG-LABEL: func.func @one
// LINALG-NEXT: return %arg0
func.func @columns(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = tcc.sort descending %x axis 0 : tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
func.func @one(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
  %0 = tcc.sort descending %x axis 1 : tensor<4x1xf32>
  return %0 : tensor<4x1xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[IOTA:.*]] = tcc.iota i32 shape [4, 8] axis 1
// GRAD: %[[S:.*]]:2 = tcc.sort ascending %arg0, %[[IOTA]] axis 1
// GRAD: %[[DX:.*]] = tcc.scatter set %{{.*}} at %[[S]]#1 from %{{.*}} inserted_window_dims [1] input_batching_dims [0] scatter_indices_batching_dims [0] scatter_dims_to_operand_dims [1] index_vector_dim 2 {unique_indices}
// GRAD: return %[[DX]]
func.func private @loss(%x: tensor<4x8xf32>, %c: tensor<4x8xf32>) -> tensor<f32> {
  %0 = tcc.sort ascending %x axis 1 : tensor<4x8xf32>
  %1 = tcc.mul %0, %c : tensor<4x8xf32>, tensor<4x8xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<4x8xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4x8xf32>, %c: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0] : (tensor<4x8xf32>, tensor<4x8xf32>) -> (tensor<f32>, tensor<4x8xf32>)
  return %0#1 : tensor<4x8xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4xf32>, %y: tensor<5xf32>) {
  // expected-error@+1 {{operands must have one shape, but are 'tensor<4xf32>', 'tensor<5xf32>'}}
  %0:2 = tcc.sort ascending %x, %y axis 0 : tensor<4xf32>, tensor<5xf32>
  return
}

// -----

func.func @main(%x: tensor<f32>) {
  // expected-error@+1 {{axis 0 is out of range: the operand has rank 0}}
  %0 = tcc.sort ascending %x axis 0 : tensor<f32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{unknown order 'up': expected ascending, descending or custom}}
  %0 = tcc.sort up %x axis 0 : tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{needs a region to compare by}}
  %0 = tcc.sort custom %x axis 0 : tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{its comparator must take}}
  %0 = tcc.sort custom %x axis 0 : tensor<4xf32> by {
  ^bb0(%a: tensor<f32>):
    %c = tcc.compare gt %a, %a : tensor<f32>, tensor<f32>
    tcc.yield %c : tensor<i1>
  }
  return
}
