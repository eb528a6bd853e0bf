// tcc.pad: surrounds with a value; its transpose is a slice.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/negative.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=NEGATIVE
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.pad %{{.*}}, %{{.*}} low [1, 0] high [0, 2] interior [0, 1] : tensor<2x3xf32>, tensor<f32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: ins(%{{.*}} : tensor<f32>) outs(%{{.*}} : tensor<3x7xf32>)
// LINALG: tensor.extract
// LINALG: arith.select
// LINALG-NOT: tcc.
func.func @main(%x: tensor<2x3xf32>, %v: tensor<f32>) -> tensor<3x7xf32> {
  %0 = tcc.pad %x, %v low [1, 0] high [0, 2] interior [0, 1] : tensor<2x3xf32>, tensor<f32>
  return %0 : tensor<3x7xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[DX:.*]] = tcc.slice %[[DY:.*]] starts [1, 0] limits [3, 5] strides [1, 2]
// GRAD-DAG: %[[ALL:.*]] = tcc.reduce_sum %[[DY]] axes [0, 1]
// GRAD-DAG: %[[INNER:.*]] = tcc.reduce_sum %[[DX]] axes [0, 1]
// GRAD: %[[DV:.*]] = tcc.sub %[[ALL]], %[[INNER]]
// GRAD: return %[[DX]], %[[DV]]
func.func private @loss(%x: tensor<2x3xf32>, %v: tensor<f32>, %c: tensor<3x7xf32>) -> tensor<f32> {
  %0 = tcc.pad %x, %v low [1, 0] high [0, 2] interior [0, 1] : tensor<2x3xf32>, tensor<f32>
  %1 = tcc.mul %0, %c : tensor<3x7xf32>, tensor<3x7xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<3x7xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<2x3xf32>, %v: tensor<f32>, %c: tensor<3x7xf32>) -> (tensor<2x3xf32>, tensor<f32>) {
  %0:3 = tcc.value_and_grad @loss(%x, %v, %c) wrt [0, 1]
      : (tensor<2x3xf32>, tensor<f32>, tensor<3x7xf32>) -> (tensor<f32>, tensor<2x3xf32>, tensor<f32>)
  return %0#1, %0#2 : tensor<2x3xf32>, tensor<f32>
}

//--- negative.mlir
// Edges that take away: nothing is folded, though the type stays; the cotangent gets zeros there.
// NEGATIVE-LABEL: func.func @same
// NEGATIVE: tcc.pad %arg0, %{{.*}} low [-1] high [1]
// NEGATIVE-LABEL: func.func @grad
// NEGATIVE: %[[WHOLE:.*]] = tcc.pad %{{.*}}, %{{.*}} low [0] high [2]
// NEGATIVE: tcc.slice %[[WHOLE]] starts [1] limits [5]
func.func @same(%x: tensor<3xf32>, %v: tensor<f32>) -> tensor<3xf32> {
  %0 = tcc.pad %x, %v low [-1] high [1] : tensor<3xf32>, tensor<f32>
  return %0 : tensor<3xf32>
}
func.func private @loss(%x: tensor<4xf32>, %v: tensor<f32>) -> tensor<f32> {
  %0 = tcc.pad %x, %v low [1] high [-2] : tensor<4xf32>, tensor<f32>
  %1 = tcc.reduce_sum %0 axes [0] : tensor<3xf32>
  return %1 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %v: tensor<f32>) -> tensor<4xf32> {
  %0:2 = tcc.value_and_grad @loss(%x, %v) wrt [0] : (tensor<4xf32>, tensor<f32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<2xf32>, %v: tensor<f32>) {
  // expected-error@+1 {{low -1 and high -2 take more from axis 0 than its 2 elements}}
  %0 = tcc.pad %x, %v low [-1] high [-2] : tensor<2xf32>, tensor<f32>
  return
}

// -----

func.func @main(%x: tensor<2xf32>, %v: tensor<1xf32>) {
  // expected-error@+1 {{padding value must be a scalar of the operand's element type, 'tensor<f32>', but is 'tensor<1xf32>'}}
  %0 = tcc.pad %x, %v low [1] high [0] : tensor<2xf32>, tensor<1xf32>
  return
}

// -----

func.func @main(%x: tensor<2xf32>, %v: tensor<f32>) {
  // expected-error@+1 {{low must have one number for each of the operand's 1 axes, but came as [1, 1]}}
  %0 = tcc.pad %x, %v low [1, 1] high [0] : tensor<2xf32>, tensor<f32>
  return
}
