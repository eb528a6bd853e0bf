// tcc.take: rows by clamped indices, a gather written shortly.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites | FileCheck %s --check-prefix=GATHER
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.take %{{.*}}, %{{.*}} axis 0 : tensor<7x3xf32>, tensor<2x5xi32>
// GATHER-LABEL: func.func @main
// GATHER: tcc.gather %{{.*}}, %{{.*}} sizes [1, 3] offset_dims [2] collapsed_slice_dims [0] start_index_map [0] index_vector_dim 2 : tensor<7x3xf32>, tensor<2x5xi32>
// GATHER-LABEL: func.func @columns
// GATHER: tcc.gather %{{.*}}, %{{.*}} sizes [7, 1] offset_dims [0] collapsed_slice_dims [1] start_index_map [1] index_vector_dim 1
// LINALG-LABEL: func.func @main
// LINALG: linalg.generic {{.*}}ins(%arg1 : tensor<2x5xi32>)
// LINALG: ^bb0(%[[I:.*]]: i32
// LINALG-DAG: %[[LAST:.*]] = arith.constant 6 : index
// LINALG-DAG: arith.index_cast %[[I]]
// LINALG: arith.maxsi
// LINALG: %[[ROW:.*]] = arith.minsi %{{.*}}, %[[LAST]]
// LINALG: tensor.extract %{{.*}}[%[[ROW]], %{{.*}}] : tensor<7x3xf32>
func.func @main(%t: tensor<7x3xf32>, %i: tensor<2x5xi32>) -> tensor<2x5x3xf32> {
  %0 = tcc.take %t, %i axis 0 : tensor<7x3xf32>, tensor<2x5xi32>
  return %0 : tensor<2x5x3xf32>
}
func.func @columns(%t: tensor<7x3xf32>, %i: tensor<5xi32>) -> tensor<7x5xf32> {
  %0 = tcc.take %t, %i axis 1 : tensor<7x3xf32>, tensor<5xi32>
  return %0 : tensor<7x5xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[G:.*]] = tcc.scatter add %{{.*}} at %arg1 from %{{.*}} clip update_window_dims [2]
// GRAD: return %[[G]]
func.func private @loss(%t: tensor<7x3xf32>, %i: tensor<2x5xi32>, %c: tensor<2x5x3xf32>) -> tensor<f32> {
  %0 = tcc.take %t, %i axis 0 : tensor<7x3xf32>, tensor<2x5xi32>
  %1 = tcc.mul %0, %c : tensor<2x5x3xf32>, tensor<2x5x3xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2] : tensor<2x5x3xf32>
  return %2 : tensor<f32>
}
func.func @grad(%t: tensor<7x3xf32>, %i: tensor<2x5xi32>, %c: tensor<2x5x3xf32>) -> (tensor<7x3xf32>) {
  %0:2 = tcc.value_and_grad @loss(%t, %i, %c) wrt [0]
      : (tensor<7x3xf32>, tensor<2x5xi32>, tensor<2x5x3xf32>) -> (tensor<f32>, tensor<7x3xf32>)
  return %0#1 : tensor<7x3xf32>
}

//--- bad.mlir
func.func @main(%t: tensor<f32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{table must have rows (rank 1 or more), but is 'tensor<f32>'}}
  %0 = tcc.take %t, %i axis 0 : tensor<f32>, tensor<5xi32>
  return
}

// -----

func.func @main(%t: tensor<0x3xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{there are no rows to choose from, but [5] are asked for}}
  %0 = tcc.take %t, %i axis 0 : tensor<0x3xf32>, tensor<5xi32>
  return
}

// -----

func.func @main(%t: tensor<4x3xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{axis 2 is out of range: the operand has rank 2}}
  %0 = tcc.take %t, %i axis 2 : tensor<4x3xf32>, tensor<5xi32>
  return
}
