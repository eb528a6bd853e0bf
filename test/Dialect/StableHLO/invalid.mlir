// RUN: tcc-opt %s -split-input-file -verify-diagnostics

func.func @elements_differ(%a: tensor<4xf32>, %b: tensor<4xi32>) {
  // expected-error @+1 {{requires the same element type for all operands and results}}
  %0 = "stablehlo.add"(%a, %b) : (tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>
  return
}

// -----

func.func @axis(%x: tensor<4x6xf32>) {
  // expected-error @+1 {{axis 2 is out of range: the operand has rank 2}}
  %0 = stablehlo.transpose %x, dims = [0, 2] : (tensor<4x6xf32>) -> tensor<4x6xf32>
  return
}

// -----

func.func @stretch(%x: tensor<4xf32>) {
  // expected-error @+1 {{extent 4 does not stretch to 5}}
  %0 = stablehlo.broadcast_in_dim %x, dims = [0] : (tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @slice(%x: tensor<4xf32>) {
  // expected-error @+1 {{[2:5] does not lie in axis 0}}
  %0 = stablehlo.slice %x [2:5] : (tensor<4xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @reducer(%x: tensor<4xf32>, %zero: tensor<f32>) {
  // expected-error @+1 {{the body takes 'tensor<f32>'; expected 'tensor<f32>', 'tensor<f32>'}}
  %0 = "stablehlo.reduce"(%x, %zero) <{dimensions = array<i64: 0>}> ({
  ^bb0(%a: tensor<f32>):
    "stablehlo.return"(%a) : (tensor<f32>) -> ()
  }) : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @no_body(%x: tensor<4xf32>, %zero: tensor<f32>) {
  // expected-error @+1 {{the body must be one block}}
  %0 = "stablehlo.reduce"(%x, %zero) <{dimensions = array<i64: 0>}> ({}) : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @contraction(%a: tensor<3x4xf32>, %b: tensor<5x6xf32>) {
  // expected-error @+1 {{contracting dimensions differ in extent}}
  %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<3x4xf32>, tensor<5x6xf32>) -> tensor<3x6xf32>
  return
}

// -----

func.func @gather(%x: tensor<13x6xf32>, %at: tensor<5x1xi32>) {
  // expected-error @+1 {{index_vector_dim 7 is out of range}}
  %0 = "stablehlo.gather"(%x, %at) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 7>, slice_sizes = array<i64: 1, 6>}> : (tensor<13x6xf32>, tensor<5x1xi32>) -> tensor<5x6xf32>
  return
}

// -----

func.func @convolution(%x: tensor<1x6x6x2xf32>, %w: tensor<3x3x3x4xf32>) {
  // expected-error @+1 {{the kernel takes 3 features; expected 2}}
  %0 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x6x6x2xf32>, tensor<3x3x3x4xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @axes_twice(%x: tensor<1x6x6x2xf32>, %w: tensor<3x3x2x4xf32>) {
  // expected-error @+1 {{expected spatial axes 0 to 1}}
  %0 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 0, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x6x6x2xf32>, tensor<3x3x2x4xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @unknown(%x: tensor<4xf32>) {
  // expected-error @+1 {{not supported: op 'stablehlo.levitate'}}
  %0 = stablehlo.levitate %x : tensor<4xf32>
  return
}

// -----

func.func @window_start(%x: tensor<4x6xf32>, %start: tensor<1xf32>) {
  // expected-error @below {{initial value must be of rank 0, but is 'tensor<1xf32>'}}
  // expected-note @below {{hint: one number, not a tensor of one; stablehlo.reshape makes one of the other}}
  %0 = "stablehlo.reduce_window"(%x, %start) <{window_dimensions = array<i64: 1, 2>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %1 = stablehlo.add %a, %b : tensor<f32>
    stablehlo.return %1 : tensor<f32>
  }) : (tensor<4x6xf32>, tensor<1xf32>) -> tensor<4x5xf32>
  return
}

// -----

// expected-error @below {{field 'offset_dims' comes twice}}
func.func private @twice() attributes {numbers = #stablehlo.gather<offset_dims = [1], offset_dims = [1]>}

// -----

// expected-error @below {{there is no field 'offsets' here}}
func.func private @unknown() attributes {numbers = #stablehlo.gather<offsets = [1]>}
