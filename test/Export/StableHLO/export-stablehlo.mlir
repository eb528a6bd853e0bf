// RUN: tcc-opt %s --tcc-export-stablehlo --verify-each | FileCheck %s

// Operands are expanded, constants made in the shape that is wanted; what only tcc knows is dropped.
// CHECK-LABEL: @elementwise(
// CHECK-SAME: %[[X:.*]]: tensor<4x8xf32>, %[[B:.*]]: tensor<8xf32>, %[[P:.*]]: tensor<4x1xi1>)
// CHECK-SAME: -> tensor<4x8xf32> {
func.func @elementwise(%x: tensor<4x8xf32>, %b: tensor<8xf32> {tcc.param = "b", tcc.init = "zeros"}, %p: tensor<4x1xi1>) -> tensor<4x8xf32> {
  %two = tcc.constant dense<2.0> : tensor<f32>
  // CHECK-NEXT: %[[TWO:.*]] = stablehlo.constant dense<2.000000e+00> : tensor<4x8xf32>
  // CHECK-NEXT: %[[M:.*]] = stablehlo.multiply %[[X]], %[[TWO]] : tensor<4x8xf32>
  %0 = tcc.mul %x, %two : tensor<4x8xf32>, tensor<f32>
  // CHECK-NEXT: %[[BB:.*]] = stablehlo.broadcast_in_dim %[[B]], dims = [1] : (tensor<8xf32>) -> tensor<4x8xf32>
  // CHECK-NEXT: %[[S:.*]] = stablehlo.add %[[M]], %[[BB]] : tensor<4x8xf32>
  %1 = tcc.add %0, %b : tensor<4x8xf32>, tensor<8xf32>
  // CHECK-NEXT: %[[PP:.*]] = stablehlo.broadcast_in_dim %[[P]], dims = [0, 1] : (tensor<4x1xi1>) -> tensor<4x8xi1>
  // CHECK-NEXT: stablehlo.select %[[PP]], %[[S]], %[[X]] : tensor<4x8xi1>, tensor<4x8xf32>
  %2 = tcc.select %p, %1, %x : tensor<4x1xi1>, tensor<4x8xf32>, tensor<4x8xf32>
  return %2 : tensor<4x8xf32>
}

// CHECK-LABEL: @types
func.func @types(%x: tensor<4xf32>, %u: tensor<4xui8>, %p: tensor<4xi1>) -> (tensor<4xi1>, tensor<4xi1>, tensor<4xi1>, tensor<4xi1>, tensor<4xf32>) {
  // CHECK: stablehlo.compare  LT, %{{.*}}, %{{.*}},  TOTALORDER
  %0 = tcc.compare lt total %x, %x : tensor<4xf32>, tensor<4xf32>
  // CHECK: stablehlo.compare  LT, %{{.*}}, %{{.*}},  UNSIGNED
  %1 = tcc.compare lt %u, %u : tensor<4xui8>, tensor<4xui8>
  // CHECK: stablehlo.compare  GT, %{{.*}}, %{{.*}},  UNSIGNED
  %2 = tcc.compare gt %p, %0 : tensor<4xi1>, tensor<4xi1>
  // Only 0 is false.
  // CHECK: %[[ZERO:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<4xf32>
  // CHECK: stablehlo.compare  NE, %{{.*}}, %[[ZERO]],  FLOAT
  %3 = tcc.convert %x to i1 : tensor<4xf32>
  // CHECK: stablehlo.convert %{{.*}} : (tensor<4xui8>) -> tensor<4xf32>
  %4 = tcc.convert %u to f32 : tensor<4xui8>
  return %0, %1, %2, %3, %4 : tensor<4xi1>, tensor<4xi1>, tensor<4xi1>, tensor<4xi1>, tensor<4xf32>
}

