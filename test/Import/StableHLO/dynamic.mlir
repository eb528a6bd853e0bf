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
