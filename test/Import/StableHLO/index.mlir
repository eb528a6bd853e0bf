// RUN: tcc-opt %s --tcc-import-stablehlo | FileCheck %s

// CHECK-LABEL: @gather
// CHECK-SAME: %[[X:.*]]: tensor<13x6xf32>, %[[I:.*]]: tensor<3x5x1xi32>)
func.func @gather(%x: tensor<13x6xf32>, %i: tensor<3x5x1xi32>) -> tensor<3x5x6xf32> {
  // CHECK: tcc.gather %[[X]], %[[I]] sizes [1, 6] offset_dims [2] collapsed_slice_dims [0] start_index_map [0] index_vector_dim 2
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, slice_sizes = array<i64: 1, 6>}> : (tensor<13x6xf32>, tensor<3x5x1xi32>) -> tensor<3x5x6xf32>
  return %0 : tensor<3x5x6xf32>
}

// What is subtracted is the opposite of what is added.
// CHECK-LABEL: @scatter_sub
// CHECK: %[[N:.*]] = tcc.neg %arg2
// CHECK: tcc.scatter add %arg0 at %arg1 from %[[N]]
func.func @scatter_sub(%x: tensor<8xui8>, %i: tensor<5x1xi32>, %u: tensor<5xui8>) -> tensor<8xui8> {
  %0 = "stablehlo.scatter"(%x, %i, %u) <{scatter_dimension_numbers = #stablehlo.scatter<inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
  ^bb0(%a: tensor<ui8>, %b: tensor<ui8>):
    %1 = stablehlo.subtract %a, %b : tensor<ui8>
    stablehlo.return %1 : tensor<ui8>
  }) : (tensor<8xui8>, tensor<5x1xi32>, tensor<5xui8>) -> tensor<8xui8>
  return %0 : tensor<8xui8>
}

// CHECK-LABEL: @scatter(
func.func @scatter(%x: tensor<8x3xf32>, %i: tensor<5x1xi32>, %u: tensor<5x3xf32>) -> (tensor<8x3xf32>, tensor<8x3xf32>, tensor<8x3xf32>) {
  // CHECK: tcc.scatter add
  %0 = "stablehlo.scatter"(%x, %i, %u) <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %3 = stablehlo.add %a, %b : tensor<f32>
    stablehlo.return %3 : tensor<f32>
  }) : (tensor<8x3xf32>, tensor<5x1xi32>, tensor<5x3xf32>) -> tensor<8x3xf32>
  // CHECK: tcc.scatter set
  %1 = "stablehlo.scatter"(%x, %i, %u) <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    stablehlo.return %b : tensor<f32>
  }) : (tensor<8x3xf32>, tensor<5x1xi32>, tensor<5x3xf32>) -> tensor<8x3xf32>
  // CHECK: tcc.scatter custom
  // CHECK: ^bb0(%[[A:.*]]: tensor<f32>, %[[B:.*]]: tensor<f32>):
  // CHECK-NEXT: %[[D:.*]] = tcc.sub %[[B]], %[[A]]
  // CHECK-NEXT: tcc.yield %[[D]]
  %2 = "stablehlo.scatter"(%x, %i, %u) <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %3 = stablehlo.subtract %b, %a : tensor<f32>
    stablehlo.return %3 : tensor<f32>
  }) : (tensor<8x3xf32>, tensor<5x1xi32>, tensor<5x3xf32>) -> tensor<8x3xf32>
  return %0, %1, %2 : tensor<8x3xf32>, tensor<8x3xf32>, tensor<8x3xf32>
}

