// Rules compute with sizes: where one is still symbolic, derivative and decomposition say so.
// RUN: split-file %s %t
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms -verify-diagnostics
// RUN: tcc-opt %t/decompose.mlir --tcc-decompose-composites -verify-diagnostics
// RUN: tcc-opt %t/unused.mlir --tcc-expand-transforms -verify-diagnostics

//--- grad.mlir
func.func private @loss(%x: tensor<?x4xf32>) -> tensor<f32> {
  // expected-error@+2 {{'tcc.reduce_sum' op is not supported with the symbolic shape 'tensor<?x4xf32>'}}
  // expected-note@+1 {{hint: give the arguments' shapes}}
  %0 = tcc.reduce_sum %x axes [0, 1] : tensor<?x4xf32>
  return %0 : tensor<f32>
}
func.func @grad(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-note@+1 {{asked for by this transform of @loss}}
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<?x4xf32>) -> (tensor<f32>, tensor<?x4xf32>)
  return %0#1 : tensor<?x4xf32>
}

//--- decompose.mlir
func.func @main(%x: tensor<?x4xf32>) -> tensor<4xf32> {
  // expected-error@+2 {{'tcc.reduce_mean' op is not supported with the symbolic shape 'tensor<?x4xf32>'}}
  // expected-note@+1 {{hint: give the arguments' shapes}}
  %0 = tcc.reduce_mean %x axes [0] : tensor<?x4xf32>
  return %0 : tensor<4xf32>
}

//--- unused.mlir
func.func private @loss(%x: tensor<?xf32>, %y: tensor<f32>) -> tensor<f32> {
  return %y : tensor<f32>
}
func.func @grad(%x: tensor<?xf32>, %y: tensor<f32>) -> tensor<?xf32> {
  // expected-note@+3 {{asked for by this transform of @loss}}
  // expected-error@+2 {{'tcc.value_and_grad' op is not supported with the symbolic shape 'tensor<?xf32>'}}
  // expected-note@+1 {{hint: give the arguments' shapes}}
  %0:2 = tcc.value_and_grad @loss(%x, %y) wrt [0] : (tensor<?xf32>, tensor<f32>) -> (tensor<f32>, tensor<?xf32>)
  return %0#1 : tensor<?xf32>
}
