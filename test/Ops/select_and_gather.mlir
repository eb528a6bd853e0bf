// tcc.select_and_gather: of each window, the element where another tensor's chosen element stands.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.select_and_gather %{{.*}}, %{{.*}} window [2] strides [2] : tensor<8xf32>, tensor<8xf32> {
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: %[[PLACES:.*]]:2 = linalg.generic
// LINALG: arith.cmpf oge
// LINALG: linalg.generic {{.*}} ins(%[[PLACES]]#0
// LINALG: tensor.extract
// LINALG-NOT: tcc.
func.func @main(%x: tensor<8xf32>, %t: tensor<8xf32>) -> tensor<4xf32> {
  %0 = tcc.select_and_gather %x, %t window [2] strides [2] : tensor<8xf32>, tensor<8xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %keep : tensor<i1>
  }
  return %0 : tensor<4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: tcc.select_and_scatter %arg0, %{{.*}}, %{{.*}} window [2] strides [2]
// GRAD: scatter
func.func private @loss(%x: tensor<8xf32>, %t: tensor<8xf32>) -> tensor<f32> {
  %0 = tcc.select_and_gather %x, %t window [2] strides [2] : tensor<8xf32>, tensor<8xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %keep : tensor<i1>
  }
  %1 = tcc.reduce_sum %0 axes [0] : tensor<4xf32>
  return %1 : tensor<f32>
}
func.func @grad(%x: tensor<8xf32>, %t: tensor<8xf32>) -> tensor<8xf32> {
  %0:2 = tcc.value_and_grad @loss(%x, %t) wrt [1] : (tensor<8xf32>, tensor<8xf32>) -> (tensor<f32>, tensor<8xf32>)
  return %0#1 : tensor<8xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<8xf32>, %t: tensor<9xf32>) {
  // expected-error@+1 {{operands must have one shape, but are 'tensor<8xf32>' and 'tensor<9xf32>'}}
  %0 = tcc.select_and_gather %x, %t window [2] strides [2] : tensor<8xf32>, tensor<9xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %keep : tensor<i1>
  }
  return
}