// Functions of CHLO stay; what neither has is the arithmetic that it is lowered to.
// CHECK-LABEL: @functions
func.func @functions(%x: tensor<4xf32>, %u: tensor<4xui8>) -> (tensor<4xf32>, tensor<4xi1>, tensor<4xui8>) {
  // CHECK: chlo.erf_inv %{{.*}} : tensor<4xf32> -> tensor<4xf32>
  %0 = tcc.erf_inv %x : tensor<4xf32>
  // CHECK: %[[A:.*]] = stablehlo.abs
  // CHECK: %[[INF:.*]] = stablehlo.constant dense<0x7F800000> : tensor<4xf32>
  // CHECK: stablehlo.compare  EQ, %[[A]], %[[INF]]
  %1 = tcc.is_inf %x : tensor<4xf32>
  // StableHLO's sign is of numbers that have one.
  // CHECK-NOT: stablehlo.sign
  // CHECK: stablehlo.compare  GT, %{{.*}}, %{{.*}} : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xi1>
  %2 = tcc.sign %u : tensor<4xui8>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xi1>, tensor<4xui8>
}

// Halves are summed in f32, as tcc does.
// CHECK-LABEL: @halves
func.func @halves(%x: tensor<4x8xf16>, %y: tensor<3x8xf16>) -> (tensor<4x3xf16>, tensor<4x1xf16>) {
  // CHECK: %[[D:.*]] = stablehlo.dot_general %{{.*}}, %{{.*}}, contracting_dims = [1] x [1] : (tensor<4x8xf16>, tensor<3x8xf16>) -> tensor<4x3xf32>
  // CHECK: stablehlo.convert %[[D]] : (tensor<4x3xf32>) -> tensor<4x3xf16>
  %0 = tcc.matmul %x, %y transpose_b : tensor<4x8xf16>, tensor<3x8xf16>
  // CHECK: %[[W:.*]] = stablehlo.convert %{{.*}} : (tensor<4x8xf16>) -> tensor<4x8xf32>
  // CHECK: stablehlo.reduce(%[[W]] init: %{{.*}}) applies stablehlo.add across dimensions = [1]
  // CHECK: stablehlo.reshape %{{.*}} : (tensor<4xf16>) -> tensor<4x1xf16>
  %1 = tcc.reduce_sum %x axes [1] keepdims : tensor<4x8xf16>
  return %0, %1 : tensor<4x3xf16>, tensor<4x1xf16>
}

// Batches broadcast; a vector has no axis of its own.
// CHECK-LABEL: @matmul
func.func @matmul(%a: tensor<2x1x4x8xf32>, %b: tensor<3x8x5xf32>, %v: tensor<8xf32>) -> (tensor<2x3x4x5xf32>, tensor<2x1x4xf32>) {
  // CHECK: %[[A:.*]] = stablehlo.broadcast_in_dim %{{.*}}, dims = [0, 1, 2, 3] : (tensor<2x1x4x8xf32>) -> tensor<2x3x4x8xf32>
  // CHECK: %[[B:.*]] = stablehlo.broadcast_in_dim %{{.*}}, dims = [1, 2, 3] : (tensor<3x8x5xf32>) -> tensor<2x3x8x5xf32>
  // CHECK: stablehlo.dot_general %[[A]], %[[B]], batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [2]
  %0 = tcc.matmul %a, %b : tensor<2x1x4x8xf32>, tensor<3x8x5xf32>
  // CHECK: stablehlo.dot_general %{{.*}}, %{{.*}}, contracting_dims = [3] x [0] : (tensor<2x1x4x8xf32>, tensor<8xf32>) -> tensor<2x1x4xf32>
  %1 = tcc.matmul %a, %v : tensor<2x1x4x8xf32>, tensor<8xf32>
  return %0, %1 : tensor<2x3x4x5xf32>, tensor<2x1x4xf32>
}

// CHECK-LABEL: @convolution
func.func @convolution(%x: tensor<8x28x28x6xf32>, %w: tensor<3x3x3x4xf32>) -> tensor<8x14x28x4xf32> {
  // CHECK: stablehlo.convolution(%{{.*}}, %{{.*}}) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
  // CHECK-SAME: window = {stride = [2, 1], pad = {{\[\[}}1, 0], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 2 : i64}
  %0 = tcc.convolution %x, %w layouts "b01f" x "01io" -> "b01f" strides [2, 1] low [1, 1] high [0, 1] feature_groups 2
      : tensor<8x28x28x6xf32>, tensor<3x3x3x4xf32>
  return %0 : tensor<8x14x28x4xf32>
}

