// Hurwitz' zeta function; its derivative by x is a sum of its own.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @zeta(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = tcc.zeta %x, %y : tensor<4x8xf32>, tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
// ROUNDTRIP: tcc.zeta %{{.*}} : tensor<4x8xf32>, tensor<4x8xf32>
// LINALG: math.powf %{{.*}} : f64
// LINALG: linalg.yield
// LINALG-NOT: tcc.zeta

//--- grad.mlir
func.func private @f(%x: tensor<4xf32>, %y: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.zeta %x, %y : tensor<4xf32>, tensor<4xf32>
  %1 = tcc.mul %0, %w : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %y: tensor<4xf32>, %t: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0:3 = tcc.value_and_grad @f(%x, %y, %t) wrt [0, 1] : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>, tensor<4xf32>)
  return %0#1, %0#2 : tensor<4xf32>, tensor<4xf32>
}
// GRAD: @grad(
// GRAD: tcc.log
// GRAD: tcc.zeta
// GRAD: tcc.neg
// GRAD-NOT: tcc.value_and_grad

//--- bad.mlir
func.func @zeta(%x: tensor<4xi32>, %y: tensor<4xi32>) -> tensor<4xi32> {
  // expected-error @below {{operand #0 must be a ranked tensor of floats (f16, bf16, f32, f64, f8), but got 'tensor<4xi32>'}}
  %0 = tcc.zeta %x, %y : tensor<4xi32>, tensor<4xi32>
  return %0 : tensor<4xi32>
}
