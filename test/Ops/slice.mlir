// tcc.slice: every stride-th element; its transpose puts zeros between and around.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.slice %{{.*}} starts [1, 2] limits [-1, 9] strides [1, 3] : tensor<4x9xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: outs(%{{.*}} : tensor<3x3xf32>)
// LINALG: tensor.extract
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x9xf32>) -> tensor<3x3xf32> {
  %0 = tcc.slice %x starts [1, 2] limits [-1, 9] strides [1, 3] : tensor<4x9xf32>
  return %0 : tensor<3x3xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[G:.*]] = tcc.pad %{{.*}}, %{{.*}} low [1, 2] high [0, 0] interior [0, 2]
// GRAD: return %[[G]]
func.func private @loss(%x: tensor<4x9xf32>, %c: tensor<3x3xf32>) -> tensor<f32> {
  %0 = tcc.slice %x starts [1, 2] limits [-1, 9] strides [1, 3] : tensor<4x9xf32>
  %1 = tcc.mul %0, %c : tensor<3x3xf32>, tensor<3x3xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<3x3xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4x9xf32>, %c: tensor<3x3xf32>) -> (tensor<4x9xf32>) {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0]
      : (tensor<4x9xf32>, tensor<3x3xf32>) -> (tensor<f32>, tensor<4x9xf32>)
  return %0#1 : tensor<4x9xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4x9xf32>) {
  // expected-error@+1 {{limit 5 is beyond axis 0, which has extent 4}}
  %0 = tcc.slice %x starts [0, 0] limits [5, 9] : tensor<4x9xf32>
  return
}

// -----

func.func @main(%x: tensor<4x9xf32>) {
  // expected-error@+1 {{start 3 is beyond limit 2 of axis 1}}
  %0 = tcc.slice %x starts [0, 3] limits [4, 2] : tensor<4x9xf32>
  return
}

// -----

func.func @main(%x: tensor<4x9xf32>) {
  // expected-error@+1 {{starts must have one number for each of the operand's 2 axes, but came as [0]}}
  %0 = tcc.slice %x starts [0] limits [4, 9] : tensor<4x9xf32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{strides must be 1 or more, but came as [0]}}
  %0 = tcc.slice %x starts [0] limits [4] strides [0] : tensor<4xf32>
  return
}
