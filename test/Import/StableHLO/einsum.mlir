// Named axes, rows along an axis, random numbers.
// RUN: tcc-opt %s --tcc-import-stablehlo | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | tcc-opt --tcc-import-stablehlo | FileCheck %s

// CHECK-LABEL: @einsum
// CHECK-SAME: %[[X:.*]]: tensor<3x4x5xf32>, %[[Y:.*]]: tensor<3x5x6xf32>, %[[D:.*]]: tensor<4x4xf32>)
func.func @einsum(%x: tensor<3x4x5xf32>, %y: tensor<3x5x6xf32>, %d: tensor<4x4xf32>) -> (tensor<6x3x4xf32>, tensor<4xf32>, tensor<f32>, tensor<4xf32>) {
  // CHECK: %[[P:.*]] = tcc.dot %[[X]], %[[Y]] batch [0] x [0] contracting [2] x [1]
  // CHECK: tcc.transpose %[[P]] permutation [2, 0, 1]
  %0 = "stablehlo.einsum"(%x, %y) <{einsum_config = "bij,bjk->kbi"}> : (tensor<3x4x5xf32>, tensor<3x5x6xf32>) -> tensor<6x3x4xf32>
  // Axes that nobody else names are summed over first.
  // CHECK: %[[S:.*]] = tcc.reduce_sum %[[Y]] axes [2]
  // CHECK: tcc.dot %[[X]], %[[S]] batch [] x [] contracting [0, 2] x [0, 1]
  %1 = "stablehlo.einsum"(%x, %y) <{einsum_config = "bij,bjk->i"}> : (tensor<3x4x5xf32>, tensor<3x5x6xf32>) -> tensor<4xf32>
  // The trace, and the diagonal.
  // CHECK: tcc.compare eq
  // CHECK: tcc.reduce_sum
  %2 = "stablehlo.unary_einsum"(%d) <{einsum_config = "ii->"}> : (tensor<4x4xf32>) -> tensor<f32>
  %3 = "stablehlo.unary_einsum"(%d) <{einsum_config = "ii->i"}> : (tensor<4x4xf32>) -> tensor<4xf32>
  return %0, %1, %2, %3 : tensor<6x3x4xf32>, tensor<4xf32>, tensor<f32>, tensor<4xf32>
}

// CHECK-LABEL: @torch_index_select
func.func @torch_index_select(%x: tensor<5x1x5xf32>, %i: tensor<2xi32>, %j: tensor<5x3xi32>) -> (tensor<2x1x5xf32>, tensor<5x1x3xf32>) {
  // CHECK: tcc.gather %{{.*}}, %{{.*}} sizes [1, 1, 5] offset_dims [1, 2] collapsed_slice_dims [0] start_index_map [0] index_vector_dim 1
  %0 = "stablehlo.torch_index_select"(%x, %i) <{dim = 0 : i64, batch_dims = 0 : i64}> : (tensor<5x1x5xf32>, tensor<2xi32>) -> tensor<2x1x5xf32>
  // CHECK: tcc.gather %{{.*}}, %{{.*}} sizes [1, 1, 1] offset_dims [1] collapsed_slice_dims [2] operand_batching_dims [0] start_indices_batching_dims [0] start_index_map [2] index_vector_dim 2
  %1 = "stablehlo.torch_index_select"(%x, %j) <{dim = 2 : i64, batch_dims = 1 : i64}> : (tensor<5x1x5xf32>, tensor<5x3xi32>) -> tensor<5x1x3xf32>
  return %0, %1 : tensor<2x1x5xf32>, tensor<5x1x3xf32>
}

// CHECK-LABEL: @rng
func.func @rng(%a: tensor<f32>, %b: tensor<f32>, %i: tensor<i8>, %j: tensor<i8>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xi8>) {
  %s = stablehlo.constant dense<[2, 3]> : tensor<2xi64>
  // CHECK: tcc.uniform %{{.*}}, f32 shape [2, 3] id 0
  // CHECK: tcc.compare lt
  %0 = stablehlo.rng %a, %b, %s, distribution = UNIFORM : (tensor<f32>, tensor<f32>, tensor<2xi64>) -> tensor<2x3xf32>
  // CHECK: tcc.normal %{{.*}}, f32 shape [2, 3] id 1
  %1 = stablehlo.rng %a, %b, %s, distribution = NORMAL : (tensor<f32>, tensor<f32>, tensor<2xi64>) -> tensor<2x3xf32>
  // CHECK: tcc.uniform %{{.*}}, f64 shape [2, 3] id 2
  // CHECK: tcc.floor
  // CHECK: tcc.convert %{{.*}} to i8
  %2 = stablehlo.rng %i, %j, %s, distribution = UNIFORM : (tensor<i8>, tensor<i8>, tensor<2xi64>) -> tensor<2x3xi8>
  return %0, %1, %2 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xi8>
}
