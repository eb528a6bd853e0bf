// RUN: tcc-opt %s | tcc-opt | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | tcc-opt | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC

// CHECK-LABEL: @shape
func.func @shape(%x: tensor<4x6xf32>, %pad: tensor<f32>) -> tensor<6x4xf32> {
  // CHECK: stablehlo.constant dense<0> : tensor<2xi32>
  %0 = stablehlo.constant dense<0> : tensor<2xi32>
  // CHECK: stablehlo.iota dim = 1 : tensor<4x6xf32>
  %1 = stablehlo.iota dim = 1 : tensor<4x6xf32>
  // CHECK: stablehlo.broadcast_in_dim %{{.*}}, dims = [0, 2] : (tensor<4x6xf32>) -> tensor<4x5x6xf32>
  %2 = stablehlo.broadcast_in_dim %x, dims = [0, 2] : (tensor<4x6xf32>) -> tensor<4x5x6xf32>
  // CHECK: stablehlo.slice %{{.*}} [0:4:2, 1:3] : (tensor<4x6xf32>) -> tensor<2x2xf32>
  // GENERIC: limit_indices = array<i64: 4, 3>, start_indices = array<i64: 0, 1>, strides = array<i64: 2, 1>
  %3 = stablehlo.slice %x [0:4:2, 1:3:1] : (tensor<4x6xf32>) -> tensor<2x2xf32>
  // CHECK: stablehlo.pad %{{.*}}, %{{.*}}, low = [0, -1], high = [1, 0], interior = [0, 1] : (tensor<2x2xf32>, tensor<f32>) -> tensor<3x2xf32>
  %4 = stablehlo.pad %3, %pad, low = [0, -1], high = [1, 0], interior = [0, 1] : (tensor<2x2xf32>, tensor<f32>) -> tensor<3x2xf32>
  // CHECK: stablehlo.concatenate %{{.*}}, %{{.*}}, dim = 0 : (tensor<4x6xf32>, tensor<4x6xf32>) -> tensor<8x6xf32>
  %5 = stablehlo.concatenate %x, %1, dim = 0 : (tensor<4x6xf32>, tensor<4x6xf32>) -> tensor<8x6xf32>
  // CHECK: stablehlo.reverse %{{.*}}, dims = [0, 1] : tensor<4x6xf32>
  %6 = stablehlo.reverse %x, dims = [0, 1] : tensor<4x6xf32>
  // CHECK: stablehlo.transpose %{{.*}}, dims = [1, 0] : (tensor<4x6xf32>) -> tensor<6x4xf32>
  %7 = stablehlo.transpose %6, dims = [1, 0] : (tensor<4x6xf32>) -> tensor<6x4xf32>
  return %7 : tensor<6x4xf32>
}

// CHECK-LABEL: @reduce
func.func @reduce(%x: tensor<4x6xf32>, %zero: tensor<f32>) -> tensor<4xf32> {
  // CHECK: stablehlo.reduce(%{{.*}} init: %{{.*}}) applies stablehlo.add across dimensions = [1] : (tensor<4x6xf32>, tensor<f32>) -> tensor<4xf32>
  // GENERIC: "stablehlo.reduce"(%{{.*}}, %{{.*}}) <{dimensions = array<i64: 1>}> ({
  // GENERIC-NEXT: ^bb0(%[[A:.*]]: tensor<f32>, %[[B:.*]]: tensor<f32>):
  // GENERIC-NEXT: %[[S:.*]] = "stablehlo.add"(%[[A]], %[[B]])
  // GENERIC-NEXT: "stablehlo.return"(%[[S]])
  %0 = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<4x6xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: stablehlo.reduce(%{{.*}} init: %{{.*}}), (%{{.*}} init: %{{.*}}) across dimensions = [1] : (tensor<4x6xf32>, tensor<4x6xf32>, tensor<f32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>)
  // CHECK-NEXT: reducer(%[[A:.*]]: tensor<f32>, %[[C:.*]]: tensor<f32>) (%[[B:.*]]: tensor<f32>, %[[D:.*]]: tensor<f32>) {
  // CHECK-NEXT: stablehlo.subtract %[[A]], %[[C]]
  // CHECK-NEXT: stablehlo.add %[[B]], %[[D]]
  %1:2 = stablehlo.reduce(%x init: %zero), (%x init: %zero) across dimensions = [1] : (tensor<4x6xf32>, tensor<4x6xf32>, tensor<f32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>)
   reducer(%a: tensor<f32>, %c: tensor<f32>) (%b: tensor<f32>, %d: tensor<f32>) {
    %2 = stablehlo.subtract %a, %c : tensor<f32>
    %3 = stablehlo.add %b, %d : tensor<f32>
    stablehlo.return %2, %3 : tensor<f32>, tensor<f32>
  }
  // The arguments the other way round are no short form.
  // CHECK: stablehlo.reduce(%{{.*}} init: %{{.*}}) across dimensions = [1]
  // CHECK-NEXT: reducer(%[[A:.*]]: tensor<f32>, %[[B:.*]]: tensor<f32>) {
  // CHECK-NEXT: stablehlo.subtract %[[B]], %[[A]]
  %4 = stablehlo.reduce(%x init: %zero) across dimensions = [1] : (tensor<4x6xf32>, tensor<f32>) -> tensor<4xf32>
   reducer(%a: tensor<f32>, %b: tensor<f32>) {
    %5 = stablehlo.subtract %b, %a : tensor<f32>
    stablehlo.return %5 : tensor<f32>
  }
  return %4 : tensor<4xf32>
}

