// tcc.pool: sum, product, maximum or minimum of each window.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.pool max %{{.*}} window [1, 2, 2, 1] strides [1, 2, 2, 1] : tensor<2x6x4x3xf32>
// ROUNDTRIP: tcc.pool sum %{{.*}} window [3] low [1] high [-1] window_dilation [2] base_dilation [3] : tensor<5xf32>
// The channel's loop stays innermost: its elements lie side by side.
// LINALG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1 * 2 + d3, d2 * 2 + d4, d5)>
// LINALG: #[[OUT:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2, d5)>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic {indexing_maps = [#[[IN]], #{{.*}}, #[[OUT]]]
// LINALG-SAME: iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction", "parallel"]
// LINALG: arith.maximumf
// LINALG-NOT: tcc.
func.func @main(%x: tensor<2x6x4x3xf32>) -> tensor<2x3x2x3xf32> {
  %0 = tcc.pool max %x window [1, 2, 2, 1] strides [1, 2, 2, 1] : tensor<2x6x4x3xf32>
  return %0 : tensor<2x3x2x3xf32>
}
// Padding is what changes nothing.
// LINALG-LABEL: func.func @padded
// LINALG: tensor.insert_slice {{.*}} tensor<4xf32> into tensor<13xf32>
func.func @padded(%x: tensor<5xf32>) -> tensor<9xf32> {
  %0 = tcc.pool sum %x window [3] low [1] high [-1] window_dilation [2] base_dilation [3] : tensor<5xf32>
  return %0 : tensor<9xf32>
}
// Windows as long as the axis are one walk along it.
// LINALG-LABEL: func.func @running
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["parallel", "reduction"]
func.func @running(%x: tensor<4x9xf32>) -> tensor<4x9xf32> {
  %0 = tcc.pool sum %x window [1, 9] low [0, 8] : tensor<4x9xf32>
  return %0 : tensor<4x9xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-DAG: tcc.select_and_scatter %arg0, %{{.*}}, %{{.*}} window [2] strides [2]
// GRAD-DAG: tcc.pool sum %{{.*}} window [3] strides [1] low [2] high [3] window_dilation [1] base_dilation [2]
func.func private @loss(%x: tensor<8xf32>) -> tensor<f32> {
  %0 = tcc.pool max %x window [2] strides [2] : tensor<8xf32>
  %1 = tcc.pool sum %x window [3] strides [2] : tensor<8xf32>
  %2 = tcc.reduce_sum %0 axes [0] : tensor<4xf32>
  %3 = tcc.reduce_sum %1 axes [0] : tensor<3xf32>
  %4 = tcc.add %2, %3 : tensor<f32>, tensor<f32>
  return %4 : tensor<f32>
}
func.func @grad(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<8xf32>) -> (tensor<f32>, tensor<8xf32>)
  return %0#1 : tensor<8xf32>
}

// A product is the products of runs.
// GRAD-LABEL: func.func @grad_of_product
// GRAD: %[[A:.*]] = tcc.slice %{{.*}} starts [0] limits [2]
// GRAD: %[[B:.*]] = tcc.slice %{{.*}} starts [1] limits [3]
// GRAD: tcc.mul %[[A]], %[[B]]
// GRAD: return
func.func private @product(%x: tensor<3xf32>) -> tensor<f32> {
  %0 = tcc.pool prod %x window [2] : tensor<3xf32>
  %1 = tcc.reduce_prod %0 axes [0] : tensor<2xf32>
  return %1 : tensor<f32>
}
func.func @grad_of_product(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0:2 = tcc.value_and_grad @product(%x) wrt [0] : (tensor<3xf32>) -> (tensor<f32>, tensor<3xf32>)
  return %0#1 : tensor<3xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4x6xf32>) {
  // expected-error@+1 {{window must have one number for each of the operand's 2 axes, but came as [2]}}
  %0 = tcc.pool max %x window [2] : tensor<4x6xf32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{strides must be 1 or more, but came as [0]}}
  %0 = tcc.pool max %x window [2] strides [0] : tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{windows along axis 0 reach over more elements than memory can hold}}
  %0 = tcc.pool max %x window [1000000000] window_dilation [1000000000] : tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{unknown reducer 'mean': expected sum, prod, max, min or logsumexp}}
  %0 = tcc.pool mean %x window [2] : tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+2 {{takes no logsumexp}}
  // expected-note@+1 {{hint: tcc.cumulate does, along an axis}}
  %0 = tcc.pool logsumexp %x window [2] : tensor<4xf32>
  return
}
