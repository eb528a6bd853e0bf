// Shapes and sizes that are operands follow from constants, or from the result's type.
// RUN: tcc-opt %s --tcc-import-stablehlo | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | tcc-opt --tcc-import-stablehlo | FileCheck %s

// CHECK-LABEL: @shapes
// CHECK-SAME: %[[X:.*]]: tensor<4x6xf32>, %[[S:.*]]: tensor<2xi64>, %[[T:.*]]: tensor<3xi32>)
func.func @shapes(%x: tensor<4x6xf32>, %s: tensor<2xi64>, %t: tensor<3xi32>) -> (tensor<3x8xf32>, tensor<2x4x6xf32>, tensor<5x7xi32>) {
  // CHECK: tcc.reshape %[[X]] to [3, 8]
  %0 = stablehlo.dynamic_reshape %x, %s : (tensor<4x6xf32>, tensor<2xi64>) -> tensor<3x8xf32>
  // CHECK: tcc.broadcast %[[X]] to [2, 4, 6]
  %1 = stablehlo.dynamic_broadcast_in_dim %x, %t, dims = [1, 2] : (tensor<4x6xf32>, tensor<3xi32>) -> tensor<2x4x6xf32>
  // CHECK: tcc.iota i32 shape [5, 7] axis 1
  %2 = stablehlo.dynamic_iota %s, dim = 1 : (tensor<2xi64>) -> tensor<5x7xi32>
  return %0, %1, %2 : tensor<3x8xf32>, tensor<2x4x6xf32>, tensor<5x7xi32>
}

