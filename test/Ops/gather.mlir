// tcc.gather: windows that begin where index vectors say; its transpose is a scatter that adds.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.gather %{{.*}}, %{{.*}} sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0, 1] index_vector_dim 1 : tensor<8x9xf32>, tensor<5x2xi32>
// ROUNDTRIP: tcc.gather %{{.*}}, %{{.*}} drop sizes [1, 1] collapsed_slice_dims [1] operand_batching_dims [0] start_indices_batching_dims [0] start_index_map [1] index_vector_dim 2
// Each component is clamped so that the window lies inside: rows to 7, columns to 6.
// LINALG-LABEL: func.func @main
// LINALG: tensor.extract %arg1
// LINALG: arith.constant 7 : index
// LINALG: arith.minsi
// LINALG: tensor.extract %arg1
// LINALG: arith.constant 6 : index
// LINALG: arith.minsi
// LINALG: tensor.extract %arg0
// LINALG-NOT: arith.select
// LINALG-NOT: tcc.
func.func @main(%x: tensor<8x9xf32>, %i: tensor<5x2xi32>) -> tensor<5x3xf32> {
  %0 = tcc.gather %x, %i sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0, 1] index_vector_dim 1
      : tensor<8x9xf32>, tensor<5x2xi32>
  return %0 : tensor<5x3xf32>
}
// LINALG-LABEL: func.func @dropped
// LINALG: arith.cmpi ule
// LINALG: tensor.extract %arg0
// LINALG: arith.select
func.func @dropped(%x: tensor<4x8xf32>, %i: tensor<4x6xi64>) -> tensor<4x6xf32> {
  %0 = tcc.gather %x, %i drop sizes [1, 1] collapsed_slice_dims [1] operand_batching_dims [0] start_indices_batching_dims [0]
      start_index_map [1] index_vector_dim 2 : tensor<4x8xf32>, tensor<4x6xi64>
  return %0 : tensor<4x6xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[DX:.*]] = tcc.scatter add %{{.*}} at %arg1 from %{{.*}} clip update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0, 1] index_vector_dim 1
// GRAD: return %[[DX]]
func.func private @loss(%x: tensor<8x9xf32>, %i: tensor<5x2xi32>) -> tensor<f32> {
  %0 = tcc.gather %x, %i sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0, 1] index_vector_dim 1
      : tensor<8x9xf32>, tensor<5x2xi32>
  %1 = tcc.reduce_sum %0 axes [0, 1] : tensor<5x3xf32>
  return %1 : tensor<f32>
}
func.func @grad(%x: tensor<8x9xf32>, %i: tensor<5x2xi32>) -> tensor<8x9xf32> {
  %0:2 = tcc.value_and_grad @loss(%x, %i) wrt [0] : (tensor<8x9xf32>, tensor<5x2xi32>) -> (tensor<f32>, tensor<8x9xf32>)
  return %0#1 : tensor<8x9xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<8x9xf32>, %i: tensor<5x3xi32>) {
  // expected-error@+1 {{index vectors have 3 elements, but 2 axes of the operand are mapped to: [0, 1]}}
  %0 = tcc.gather %x, %i sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0, 1] index_vector_dim 1
      : tensor<8x9xf32>, tensor<5x3xi32>
  return
}

// -----

func.func @main(%x: tensor<8xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{windows of [9] do not fit into the operand, [8]}}
  %0 = tcc.gather %x, %i sizes [9] offset_dims [1] start_index_map [0] index_vector_dim 1 : tensor<8xf32>, tensor<5xi32>
  return
}

// -----

func.func @main(%x: tensor<8x9xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{a window must have size 1 along axis 0, which is no axis of windows, but has 2}}
  %0 = tcc.gather %x, %i sizes [2, 9] offset_dims [1] collapsed_slice_dims [0] start_index_map [0] index_vector_dim 1
      : tensor<8x9xf32>, tensor<5xi32>
  return
}

// -----

func.func @main(%x: tensor<8x9xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{windows have 1 axes, but axes [] are given for them}}
  %0 = tcc.gather %x, %i sizes [1, 9] collapsed_slice_dims [0] start_index_map [0] index_vector_dim 1
      : tensor<8x9xf32>, tensor<5xi32>
  return
}

// -----

func.func @main(%x: tensor<4x9xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{batching axis 0 of the operand has extent 4, but axis 0 of the indices 5}}
  %0 = tcc.gather %x, %i sizes [1, 1] collapsed_slice_dims [1] operand_batching_dims [0] start_indices_batching_dims [0]
      start_index_map [1] index_vector_dim 1 : tensor<4x9xf32>, tensor<5xi32>
  return
}

// -----

func.func @main(%x: tensor<4x9xf32>, %i: tensor<4xi32>) {
  // expected-error@+1 {{index_vector_dim 2 is out of range: the indices have rank 1}}
  %0 = tcc.gather %x, %i sizes [1, 9] offset_dims [1] collapsed_slice_dims [0] start_index_map [0] index_vector_dim 2
      : tensor<4x9xf32>, tensor<4xi32>
  return
}
