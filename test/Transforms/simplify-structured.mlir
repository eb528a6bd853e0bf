// Folds of the structured ops: what changes nothing goes, pairs become one, a splat stays a constant.
// RUN: tcc-opt %s --tcc-simplify | FileCheck %s

// CHECK-LABEL: func.func @identities(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>, %[[V:.*]]: tensor<f32>)
// CHECK-NEXT: return %[[X]]
func.func @identities(%x: tensor<2x3xf32>, %v: tensor<f32>) -> tensor<2x3xf32> {
  %0 = tcc.broadcast %x to [2, 3] : tensor<2x3xf32>
  %1 = tcc.reshape %0 to [2, -1] : tensor<2x3xf32>
  %2 = tcc.transpose %1 permutation [0, 1] : tensor<2x3xf32>
  %3 = tcc.slice %2 starts [0, 0] limits [-1, 3] : tensor<2x3xf32>
  %4 = tcc.pad %3, %v low [0, 0] high [0, 0] : tensor<2x3xf32>, tensor<f32>
  %5 = tcc.concatenate %4 axis 0 : tensor<2x3xf32>
  %6 = tcc.reduce_sum %5 axes [] : tensor<2x3xf32>
  return %6 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @pairs
// CHECK-DAG: %[[R:.*]] = tcc.reshape %{{.*}} to [6] : tensor<2x3xf32>
// CHECK-DAG: %[[T:.*]] = tcc.transpose %{{.*}} permutation [1, 2, 0] : tensor<4x2x3xf32>
// CHECK-DAG: %[[B:.*]] = tcc.broadcast %{{.*}} to [2, 3, 3] : tensor<3xf32>
// CHECK: return %[[R]], %[[T]], %[[B]]
func.func @pairs(%x: tensor<2x3xf32>, %y: tensor<4x2x3xf32>, %z: tensor<3xf32>)
    -> (tensor<6xf32>, tensor<2x3x4xf32>, tensor<2x3x3xf32>) {
  %0 = tcc.reshape %x to [3, 2] : tensor<2x3xf32>
  %1 = tcc.reshape %0 to [6] : tensor<3x2xf32>
  %2 = tcc.transpose %y permutation [2, 0, 1] : tensor<4x2x3xf32>
  %3 = tcc.transpose %2 permutation [2, 0, 1] : tensor<3x4x2xf32>
  %4 = tcc.broadcast %z to [3, 3] : tensor<3xf32>
  %5 = tcc.broadcast %4 to [2, 3, 3] : tensor<3x3xf32>
  return %1, %3, %5 : tensor<6xf32>, tensor<2x3x4xf32>, tensor<2x3x3xf32>
}

// CHECK-LABEL: func.func @transposed_operands
// CHECK-NOT: tcc.transpose
// CHECK: tcc.matmul %{{.*}}, %{{.*}} transpose_b : tensor<4x3xf32>, tensor<5x3xf32>
func.func @transposed_operands(%a: tensor<4x3xf32>, %b: tensor<5x3xf32>) -> tensor<4x5xf32> {
  %0 = tcc.transpose %b permutation [1, 0] : tensor<5x3xf32>
  %1 = tcc.transpose %a permutation [1, 0] : tensor<4x3xf32>
  %2 = tcc.matmul %1, %0 transpose_a : tensor<3x4xf32>, tensor<3x5xf32>
  return %2 : tensor<4x5xf32>
}

// CHECK-LABEL: func.func @splat
// CHECK: %[[C:.*]] = tcc.constant dense<2.000000e+00> : tensor<3x2xf32>
// CHECK: return %[[C]]
func.func @splat() -> tensor<3x2xf32> {
  %0 = tcc.constant dense<2.0> : tensor<f32>
  %1 = tcc.broadcast %0 to [6] : tensor<f32>
  %2 = tcc.reshape %1 to [2, 3] : tensor<6xf32>
  %3 = tcc.transpose %2 permutation [1, 0] : tensor<2x3xf32>
  return %3 : tensor<3x2xf32>
}

// `?` is carried through.
// CHECK-LABEL: func.func @symbolic
// CHECK: return %{{.*}} : tensor<?x10xf32>
func.func @symbolic(%x: tensor<?x28x28xf32>, %w: tensor<784x10xf32>) -> tensor<?x10xf32> {
  %0 = tcc.reshape %x to [-1, 784] : tensor<?x28x28xf32>
  %1 = tcc.matmul %0, %w : tensor<?x784xf32>, tensor<784x10xf32>
  %2 = tcc.softmax %1 axis 1 : tensor<?x10xf32>
  return %2 : tensor<?x10xf32>
}