// CHECK-LABEL: @sort
func.func @sort(%x: tensor<8xf32>, %i: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<8xf32>) {
  // What frameworks make of floats before they compare them is the order of tcc.sort itself.
  // CHECK: tcc.sort ascending %{{.*}}, %{{.*}} axis 0 : tensor<8xf32>, tensor<8xi32>
  %0:2 = "stablehlo.sort"(%x, %i) <{dimension = 0 : i64, is_stable = true}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>, %c: tensor<i32>, %d: tensor<i32>):
    %zero = stablehlo.constant dense<0.0> : tensor<f32>
    %nan = stablehlo.constant dense<0x7FC00000> : tensor<f32>
    %3 = stablehlo.compare EQ, %a, %zero, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %4 = stablehlo.select %3, %zero, %a : tensor<i1>, tensor<f32>
    %5 = stablehlo.compare NE, %a, %a, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %6 = stablehlo.select %5, %nan, %4 : tensor<i1>, tensor<f32>
    %7 = stablehlo.compare EQ, %b, %zero, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %8 = stablehlo.select %7, %zero, %b : tensor<i1>, tensor<f32>
    %9 = stablehlo.compare NE, %b, %b, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %10 = stablehlo.select %9, %nan, %8 : tensor<i1>, tensor<f32>
    %11 = stablehlo.compare LT, %6, %10, TOTALORDER : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %11 : tensor<i1>
  }) : (tensor<8xf32>, tensor<8xi32>) -> (tensor<8xf32>, tensor<8xi32>)
  // CHECK: tcc.sort descending %{{.*}} axis 0 : tensor<8xi32>
  %1 = "stablehlo.sort"(%i) <{dimension = -1 : i64}> ({
  ^bb0(%a: tensor<i32>, %b: tensor<i32>):
    %3 = stablehlo.compare GT, %a, %b, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %3 : tensor<i1>
  }) : (tensor<8xi32>) -> tensor<8xi32>
  // A comparison that is no total order is left to the region.
  // CHECK: tcc.sort custom %{{.*}} axis 0
  // CHECK: tcc.compare lt
  %2 = "stablehlo.sort"(%x) <{dimension = 0 : i64}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %3 = stablehlo.compare LT, %a, %b, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %3 : tensor<i1>
  }) : (tensor<8xf32>) -> tensor<8xf32>
  return %0#1, %1, %2 : tensor<8xi32>, tensor<8xi32>, tensor<8xf32>
}

// CHECK-LABEL: @general_reduce
func.func @general_reduce(%x: tensor<4x6xf32>, %i: tensor<4x6xi32>, %a: tensor<f32>, %b: tensor<i32>) -> tensor<4xi32> {
  // CHECK: tcc.reduce %{{.*}}, %{{.*}} from %{{.*}}, %{{.*}} axes [1]
  // CHECK: tcc.compare gt
  // CHECK: tcc.yield
  %0:2 = stablehlo.reduce(%x init: %a), (%i init: %b) across dimensions = [1] : (tensor<4x6xf32>, tensor<4x6xi32>, tensor<f32>, tensor<i32>) -> (tensor<4xf32>, tensor<4xi32>)
   reducer(%c: tensor<f32>, %d: tensor<f32>) (%e: tensor<i32>, %f: tensor<i32>) {
    %1 = stablehlo.compare GT, %c, %d, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %2 = stablehlo.select %1, %c, %d : tensor<i1>, tensor<f32>
    %3 = stablehlo.select %1, %e, %f : tensor<i1>, tensor<i32>
    stablehlo.return %2, %3 : tensor<f32>, tensor<i32>
  }
  return %0#1 : tensor<4xi32>
}

// CHECK-LABEL: @map
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>)
func.func @map(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[N:.*]] = tcc.neg %[[X]] : tensor<4xf32>
  // CHECK: %[[S:.*]] = tcc.add %[[N]], %{{.*}} : tensor<4xf32>, tensor<f32>
  // CHECK: return %[[S]]
  %0 = "stablehlo.map"(%x) <{dimensions = array<i64: 0>}> ({
  ^bb0(%e: tensor<f32>):
    %one = stablehlo.constant dense<1.0> : tensor<f32>
    %1 = stablehlo.negate %e : tensor<f32>
    %2 = stablehlo.add %1, %one : tensor<f32>
    stablehlo.return %2 : tensor<f32>
  }) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
