// Broadcasts and reshapes sink below elementwise ops and go where the op broadcasts by itself; transposed products.
// RUN: tcc-opt %s --tcc-simplify | FileCheck %s

func.func @dropped(%x: tensor<32x10xf32>, %b: tensor<10xf32>) -> tensor<32x10xf32> {
  %0 = tcc.broadcast %b to [32, 10] : tensor<10xf32>
  %1 = tcc.add %x, %0 : tensor<32x10xf32>, tensor<32x10xf32>
  return %1 : tensor<32x10xf32>
}
// CHECK-LABEL: @dropped
// CHECK-NEXT: tcc.add %arg0, %arg1 : tensor<32x10xf32>, tensor<10xf32>
// CHECK-NEXT: return

func.func @sunk(%b: tensor<10xf32>) -> tensor<32x10xf32> {
  %0 = tcc.broadcast %b to [32, 10] : tensor<10xf32>
  %1 = tcc.exp %0 : tensor<32x10xf32>
  %2 = tcc.tanh %1 : tensor<32x10xf32>
  return %2 : tensor<32x10xf32>
}
// CHECK-LABEL: @sunk
// CHECK-NEXT: %[[E:.*]] = tcc.exp %arg0 : tensor<10xf32>
// CHECK-NEXT: %[[T:.*]] = tcc.tanh %[[E]] : tensor<10xf32>
// CHECK-NEXT: tcc.broadcast %[[T]] to [32, 10]

func.func @reshaped(%x: tensor<4x8x2xf32>) -> tensor<4x16xf32> {
  %half = tcc.constant dense<0.5> : tensor<4x16xf32>
  %0 = tcc.reshape %x to [4, 16] : tensor<4x8x2xf32>
  %1 = tcc.mul %0, %half : tensor<4x16xf32>, tensor<4x16xf32>
  return %1 : tensor<4x16xf32>
}
// CHECK-LABEL: @reshaped
// CHECK: %[[M:.*]] = tcc.mul %arg0, %{{.*}} : tensor<4x8x2xf32>, tensor<f32>
// CHECK-NEXT: tcc.reshape %[[M]] to [4, 16]

// A broadcast that says the result's shape stays, and so does a splat.
func.func @kept(%x: tensor<1x10xf32>, %y: tensor<10xf32>) -> (tensor<32x10xf32>, tensor<32x10xf32>) {
  %0 = tcc.broadcast %x to [32, 10] : tensor<1x10xf32>
  %1 = tcc.constant dense<2.0> : tensor<32x10xf32>
  %2 = tcc.mul %y, %1 : tensor<10xf32>, tensor<32x10xf32>
  return %0, %2 : tensor<32x10xf32>, tensor<32x10xf32>
}
// CHECK-LABEL: @kept
// CHECK-DAG: tcc.broadcast %arg0 to [32, 10]
// CHECK-DAG: tcc.constant dense<2.000000e+00> : tensor<32x10xf32>

// Nothing is known of symbolic sizes.
func.func @symbolic(%x: tensor<?x10xf32>, %b: tensor<10xf32>) -> tensor<32x10xf32> {
  %0 = tcc.broadcast %b to [32, 10] : tensor<10xf32>
  %1 = tcc.add %x, %0 : tensor<?x10xf32>, tensor<32x10xf32>
  %2 = tcc.mul %1, %x : tensor<32x10xf32>, tensor<?x10xf32>
  return %2 : tensor<32x10xf32>
}
// CHECK-LABEL: @symbolic
// CHECK: tcc.broadcast

// What repeats nothing is a reshape.
func.func @unit(%x: tensor<4x8xf32>) -> tensor<32xf32> {
  %0 = tcc.broadcast %x to [1, 4, 8] : tensor<4x8xf32>
  %1 = tcc.reshape %0 to [32] : tensor<1x4x8xf32>
  return %1 : tensor<32xf32>
}
// CHECK-LABEL: @unit
// CHECK-NEXT: tcc.reshape %arg0 to [32] : tensor<4x8xf32>
// CHECK-NEXT: return

// A product transposed is that of the factors in the other order; other transposes stay, and so do results wanted twice.
func.func @factors(%x: tensor<2x4x8xf32>, %y: tensor<2x4x16x3xf32>) -> (tensor<2x16x3x8xf32>, tensor<2x3x8x16xf32>) {
  %0 = tcc.dot %x, %y batch [0] x [0] contracting [1] x [1] : tensor<2x4x8xf32>, tensor<2x4x16x3xf32>
  %1 = tcc.transpose %0 permutation [0, 2, 3, 1] : tensor<2x8x16x3xf32>
  %2 = tcc.dot %y, %x batch [0] x [0] contracting [1] x [1] : tensor<2x4x16x3xf32>, tensor<2x4x8xf32>
  %3 = tcc.transpose %2 permutation [0, 2, 3, 1] : tensor<2x16x3x8xf32>
  return %1, %3 : tensor<2x16x3x8xf32>, tensor<2x3x8x16xf32>
}
// CHECK-LABEL: @factors
// CHECK: %[[P:.*]] = tcc.dot %arg1, %arg0 batch [0] x [0] contracting [1] x [1] : tensor<2x4x16x3xf32>, tensor<2x4x8xf32>
// CHECK: %[[T:.*]] = tcc.transpose
// CHECK: return %[[P]], %[[T]]
