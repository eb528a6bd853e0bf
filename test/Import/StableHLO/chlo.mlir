// What chlo has beside functions: loops over slices, ragged products, the upper half of products.
// RUN: tcc-opt %s --tcc-import-stablehlo | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | tcc-opt --tcc-import-stablehlo | FileCheck %s

// CHECK-LABEL: @scan
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>, %[[C:.*]]: tensor<2xf32>)
func.func @scan(%x: tensor<2x3xf32>, %c: tensor<2xf32>) -> (tensor<2x3xf32>, tensor<2xf32>) {
  // CHECK: %[[T:.*]] = tcc.transpose %[[X]] permutation [1, 0]
  // CHECK: %[[S:.*]]:2 = tcc.scan 3 reverse carry(%[[A:.*]] = %[[C]] : tensor<2xf32>) over(%[[B:.*]] = %[[T]] : tensor<3x2xf32>) {
  // CHECK-NEXT: %[[N:.*]] = tcc.sub %[[B]], %[[A]]
  // CHECK-NEXT: tcc.yield %[[A]], %[[N]]
  // CHECK: %[[Y:.*]] = tcc.transpose %[[S]]#1 permutation [1, 0]
  // CHECK: return %[[Y]], %[[S]]#0
  %0:2 = chlo.scan(%x) inits(%c) dimension = 1 attributes {is_reverse = true} {
  ^bb0(%row: tensor<2xf32>, %carried: tensor<2xf32>):
    %1 = stablehlo.subtract %row, %carried : tensor<2xf32>
    stablehlo.return %1, %carried : tensor<2xf32>, tensor<2xf32>
  } : (tensor<2x3xf32>, tensor<2xf32>) -> (tensor<2x3xf32>, tensor<2xf32>)
  return %0#0, %0#1 : tensor<2x3xf32>, tensor<2xf32>
}

// CHECK-LABEL: @ragged_dot
// CHECK-SAME: %[[X:.*]]: tensor<2x11x5xf32>, %[[W:.*]]: tensor<3x2x5x7xf32>, %[[Y:.*]]: tensor<2x5x7xf32>, %[[G:.*]]: tensor<3xi64>)
func.func @ragged_dot(%x: tensor<2x11x5xf32>, %w: tensor<3x2x5x7xf32>, %y: tensor<2x5x7xf32>, %g: tensor<3xi64>) -> (tensor<2x11x7xf32>, tensor<3x2x11x7xf32>) {
  // Rows of each group, nought elsewhere; groups are summed over.
  // CHECK: %[[E:.*]] = tcc.cumulate sum %[[G]] axis 0
  // CHECK: tcc.sub %[[E]], %[[G]]
  // CHECK: %[[R:.*]] = tcc.select %{{.*}} : tensor<3x1x11x1xi1>, tensor<3x2x11x5xf32>
  // CHECK: tcc.dot %[[R]], %[[W]] batch [1] x [1] contracting [3, 0] x [2, 0]
  %0 = "chlo.ragged_dot"(%x, %w, %g) {
    ragged_dot_dimension_numbers = #chlo.ragged_dot<lhs_batching_dimensions = [0], rhs_batching_dimensions = [1],
      lhs_contracting_dimensions = [2], rhs_contracting_dimensions = [2], lhs_ragged_dimensions = [1], rhs_group_dimensions = [0]>,
    precision_config = [#chlo<precision DEFAULT>, #chlo<precision DEFAULT>]
  } : (tensor<2x11x5xf32>, tensor<3x2x5x7xf32>, tensor<3xi64>) -> tensor<2x11x7xf32>
  // CHECK: %[[P:.*]] = tcc.dot %{{.*}}, %[[Y]] batch [1] x [0] contracting [3] x [1]
  // CHECK: tcc.transpose %[[P]] permutation [1, 0, 2, 3]
  %1 = "chlo.ragged_dot"(%x, %y, %g) {
    ragged_dot_dimension_numbers = #chlo.ragged_dot<lhs_batching_dimensions = [0], rhs_batching_dimensions = [0],
      lhs_contracting_dimensions = [2], rhs_contracting_dimensions = [1], lhs_ragged_dimensions = [2]>
  } : (tensor<2x11x5xf32>, tensor<2x5x7xf32>, tensor<3xi64>) -> tensor<3x2x11x7xf32>
  return %0, %1 : tensor<2x11x7xf32>, tensor<3x2x11x7xf32>
}

// CHECK-LABEL: @mulhi
func.func @mulhi(%x: tensor<4xi8>, %y: tensor<4xui64>) -> (tensor<4xi8>, tensor<4xui64>) {
  // CHECK: tcc.convert %{{.*}} to i64
  // CHECK: %[[P:.*]] = tcc.mul %{{.*}} : tensor<4xi64>, tensor<4xi64>
  // CHECK: %[[H:.*]] = tcc.shift_right_logical %[[P]]
  // CHECK: tcc.convert %[[H]] to i8
  %0 = "chlo.mulhi"(%x, %x) : (tensor<4xi8>, tensor<4xi8>) -> tensor<4xi8>
  // CHECK-COUNT-4: tcc.mul
  %1 = chlo.mulhi %y, %y : tensor<4xui64>, tensor<4xui64> -> tensor<4xui64>
  // CHECK-NOT: chlo.
  // CHECK: return
  return %0, %1 : tensor<4xi8>, tensor<4xui64>
}
