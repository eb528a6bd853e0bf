// RUN: tcc-opt %s --tcc-import-stablehlo | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | tcc-opt --tcc-import-stablehlo | FileCheck %s

// CHECK-LABEL: @elementwise
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[P:.*]]: tensor<4xi1>, %[[L:.*]]: tensor<f32>)
func.func @elementwise(%x: tensor<4xf32>, %p: tensor<4xi1>, %l: tensor<f32>) -> (tensor<4xf32>, tensor<4xi1>) {
  // CHECK: %[[E:.*]] = tcc.expm1 %[[X]]
  %0 = stablehlo.exponential_minus_one %x : tensor<4xf32>
  // CHECK: tcc.clamp %[[E]], %[[L]], %[[X]]
  %1 = stablehlo.clamp %l, %0, %x : (tensor<f32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // Arithmetic of truth values is logic.
  // CHECK: tcc.or %[[P]], %[[P]]
  %2 = stablehlo.add %p, %p : tensor<4xi1>
  // CHECK: tcc.compare ge %{{.*}}, %[[X]]
  %3 = stablehlo.compare GE, %1, %x, FLOAT : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // CHECK: %[[B:.*]] = tcc.and
  %4 = stablehlo.multiply %2, %3 : tensor<4xi1>
  // CHECK: tcc.compare ne %{{.*}}, %{{.*}} : tensor<4xf32>, tensor<4xf32>
  %5 = stablehlo.convert %1 : (tensor<4xf32>) -> tensor<4xi1>
  %6 = stablehlo.xor %4, %5 : tensor<4xi1>
  // CHECK-NOT: {{stablehlo|chlo}}.
  // CHECK: return
  return %1, %6 : tensor<4xf32>, tensor<4xi1>
}

// CHECK-LABEL: @shape
// CHECK-SAME: %[[X:.*]]: tensor<4x6xf32>, %[[R:.*]]: tensor<6xf32>, %[[Z:.*]]: tensor<f32>)
func.func @shape(%x: tensor<4x6xf32>, %r: tensor<6xf32>, %z: tensor<f32>) -> tensor<6x4xf32> {
  // Leading axes are added by tcc.broadcast itself.
  // CHECK: tcc.broadcast %[[R]] to [4, 6]
  %0 = stablehlo.broadcast_in_dim %r, dims = [1] : (tensor<6xf32>) -> tensor<4x6xf32>
  // CHECK: %[[C:.*]] = tcc.reshape %[[R]] to [6, 1]
  // CHECK: tcc.broadcast %[[C]] to [6, 4]
  %1 = stablehlo.broadcast_in_dim %r, dims = [0] : (tensor<6xf32>) -> tensor<6x4xf32>
  // CHECK: %[[T:.*]] = tcc.transpose %[[X]] permutation [1, 0]
  // CHECK: tcc.broadcast %[[T]] to [2, 6, 4]
  %2 = stablehlo.broadcast_in_dim %x, dims = [2, 1] : (tensor<4x6xf32>) -> tensor<2x6x4xf32>
  // CHECK: tcc.slice %{{.*}} starts [0, 0, 0] limits [1, 6, 4] strides [1, 1, 1]
  %3 = stablehlo.slice %2 [0:1, 0:6, 0:4] : (tensor<2x6x4xf32>) -> tensor<1x6x4xf32>
  // CHECK: tcc.reshape %{{.*}} to [6, 4]
  %4 = stablehlo.reshape %3 : (tensor<1x6x4xf32>) -> tensor<6x4xf32>
  %5 = stablehlo.add %1, %4 : tensor<6x4xf32>
  return %5 : tensor<6x4xf32>
}

// CHECK-LABEL: @reduce
// CHECK-SAME: %[[X:.*]]: tensor<4x6xf32>, %[[P:.*]]: tensor<4x6xi1>, %[[S:.*]]: tensor<f32>)
func.func @reduce(%x: tensor<4x6xf32>, %p: tensor<4x6xi1>, %start: tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xi1>) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  // A neutral initial value vanishes.
  // CHECK: %[[SUM:.*]] = tcc.reduce_sum %[[X]] axes [1]
  %0 = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<4x6xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: %[[MAX:.*]] = tcc.reduce_max %[[X]] axes [1]
  // CHECK: %[[M:.*]] = tcc.max %[[MAX]], %[[S]]
  %1 = stablehlo.reduce(%x init: %start) applies stablehlo.maximum across dimensions = [1] : (tensor<4x6xf32>, tensor<f32>) -> tensor<4xf32>
  %false = stablehlo.constant dense<false> : tensor<i1>
  // CHECK: %[[BYTES:.*]] = tcc.convert %[[P]]
  // CHECK: %[[ANY:.*]] = tcc.reduce_max %[[BYTES]] axes [1]
  // CHECK: %[[A:.*]] = tcc.compare gt %[[ANY]]
  %2 = stablehlo.reduce(%p init: %false) applies stablehlo.or across dimensions = [1] : (tensor<4x6xi1>, tensor<i1>) -> tensor<4xi1>
  // CHECK: return %[[SUM]], %[[M]], %[[A]]
  return %0, %1, %2 : tensor<4xf32>, tensor<4xf32>, tensor<4xi1>
}

// CHECK-LABEL: @products
// CHECK-SAME: %[[A:.*]]: tensor<3x4xbf16>, %[[B:.*]]: tensor<4x5xbf16>)
func.func @products(%a: tensor<3x4xbf16>, %b: tensor<4x5xbf16>) -> tensor<3x5xf32> {
  // CHECK: tcc.dot %[[A]], %[[B]] batch [] x [] contracting [1] x [0] as f32
  %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<3x4xbf16>, tensor<4x5xbf16>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// Factors that are narrower than the sum stay as they are, each for itself.
// CHECK-LABEL: @narrow
// CHECK-SAME: %[[X:.*]]: tensor<1x9x4xi8>, %[[W:.*]]: tensor<3x4x2xi8>, %[[A:.*]]: tensor<3x4xf32>, %[[B:.*]]: tensor<4x5xbf16>)
func.func @narrow(%x: tensor<1x9x4xi8>, %w: tensor<3x4x2xi8>, %a: tensor<3x4xf32>, %b: tensor<4x5xbf16>)
    -> (tensor<1x7x2xi32>, tensor<3x5xf32>) {
  // CHECK: tcc.convolution %[[X]], %[[W]] layouts {{.*}} as i32 : tensor<1x9x4xi8>, tensor<3x4x2xi8>
  %0 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {}
      {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x9x4xi8>, tensor<3x4x2xi8>) -> tensor<1x7x2xi32>
  // CHECK: tcc.dot %[[A]], %[[B]] {{.*}} as f32 : tensor<3x4xf32>, tensor<4x5xbf16>
  %1 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<3x4xf32>, tensor<4x5xbf16>) -> tensor<3x5xf32>
  return %0, %1 : tensor<1x7x2xi32>, tensor<3x5xf32>
}

// CHECK-LABEL: @calls
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>)
func.func @calls(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[C:.*]] = call @decomposed(%[[X]])
  %0 = stablehlo.composite "a.b" %x {decomposition = @decomposed} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = stablehlo.custom_call @Sharding(%0) {mhlo.sharding = "{replicated}"} : (tensor<4xf32>) -> tensor<4xf32>
  %2 = stablehlo.optimization_barrier %1 : tensor<4xf32>
  // CHECK: return %[[C]]
  return %2 : tensor<4xf32>
}

func.func private @decomposed(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: tcc.mul
  %0 = chlo.square %x : tensor<4xf32> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
