// tcc.convolution: any layout, strides, padding, dilation, groups; one contraction.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics
// RUN: tcc %t/ok.mlir --emit=kernels | FileCheck %s --check-prefix=KERNELS

//--- ok.mlir
// ROUNDTRIP: tcc.convolution %{{.*}}, %{{.*}} layouts "b01f" x "01io" -> "b01f" strides [2, 1] : tensor<2x9x8x16xf32>, tensor<3x3x16x32xf32>
// ROUNDTRIP: tcc.convolution %{{.*}}, %{{.*}} layouts "bf0" x "oi0" -> "bf0" low [1] high [-1] w_dilation [2] reversal [true] feature_groups 2 : tensor<2x4x9xf32>, tensor<6x2x3xf32>

// What lies under the window is read through the map: nothing is copied.
// LINALG: #[[X:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1 * 2 + d4, d2 + d5, d6)>
// LINALG: #[[W:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d4, d5, d6, d3)>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic {indexing_maps = [#[[X]], #[[W]], #{{.*}}]
// LINALG-SAME: ins(%arg0, %arg1 :
// LINALG-NOT: tcc.
// KERNELS: exec.kernel {{.*}}contraction
func.func @main(%x: tensor<2x9x8x16xf32>, %w: tensor<3x3x16x32xf32>) -> tensor<2x4x6x32xf32> {
  %0 = tcc.convolution %x, %w layouts "b01f" x "01io" -> "b01f" strides [2, 1]
      : tensor<2x9x8x16xf32>, tensor<3x3x16x32xf32>
  return %0 : tensor<2x4x6x32xf32>
}
// LINALG-LABEL: func.func @groups
// LINALG: linalg.generic
// LINALG: tensor.collapse_shape
func.func @groups(%x: tensor<2x4x9xf32>, %w: tensor<6x2x3xf32>) -> tensor<2x6x5xf32> {
  %0 = tcc.convolution %x, %w layouts "bf0" x "oi0" -> "bf0" low [1] high [-1] w_dilation [2] reversal [true] feature_groups 2
      : tensor<2x4x9xf32>, tensor<6x2x3xf32>
  return %0 : tensor<2x6x5xf32>
}
// LINALG-LABEL: func.func @bytes
// LINALG: arith.extsi {{.*}} : i8 to i32
func.func @bytes(%x: tensor<1x9x4xi8>, %w: tensor<3x4x2xi8>) -> tensor<1x7x2xi32> {
  %0 = tcc.convolution %x, %w layouts "b0f" x "0io" -> "b0f" as i32 : tensor<1x9x4xi8>, tensor<3x4x2xi8>
  return %0 : tensor<1x7x2xi32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-DAG: tcc.convolution %[[DY:.*]], %arg1 layouts "b0f" x "0oi" -> "b0f" strides [1] low [1] high [1] x_dilation [2] w_dilation [1] reversal [true]
// GRAD-DAG: tcc.convolution %arg0, %[[DY]] layouts "f0b" x "i0o" -> "0bf" strides [1] low [1] high [1] x_dilation [1] w_dilation [2]
func.func private @loss(%x: tensor<2x9x4xf32>, %w: tensor<3x4x8xf32>, %c: tensor<2x5x8xf32>) -> tensor<f32> {
  %0 = tcc.convolution %x, %w layouts "b0f" x "0io" -> "b0f" strides [2] low [1] high [1]
      : tensor<2x9x4xf32>, tensor<3x4x8xf32>
  %1 = tcc.mul %0, %c : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2] : tensor<2x5x8xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<2x9x4xf32>, %w: tensor<3x4x8xf32>, %c: tensor<2x5x8xf32>) -> (tensor<2x9x4xf32>, tensor<3x4x8xf32>) {
  %0:3 = tcc.value_and_grad @loss(%x, %w, %c) wrt [0, 1]
      : (tensor<2x9x4xf32>, tensor<3x4x8xf32>, tensor<2x5x8xf32>) -> (tensor<f32>, tensor<2x9x4xf32>, tensor<3x4x8xf32>)
  return %0#1, %0#2 : tensor<2x9x4xf32>, tensor<3x4x8xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<2x9x4xf32>, %w: tensor<3x5x8xf32>) {
  // expected-error@+2 {{x has 4 features, but w takes 5 in 1 groups}}
  // expected-note@+1 {{hint: features of x = input features of w times feature_groups}}
  %0 = tcc.convolution %x, %w layouts "b0f" x "0io" -> "b0f" : tensor<2x9x4xf32>, tensor<3x5x8xf32>
  return
}

// -----

func.func @main(%x: tensor<2x9x4xf32>, %w: tensor<3x4x8xf32>) {
  // expected-error@+1 {{w layout "0if" must name each axis of 'tensor<3x4x8xf32>' once: i, o and the digits of the spatial axes, from 0}}
  %0 = tcc.convolution %x, %w layouts "b0f" x "0if" -> "b0f" : tensor<2x9x4xf32>, tensor<3x4x8xf32>
  return
}

// -----

func.func @main(%x: tensor<2x9x4xf32>, %w: tensor<3x2x7xf32>) {
  // expected-error@+1 {{7 output features do not fall into 2 groups}}
  %0 = tcc.convolution %x, %w layouts "b0f" x "0io" -> "b0f" feature_groups 2 : tensor<2x9x4xf32>, tensor<3x2x7xf32>
  return
}

// -----

func.func @main(%x: tensor<2x9x4xf32>, %w: tensor<3x4x8xf32>) {
  // expected-error@+1 {{cannot give 'i32' from products of 'f32'}}
  %0 = tcc.convolution %x, %w layouts "b0f" x "0io" -> "b0f" as i32 : tensor<2x9x4xf32>, tensor<3x4x8xf32>
  return
}

// -----

func.func @main(%x: tensor<2x9x4xf32>, %w: tensor<3x4x8xf32>) {
  // expected-error@+1 {{strides must have one number for each of the operand's 1 axes, but came as [1, 1]}}
  %0 = tcc.convolution %x, %w layouts "b0f" x "0io" -> "b0f" strides [1, 1] : tensor<2x9x4xf32>, tensor<3x4x8xf32>
  return
}