// CHECK-LABEL: @products
func.func @products(%a: tensor<3x4x5xf32>, %b: tensor<3x5x6xf32>, %x: tensor<1x6x5x2xf32>, %w: tensor<4x2x3x3xf32>) -> tensor<1x4x6x3xf32> {
  // CHECK: stablehlo.dot_general %{{.*}}, %{{.*}}, batching_dims = [0] x [0], contracting_dims = [2] x [1], precision = [DEFAULT, HIGHEST] :
  // GENERIC: #stablehlo.dot<lhs_batching_dimensions = [0], rhs_batching_dimensions = [0], lhs_contracting_dimensions = [2], rhs_contracting_dimensions = [1]>
  // GENERIC-SAME: precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision HIGHEST>]
  %0 = stablehlo.dot_general %a, %b, batching_dims = [0] x [0], contracting_dims = [2] x [1], precision = [DEFAULT, HIGHEST] : (tensor<3x4x5xf32>, tensor<3x5x6xf32>) -> tensor<3x4x6xf32>
  // CHECK: stablehlo.dot_general {{.*}} algorithm = <lhs_precision_type = tf32, rhs_precision_type = tf32, accumulation_type = f32, lhs_component_count = 1, rhs_component_count = 1, num_primitive_operations = 1, allow_imprecise_accumulation = false>
  %1 = stablehlo.dot_general %a, %b, batching_dims = [0] x [0], contracting_dims = [2] x [1], algorithm = <lhs_precision_type = tf32, rhs_precision_type = tf32, accumulation_type = f32, lhs_component_count = 1, rhs_component_count = 1, num_primitive_operations = 1, allow_imprecise_accumulation = false> : (tensor<3x4x5xf32>, tensor<3x5x6xf32>) -> tensor<3x4x6xf32>
  // CHECK: stablehlo.convolution(%{{.*}}, %{{.*}}) dim_numbers = [b, 0, 1, f]x[o, i, 1, 0]->[b, f, 0, 1], window = {stride = [1, 2], pad = {{\[\[}}1, 1], [1, 1]], rhs_dilate = [1, 1], reverse = [false, true]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} :
  // GENERIC: dimension_numbers = #stablehlo.conv<[b, 0, 1, f]x[o, i, 1, 0]->[b, f, 0, 1]>
  // GENERIC-SAME: padding = dense<1> : tensor<2x2xi64>
  %2 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[o, i, 1, 0]->[b, f, 0, 1], window = {stride = [1, 2], pad = [[1, 1], [1, 1]], rhs_dilate = [1, 1], reverse = [false, true]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x6x5x2xf32>, tensor<4x2x3x3xf32>) -> tensor<1x4x6x3xf32>
  return %2 : tensor<1x4x6x3xf32>
}