// CHECK-LABEL: @windows
func.func @windows(%x: tensor<4x8xi32>) -> (tensor<4x4xi32>, tensor<4x8xi32>) {
  // CHECK: %[[LEAST:.*]] = stablehlo.constant dense<-2147483648> : tensor<i32>
  // CHECK: "stablehlo.reduce_window"(%{{.*}}, %[[LEAST]]) <{window_dimensions = array<i64: 1, 2>, window_strides = array<i64: 1, 2>}>
  // CHECK: stablehlo.maximum
  // CHECK-NEXT: stablehlo.return
  %0 = tcc.pool max %x window [1, 2] strides [1, 2] : tensor<4x8xi32>
  // CHECK: "stablehlo.reduce_window"(%{{.*}}, %{{.*}}) <{padding = dense<{{\[\[}}0, 0], [0, 7]]> : tensor<2x2xi64>, window_dimensions = array<i64: 1, 8>}>
  // CHECK: stablehlo.add
  %1 = tcc.cumulate sum %x axis 1 reverse : tensor<4x8xi32>
  return %0, %1 : tensor<4x4xi32>, tensor<4x8xi32>
}

// A scan counts; rows are read from and written to stacks.
// CHECK-LABEL: @scan
// CHECK-SAME: %[[H:.*]]: tensor<4xf32>, %[[XS:.*]]: tensor<6x4xf32>)
func.func @scan(%h0: tensor<4xf32>, %xs: tensor<6x4xf32>) -> (tensor<4xf32>, tensor<6x4xf32>) {
  // CHECK: %[[R:.*]]:3 = stablehlo.while(%[[I:.*]] = %{{.*}}, %[[C:.*]] = %[[H]], %[[YS:.*]] = %{{.*}}) : tensor<i32>, tensor<4xf32>, tensor<6x4xf32>
  // CHECK: %[[N:.*]] = stablehlo.constant dense<6> : tensor<i32>
  // CHECK: stablehlo.compare  LT, %[[I]], %[[N]],  SIGNED
  // CHECK: %[[LAST:.*]] = stablehlo.constant dense<5> : tensor<i32>
  // CHECK: %[[ROW:.*]] = stablehlo.subtract %[[LAST]], %[[I]]
  // CHECK: %[[SLICE:.*]] = stablehlo.dynamic_slice %[[XS]], %[[ROW]], %{{.*}}, sizes = [1, 4]
  // CHECK: %[[X:.*]] = stablehlo.reshape %[[SLICE]] : (tensor<1x4xf32>) -> tensor<4xf32>
  // CHECK: %[[NEXT:.*]] = stablehlo.add %[[C]], %[[X]]
  // CHECK: %[[STACK:.*]] = stablehlo.dynamic_update_slice %[[YS]], %{{.*}}, %[[ROW]], %{{.*}}
  // CHECK: stablehlo.return %{{.*}}, %[[NEXT]], %[[STACK]]
  %h, %ys = tcc.scan 6 reverse carry(%c = %h0 : tensor<4xf32>) over(%x = %xs : tensor<6x4xf32>) {
    %n = tcc.add %c, %x : tensor<4xf32>, tensor<4xf32>
    tcc.yield %n, %c : tensor<4xf32>, tensor<4xf32>
  }
  // CHECK: return %[[R]]#1, %[[R]]#2
  return %h, %ys : tensor<4xf32>, tensor<6x4xf32>
}

// CHECK-LABEL: @branches
func.func @branches(%p: tensor<i1>, %i: tensor<i64>, %x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // tcc counts false before true.
  // CHECK: "stablehlo.if"
  // CHECK-NEXT: stablehlo.sine
  %0 = tcc.case %p : tensor<i1> {
    tcc.yield %x : tensor<4xf32>
  }, {
    %y = tcc.sin %x : tensor<4xf32>
    tcc.yield %y : tensor<4xf32>
  }
  // An index that does not fit into 32 bits means the last branch, too.
  // CHECK: %[[IN:.*]] = stablehlo.select %{{.*}}, %{{.*}}, %{{.*}} : tensor<i1>, tensor<i64>
  // CHECK: %[[I:.*]] = stablehlo.convert %[[IN]] : (tensor<i64>) -> tensor<i32>
  // CHECK: "stablehlo.case"(%[[I]])
  %1 = tcc.case %i : tensor<i64> {
    tcc.yield %x : tensor<4xf32>
  }, {
    tcc.yield %0 : tensor<4xf32>
  }
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
