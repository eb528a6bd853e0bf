// A function's results, then the gradient of the first with respect to the arguments that are named.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func private @loss(%w: tensor<4xf32>, %x: tensor<4xf32>, %n: tensor<4xi32>) -> (tensor<f32>, tensor<4xf32>) {
  %0 = tcc.mul %w, %x : tensor<4xf32>, tensor<4xf32>
  %1 = tcc.reduce_sum %0 axes [0] : tensor<4xf32>
  return %1, %0 : tensor<f32>, tensor<4xf32>
}
func.func @main(%w: tensor<4xf32>, %x: tensor<4xf32>, %n: tensor<4xi32>) -> (tensor<f32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0:4 = tcc.value_and_grad @loss(%w, %x, %n) wrt [1, 0]
    : (tensor<4xf32>, tensor<4xf32>, tensor<4xi32>) -> (tensor<f32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<f32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}
// ROUNDTRIP: tcc.value_and_grad @loss(%{{.*}}, %{{.*}}, %{{.*}}) wrt [1, 0] : (tensor<4xf32>,
// GRAD-NOT: @loss
// GRAD: @main(%[[W:.*]]: tensor<4xf32>, %[[X:.*]]: tensor<4xf32>, %{{.*}}: tensor<4xi32>)
// GRAD: %[[Y:.*]] = tcc.mul %[[W]], %[[X]]
// GRAD: %[[L:.*]] = tcc.reduce_sum %[[Y]]
// GRAD: return %[[L]], %[[Y]], %[[W]], %[[X]]

//--- bad.mlir
func.func private @vector(%x: tensor<4xf32>) -> tensor<4xf32>
func.func @main(%x: tensor<4xf32>) {
  // expected-error @below {{needs a function whose first result is a float of rank 0, but @vector gives 'tensor<4xf32>'}}
  // expected-note @below {{hint: sum it up, or take its mean}}
  %0:2 = tcc.value_and_grad @vector(%x) wrt [0] : (tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return
}

// -----

func.func private @loss(%x: tensor<4xf32>) -> tensor<f32>
func.func @main(%x: tensor<4xf32>) {
  // expected-error @below {{wrt index 1 is out of range: there are 1 arguments, counted from 0}}
  %0:2 = tcc.value_and_grad @loss(%x) wrt [1] : (tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return
}

// -----

func.func private @loss(%x: tensor<4xi32>) -> tensor<f32>
func.func @main(%x: tensor<4xi32>) {
  // expected-error @below {{cannot differentiate with respect to argument 0 of type 'tensor<4xi32>': only floats have gradients}}
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<4xi32>) -> (tensor<f32>, tensor<4xi32>)
  return
}

// -----

// expected-note @below {{it takes 'tensor<8xf32>'}}
func.func private @loss(%x: tensor<8xf32>) -> tensor<f32>
func.func @main(%x: tensor<4xf32>) {
  // expected-error @below {{arguments 'tensor<4xf32>' do not fit @loss}}
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error @below {{refers to @loss, which is no function of this module}}
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return
}

// -----

func.func private @loss(%x: tensor<4xf32>) -> tensor<f32>
func.func @main(%x: tensor<4xf32>) {
  // expected-error @below {{results are 'tensor<f32>', 'tensor<4xf32>', but are written as 'tensor<f32>'}}
  %0 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<4xf32>) -> (tensor<f32>)
  return
}