// CHECK-LABEL: @indices
func.func @indices(%x: tensor<13x6xf32>, %at: tensor<3x5x1xi32>, %i: tensor<i32>) -> tensor<3x5x6xf32> {
  // CHECK: stablehlo.dynamic_slice %{{.*}}, %{{.*}}, %{{.*}}, sizes = [1, 3] : (tensor<13x6xf32>, tensor<i32>, tensor<i32>) -> tensor<1x3xf32>
  %0 = stablehlo.dynamic_slice %x, %i, %i, sizes = [1, 3] : (tensor<13x6xf32>, tensor<i32>, tensor<i32>) -> tensor<1x3xf32>
  // CHECK: stablehlo.dynamic_update_slice %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : (tensor<13x6xf32>, tensor<1x3xf32>, tensor<i32>, tensor<i32>) -> tensor<13x6xf32>
  %1 = stablehlo.dynamic_update_slice %x, %0, %i, %i : (tensor<13x6xf32>, tensor<1x3xf32>, tensor<i32>, tensor<i32>) -> tensor<13x6xf32>
  // CHECK: "stablehlo.gather"(%{{.*}}, %{{.*}}) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>
  %2 = "stablehlo.gather"(%1, %at) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 6>}> : (tensor<13x6xf32>, tensor<3x5x1xi32>) -> tensor<3x5x6xf32>
  return %2 : tensor<3x5x6xf32>
}

// CHECK-LABEL: @control
func.func @control(%x: tensor<4xf32>, %i: tensor<i32>) -> tensor<4xf32> {
  // CHECK: stablehlo.while(%[[I:.*]] = %{{.*}}, %[[X:.*]] = %{{.*}}) : tensor<i32>, tensor<4xf32>
  // CHECK-NEXT: cond {
  // CHECK-NEXT: stablehlo.compare LT, %[[I]], %[[I]]
  // CHECK: } do {
  // CHECK-NEXT: stablehlo.return %[[I]], %[[X]] : tensor<i32>, tensor<4xf32>
  %0:2 = stablehlo.while(%a = %i, %b = %x) : tensor<i32>, tensor<4xf32>
   cond {
    %1 = stablehlo.compare LT, %a, %a : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %1 : tensor<i1>
  } do {
    stablehlo.return %a, %b : tensor<i32>, tensor<4xf32>
  }
  // CHECK: stablehlo.optimization_barrier %{{.*}}, %{{.*}} : tensor<i32>, tensor<4xf32>
  %2:2 = stablehlo.optimization_barrier %0#0, %0#1 : tensor<i32>, tensor<4xf32>
  // CHECK: stablehlo.composite "a.b" %{{.*}} {composite_attributes = {e = 1 : i32}, decomposition = @decomposed, version = 1 : i32} : (tensor<4xf32>) -> tensor<4xf32>
  %3 = stablehlo.composite "a.b" %2#1 {composite_attributes = {e = 1 : i32}, decomposition = @decomposed, version = 1 : i32} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: stablehlo.custom_call @target(%{{.*}}) {backend_config = "", has_side_effect = true} : (tensor<4xf32>) -> tensor<4xf32>
  %4 = stablehlo.custom_call @target(%3) {backend_config = "", has_side_effect = true} : (tensor<4xf32>) -> tensor<4xf32>
  return %4 : tensor<4xf32>
}

func.func private @decomposed(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// Fields in any order, and a comma behind the last one.
// CHECK-LABEL: func.func @fields
func.func @fields(%x: tensor<13x6xf32>, %at: tensor<5x1xi32>, %y: tensor<6x4xf32>, %s: tensor<f32>, %none: tensor<0xi32>) -> (tensor<5x6xf32>, tensor<13x4xf32>, tensor<f32>) {
  // CHECK: #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>
  %0 = "stablehlo.gather"(%x, %at) <{dimension_numbers = #stablehlo.gather<index_vector_dim = 1, start_index_map = [0], offset_dims = [1], collapsed_slice_dims = [0],>, slice_sizes = array<i64: 1, 6>}> : (tensor<13x6xf32>, tensor<5x1xi32>) -> tensor<5x6xf32>
  // CHECK: stablehlo.dot_general %{{.*}}, %{{.*}}, contracting_dims = [1] x [0]
  %1 = "stablehlo.dot_general"(%x, %y) <{dot_dimension_numbers = #stablehlo.dot<lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [0],>}> : (tensor<13x6xf32>, tensor<6x4xf32>) -> tensor<13x4xf32>
  // CHECK: #stablehlo.gather<>
  %2 = "stablehlo.gather"(%s, %none) <{dimension_numbers = #stablehlo.gather<offset_dims = [],>, slice_sizes = array<i64>}> : (tensor<f32>, tensor<0xi32>) -> tensor<f32>
  return %0, %1, %2 : tensor<5x6xf32>, tensor<13x4xf32>, tensor<f32>
}
