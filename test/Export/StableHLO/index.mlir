// RUN: tcc-opt %s --tcc-export-stablehlo --verify-each | FileCheck %s

// Starts have 32 bits at least; what does not lie inside becomes 0, or is moved inside.
// CHECK-LABEL: @gather
func.func @gather(%x: tensor<8x3xf32>, %i: tensor<5xi8>) -> tensor<5x3xf32> {
  // CHECK: %[[I:.*]] = stablehlo.convert %{{.*}} : (tensor<5xi8>) -> tensor<5xi32>
  // CHECK: %[[G:.*]] = "stablehlo.gather"(%{{.*}}, %[[I]])
  // CHECK-SAME: #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>
  // CHECK: stablehlo.compare  GE, %[[I]]
  // CHECK: %[[LAST:.*]] = stablehlo.constant dense<7> : tensor<5xi32>
  // CHECK: stablehlo.compare  LE, %[[I]], %[[LAST]]
  // CHECK: stablehlo.select %{{.*}}, %[[G]], %{{.*}}
  %0 = tcc.gather %x, %i drop sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0] index_vector_dim 1 : tensor<8x3xf32>, tensor<5xi8>
  return %0 : tensor<5x3xf32>
}

// CHECK-LABEL: @scatter
func.func @scatter(%x: tensor<8x3xf32>, %i: tensor<5xi32>, %u: tensor<5x3xf32>) -> (tensor<8x3xf32>, tensor<8x3xf32>) {
  // CHECK: %[[I:.*]] = stablehlo.clamp
  // CHECK: "stablehlo.scatter"(%{{.*}}, %[[I]], %{{.*}})
  // CHECK-SAME: #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>
  // CHECK: stablehlo.add
  %0 = tcc.scatter add %x at %i from %u clip update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1 : tensor<8x3xf32> at tensor<5xi32> from tensor<5x3xf32>
  // CHECK: "stablehlo.scatter"(%arg0, %arg1, %arg2)
  // CHECK-SAME: unique_indices = true
  // CHECK: ^bb0(%{{.*}}: tensor<f32>, %[[U:.*]]: tensor<f32>):
  // CHECK-NEXT: stablehlo.return %[[U]]
  %1 = tcc.scatter set %x at %i from %u update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1 {unique_indices} : tensor<8x3xf32> at tensor<5xi32> from tensor<5x3xf32>
  return %0, %1 : tensor<8x3xf32>, tensor<8x3xf32>
}

// CHECK-LABEL: @slices
func.func @slices(%x: tensor<4x8xf32>, %i: tensor<ui8>, %row: tensor<1x8xf32>) -> (tensor<1x3xf32>, tensor<4x8xf32>) {
  // CHECK: %[[I:.*]] = stablehlo.convert %{{.*}} : (tensor<ui8>) -> tensor<i32>
  // CHECK: stablehlo.dynamic_slice %{{.*}}, %[[I]], %{{.*}}, sizes = [1, 3]
  %0 = tcc.dynamic_slice %x, %i, %i sizes [1, 3] : tensor<4x8xf32>, tensor<ui8>, tensor<ui8>
  // CHECK: stablehlo.dynamic_update_slice
  %1 = tcc.dynamic_update_slice %x, %row, %i, %i : tensor<4x8xf32>, tensor<1x8xf32>, tensor<ui8>, tensor<ui8>
  return %0, %1 : tensor<1x3xf32>, tensor<4x8xf32>
}

// An index that no signed number holds is no place of the last axis.
// CHECK-LABEL: @one_hot
func.func @one_hot(%i: tensor<3xui64>) -> tensor<3x4xf32> {
  // CHECK: %[[MOST:.*]] = stablehlo.constant dense<9223372036854775807> : tensor<3xui64>
  // CHECK: stablehlo.minimum %{{.*}}, %[[MOST]]
  // CHECK: stablehlo.compare  EQ, %{{.*}}, %{{.*}},  SIGNED : (tensor<3x4xi64>, tensor<3x4xi64>) -> tensor<3x4xi1>
  %0 = tcc.one_hot %i depth 4 as f32 : tensor<3xui64>
  return %0 : tensor<3x4xf32>
}

// The order of tcc.sort: NaN is the largest, -0 is 0, equal elements keep their order.
// CHECK-LABEL: @sort
func.func @sort(%x: tensor<8xf32>, %y: tensor<8xi32>) -> (tensor<8xf32>, tensor<8xi32>, tensor<8xi32>) {
  // CHECK: "stablehlo.sort"(%{{.*}}, %{{.*}}) <{dimension = 0 : i64, is_stable = true}>
  // CHECK: ^bb0(%[[A:.*]]: tensor<f32>, %{{.*}}: tensor<f32>, %{{.*}}: tensor<i32>, %{{.*}}: tensor<i32>):
  // CHECK: %[[NAN:.*]] = stablehlo.compare  NE, %[[A]], %[[A]],  FLOAT
  // CHECK: stablehlo.select %[[NAN]]
  // CHECK: stablehlo.compare  GT, %{{.*}}, %{{.*}},  TOTALORDER
  %0:2 = tcc.sort descending %x, %y axis 0 : tensor<8xf32>, tensor<8xi32>
  // CHECK: "stablehlo.sort"
  // CHECK: ^bb0(%[[A:.*]]: tensor<i32>, %[[B:.*]]: tensor<i32>):
  // CHECK-NEXT: %[[C:.*]] = stablehlo.compare  LT, %[[A]], %[[B]],  SIGNED
  // CHECK-NEXT: stablehlo.return %[[C]]
  %1 = tcc.sort ascending %y axis 0 : tensor<8xi32>
  return %0#0, %0#1, %1 : tensor<8xf32>, tensor<8xi32>, tensor<8xi32>
}

// CHECK-LABEL: @argmax
func.func @argmax(%x: tensor<4x8xf32>) -> tensor<4xi32> {
  // CHECK: %[[PLACES:.*]] = stablehlo.iota dim = 1 : tensor<4x8xi32>
  // CHECK: %[[R:.*]]:2 = stablehlo.reduce(%{{.*}} init: %{{.*}}), (%[[PLACES]] init: %{{.*}}) across dimensions = [1]
  // CHECK: return %[[R]]#1
  %0 = tcc.argmax %x axis 1 : tensor<4x8xf32>
  return %0 : tensor<4xi32>
}
