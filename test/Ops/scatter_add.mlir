// tcc.scatter_add: the sum of rows by clamped indices, a scatter written shortly.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites | FileCheck %s --check-prefix=SCATTER
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.scatter_add %{{.*}}, %{{.*}} rows 7 : tensor<2x5x3xf32>, tensor<2x5xi32>
// SCATTER-LABEL: func.func @main
// SCATTER: %[[ZERO:.*]] = tcc.constant dense<0.000000e+00> : tensor<7x3xf32>
// SCATTER: tcc.scatter add %[[ZERO]] at %arg1 from %arg0 clip update_window_dims [2] inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 2
// Sums of 16-bit floats are made in f32.
// SCATTER-LABEL: func.func @narrow
// SCATTER: tcc.scatter add {{.*}} : tensor<7xf32> at tensor<5xi32> from tensor<5xf32>
// SCATTER: tcc.convert {{.*}} bf16
func.func @main(%u: tensor<2x5x3xf32>, %i: tensor<2x5xi32>) -> tensor<7x3xf32> {
  %0 = tcc.scatter_add %u, %i rows 7 : tensor<2x5x3xf32>, tensor<2x5xi32>
  return %0 : tensor<7x3xf32>
}
func.func @narrow(%u: tensor<5xbf16>, %i: tensor<5xi32>) -> tensor<7xbf16> {
  %0 = tcc.scatter_add %u, %i rows 7 : tensor<5xbf16>, tensor<5xi32>
  return %0 : tensor<7xbf16>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[G:.*]] = tcc.gather %{{.*}}, %arg1 sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0] index_vector_dim 1
// GRAD: return %[[G]]
func.func private @loss(%u: tensor<5x3xf32>, %i: tensor<5xi32>, %c: tensor<7x3xf32>) -> tensor<f32> {
  %0 = tcc.scatter_add %u, %i rows 7 : tensor<5x3xf32>, tensor<5xi32>
  %1 = tcc.mul %0, %c : tensor<7x3xf32>, tensor<7x3xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<7x3xf32>
  return %2 : tensor<f32>
}
func.func @grad(%u: tensor<5x3xf32>, %i: tensor<5xi32>, %c: tensor<7x3xf32>) -> (tensor<5x3xf32>) {
  %0:2 = tcc.value_and_grad @loss(%u, %i, %c) wrt [0]
      : (tensor<5x3xf32>, tensor<5xi32>, tensor<7x3xf32>) -> (tensor<f32>, tensor<5x3xf32>)
  return %0#1 : tensor<5x3xf32>
}

//--- bad.mlir
func.func @main(%u: tensor<4x3xf32>, %i: tensor<5xi32>) {
  // expected-error@+2 {{updates [4, 3] must begin with the shape of indices, [5]}}
  // expected-note@+1 {{hint: each index says to which row its update is added}}
  %0 = tcc.scatter_add %u, %i rows 7 : tensor<4x3xf32>, tensor<5xi32>
  return
}

// -----

func.func @main(%u: tensor<5xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{there are no rows to choose from}}
  %0 = tcc.scatter_add %u, %i rows 0 : tensor<5xf32>, tensor<5xi32>
  return
}
