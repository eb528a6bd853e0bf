// Broadcasts and reshapes sink below elementwise ops and go where the op broadcasts by itself.
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