// Numbers are computed here: 6 / 2 - 2, and so on.
// CHECK-LABEL: @arithmetic
// CHECK-SAME: %[[X:.*]]: tensor<4x6xf32>, %[[Z:.*]]: tensor<f32>)
func.func @arithmetic(%x: tensor<4x6xf32>, %z: tensor<f32>) -> (tensor<5x12xf32>, tensor<2x3xf32>) {
  %n = stablehlo.get_dimension_size %x, dim = 1 : (tensor<4x6xf32>) -> tensor<i32>
  %two = stablehlo.constant dense<2> : tensor<i32>
  %half = stablehlo.divide %n, %two : tensor<i32>
  %low = stablehlo.subtract %half, %two : tensor<i32>
  %c = stablehlo.compare GT, %low, %two : (tensor<i32>, tensor<i32>) -> tensor<i1>
  %m = stablehlo.select %c, %two, %low : tensor<i1>, tensor<i32>
  %0 = stablehlo.reshape %m : (tensor<i32>) -> tensor<1xi32>
  %1 = stablehlo.convert %0 : (tensor<1xi32>) -> tensor<1xi64>
  %zero = stablehlo.constant dense<0> : tensor<1xi64>
  %lows = stablehlo.concatenate %1, %zero, dim = 0 : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %highs = stablehlo.constant dense<[0, 1]> : tensor<2xi64>
  // CHECK: tcc.pad %[[X]], %[[Z]] low [1, 0] high [0, 1] interior [0, 1]
  %2 = stablehlo.dynamic_pad %x, %z, %lows, %highs, %highs : (tensor<4x6xf32>, tensor<f32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<5x12xf32>
  %limits = stablehlo.constant dense<[4, 6]> : tensor<2xi64>
  %i = stablehlo.iota dim = 0 : tensor<2xi64>
  %ones = stablehlo.constant dense<1> : tensor<2xi64>
  %strides = stablehlo.maximum %i, %ones : tensor<2xi64>
  %twos = stablehlo.add %strides, %ones : tensor<2xi64>
  // CHECK: tcc.slice %[[X]] starts [1, 0] limits [4, 6] strides [2, 2]
  %3 = stablehlo.real_dynamic_slice %x, %lows, %limits, %twos : (tensor<4x6xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<2x3xf32>
  return %2, %3 : tensor<5x12xf32>, tensor<2x3xf32>
}

// Starts that are computed make a slice as long as its type says.
// CHECK-LABEL: @computed_starts
func.func @computed_starts(%x: tensor<4x6xf32>, %s: tensor<2xi64>, %l: tensor<2xi64>) -> tensor<2x3xf32> {
  %ones = stablehlo.constant dense<1> : tensor<2xi64>
  // CHECK: tcc.dynamic_slice %{{.*}}, %{{.*}}, %{{.*}} sizes [2, 3]
  %0 = stablehlo.real_dynamic_slice %x, %s, %l, %ones : (tensor<4x6xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: @windows
func.func @windows(%x: tensor<13x6xf32>, %i: tensor<3x1xi32>, %y: tensor<1x8x8x1xf32>, %k: tensor<3x3x1x1xf32>) -> (tensor<3x6xf32>, tensor<1x8x8x1xf32>, tensor<13x6xf32>) {
  %sizes = stablehlo.constant dense<[1, 6]> : tensor<2xi32>
  // CHECK: tcc.gather %{{.*}}, %{{.*}} sizes [1, 6] offset_dims [1]
  %0 = "stablehlo.dynamic_gather"(%x, %i, %sizes) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false}> : (tensor<13x6xf32>, tensor<3x1xi32>, tensor<2xi32>) -> tensor<3x6xf32>
  %edges = stablehlo.constant dense<1> : tensor<2x2xi64>
  // CHECK: tcc.convolution
  %1 = "stablehlo.dynamic_conv"(%y, %k, %edges) <{dimension_numbers = #stablehlo.conv<[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]>, feature_group_count = 1 : i64, batch_group_count = 1 : i64}> : (tensor<1x8x8x1xf32>, tensor<3x3x1x1xf32>, tensor<2x2xi64>) -> tensor<1x8x8x1xf32>
  %n = stablehlo.constant dense<13> : tensor<i32>
  %2 = stablehlo.set_dimension_size %x, %n, dim = 0 : (tensor<13x6xf32>, tensor<i32>) -> tensor<13x6xf32>
  // CHECK-NOT: stablehlo.
  // CHECK: return
  return %0, %1, %2 : tensor<3x6xf32>, tensor<1x8x8x1xf32>, tensor<13x6xf32>
}

// What is read twice is followed once: 2^40 paths lead from here to the constant.
// CHECK-LABEL: @doubled
func.func @doubled(%x: tensor<4x6xf32>, %z: tensor<f32>) -> tensor<5x7xf32> {
  %none = stablehlo.constant dense<0> : tensor<2xi64>
  %m0 = stablehlo.constant dense<1> : tensor<2xi64>
  %m1 = stablehlo.maximum %m0, %m0 : tensor<2xi64>
  %m2 = stablehlo.maximum %m1, %m1 : tensor<2xi64>
  %m3 = stablehlo.maximum %m2, %m2 : tensor<2xi64>
  %m4 = stablehlo.maximum %m3, %m3 : tensor<2xi64>
  %m5 = stablehlo.maximum %m4, %m4 : tensor<2xi64>
  %m6 = stablehlo.maximum %m5, %m5 : tensor<2xi64>
  %m7 = stablehlo.maximum %m6, %m6 : tensor<2xi64>
  %m8 = stablehlo.maximum %m7, %m7 : tensor<2xi64>
  %m9 = stablehlo.maximum %m8, %m8 : tensor<2xi64>
  %m10 = stablehlo.maximum %m9, %m9 : tensor<2xi64>
  %m11 = stablehlo.maximum %m10, %m10 : tensor<2xi64>
  %m12 = stablehlo.maximum %m11, %m11 : tensor<2xi64>
  %m13 = stablehlo.maximum %m12, %m12 : tensor<2xi64>
  %m14 = stablehlo.maximum %m13, %m13 : tensor<2xi64>
  %m15 = stablehlo.maximum %m14, %m14 : tensor<2xi64>
  %m16 = stablehlo.maximum %m15, %m15 : tensor<2xi64>
  %m17 = stablehlo.maximum %m16, %m16 : tensor<2xi64>
  %m18 = stablehlo.maximum %m17, %m17 : tensor<2xi64>
  %m19 = stablehlo.maximum %m18, %m18 : tensor<2xi64>
  %m20 = stablehlo.maximum %m19, %m19 : tensor<2xi64>
  %m21 = stablehlo.maximum %m20, %m20 : tensor<2xi64>
  %m22 = stablehlo.maximum %m21, %m21 : tensor<2xi64>
  %m23 = stablehlo.maximum %m22, %m22 : tensor<2xi64>
  %m24 = stablehlo.maximum %m23, %m23 : tensor<2xi64>
  %m25 = stablehlo.maximum %m24, %m24 : tensor<2xi64>
  %m26 = stablehlo.maximum %m25, %m25 : tensor<2xi64>
  %m27 = stablehlo.maximum %m26, %m26 : tensor<2xi64>
  %m28 = stablehlo.maximum %m27, %m27 : tensor<2xi64>
  %m29 = stablehlo.maximum %m28, %m28 : tensor<2xi64>
  %m30 = stablehlo.maximum %m29, %m29 : tensor<2xi64>
  %m31 = stablehlo.maximum %m30, %m30 : tensor<2xi64>
  %m32 = stablehlo.maximum %m31, %m31 : tensor<2xi64>
  %m33 = stablehlo.maximum %m32, %m32 : tensor<2xi64>
  %m34 = stablehlo.maximum %m33, %m33 : tensor<2xi64>
  %m35 = stablehlo.maximum %m34, %m34 : tensor<2xi64>
  %m36 = stablehlo.maximum %m35, %m35 : tensor<2xi64>
  %m37 = stablehlo.maximum %m36, %m36 : tensor<2xi64>
  %m38 = stablehlo.maximum %m37, %m37 : tensor<2xi64>
  %m39 = stablehlo.maximum %m38, %m38 : tensor<2xi64>
  %m40 = stablehlo.maximum %m39, %m39 : tensor<2xi64>
  // CHECK: tcc.pad %{{.*}}, %{{.*}} low [1, 1] high [0, 0]
  %0 = stablehlo.dynamic_pad %x, %z, %m40, %none, %none : (tensor<4x6xf32>, tensor<f32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<5x7xf32>
  return %0 : tensor<5x7xf32>
}

// A shape that the type leaves open follows from constants, and with it those of what is computed from it.
// CHECK-LABEL: func.func @refined
// CHECK-SAME: -> (tensor<3x8xf32>, tensor<2x4x6xf32>, tensor<5x7xi32>)
func.func @refined(%x: tensor<4x6xf32>) -> (tensor<?x8xf32>, tensor<?x?x6xf32>, tensor<?x7xi32>) {
  %s = stablehlo.constant dense<[3, 8]> : tensor<2xi32>
  // CHECK: %[[R:.*]] = tcc.reshape %{{.*}} to [3, 8]
  %0 = stablehlo.dynamic_reshape %x, %s : (tensor<4x6xf32>, tensor<2xi32>) -> tensor<?x8xf32>
  // CHECK: tcc.add %[[R]], %[[R]] : tensor<3x8xf32>, tensor<3x8xf32>
  %1 = stablehlo.add %0, %0 : tensor<?x8xf32>
  %t = stablehlo.constant dense<[2, 4, 6]> : tensor<3xi32>
  // CHECK: tcc.broadcast %{{.*}} to [2, 4, 6]
  %2 = stablehlo.dynamic_broadcast_in_dim %x, %t, dims = [1, 2] : (tensor<4x6xf32>, tensor<3xi32>) -> tensor<?x?x6xf32>
  %u = stablehlo.constant dense<[5, 7]> : tensor<2xi32>
  // CHECK: tcc.iota i32 shape [5, 7] axis 1
  %3 = stablehlo.dynamic_iota %u, dim = 1 : (tensor<2xi32>) -> tensor<?x7xi32>
  return %1, %2, %3 : tensor<?x8xf32>, tensor<?x?x6xf32>, tensor<?x7xi32>
}

// CHECK-LABEL: func.func @through
func.func @through(%x: tensor<4x6xf32>) -> tensor<8xf32> {
  %s = stablehlo.constant dense<[3, 8]> : tensor<2xi32>
  %0 = stablehlo.dynamic_reshape %x, %s : (tensor<4x6xf32>, tensor<2xi32>) -> tensor<?x8xf32>
  %z = stablehlo.constant dense<0.0> : tensor<f32>
  // CHECK: tcc.reduce_sum %{{.*}} axes [1] : tensor<3x8xf32>
  %1 = stablehlo.reduce(%0 init: %z) applies stablehlo.add across dimensions = [1] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK: tcc.transpose %{{.*}} : tensor<3x8xf32>
  %2 = stablehlo.transpose %0, dims = [1, 0] : (tensor<?x8xf32>) -> tensor<8x?xf32>
  // CHECK: tcc.dot %{{.*}} : tensor<8x3xf32>, tensor<3xf32>
  %3 = stablehlo.dot_general %2, %1, contracting_dims = [1] x [0] : (tensor<8x?xf32>, tensor<?xf32>) -> tensor<8xf32>
  return %3 : tensor<8xf32>
}
