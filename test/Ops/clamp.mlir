// Bounds, the upper one last; the cotangent goes to the operand that is strictly the result.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @clamp(%x: tensor<4xf32>, %low: tensor<f32>, %i: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xi32>) {
  %six = tcc.constant dense<6.0> : tensor<f32>
  %0 = tcc.clamp %x, %low, %six : tensor<4xf32>, tensor<f32>, tensor<f32>
  %1 = tcc.clamp %i, %i, %i : tensor<4xi32>, tensor<4xi32>, tensor<4xi32>
  return %0, %1 : tensor<4xf32>, tensor<4xi32>
}
// ROUNDTRIP: tcc.clamp %{{.*}}, %{{.*}}, %{{.*}} : tensor<4xf32>, tensor<f32>, tensor<f32>
// LINALG: linalg.generic {{.*}} ins(%{{[a-z0-9]+}}, %{{[a-z0-9]+}} : tensor<4xf32>, tensor<f32>)
// LINALG: %[[SIX:.*]] = arith.constant 6.0
// LINALG: %[[MAX:.*]] = arith.maximumf
// LINALG: arith.minimumf %[[MAX]], %[[SIX]] fastmath<contract>
// LINALG: %[[MAX:.*]] = arith.maxsi
// LINALG: arith.minsi %[[MAX]]
// LINALG-NOT: tcc.clamp

//--- fold.mlir
func.func @constants() -> tensor<3xf32> {
  %x = tcc.constant dense<[-1.0, 2.0, 9.0]> : tensor<3xf32>
  %low = tcc.constant dense<0.0> : tensor<f32>
  %high = tcc.constant dense<6.0> : tensor<f32>
  %0 = tcc.clamp %x, %low, %high : tensor<3xf32>, tensor<f32>, tensor<f32>
  return %0 : tensor<3xf32>
}
// FOLD: tcc.constant dense<[0.000000e+00, 2.000000e+00, 6.000000e+00]> : tensor<3xf32>
// FOLD-NOT: tcc.clamp

//--- grad.mlir
func.func private @f(%x: tensor<4xf32>, %low: tensor<f32>, %high: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.clamp %x, %low, %high : tensor<4xf32>, tensor<f32>, tensor<4xf32>
  %1 = tcc.mul %0, %w : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %low: tensor<f32>, %high: tensor<4xf32>, %t: tensor<4xf32>)
    -> (tensor<4xf32>, tensor<f32>, tensor<4xf32>) {
  %0:4 = tcc.value_and_grad @f(%x, %low, %high, %t) wrt [0, 1, 2]
    : (tensor<4xf32>, tensor<f32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>, tensor<f32>, tensor<4xf32>)
  return %0#1, %0#2, %0#3 : tensor<4xf32>, tensor<f32>, tensor<4xf32>
}
// GRAD: @grad(%[[X:.*]]: tensor<4xf32>, %[[LOW:.*]]: tensor<f32>, %[[HIGH:.*]]: tensor<4xf32>, %[[T:.*]]: tensor<4xf32>)
// GRAD-DAG: %[[ABOVE:.*]] = tcc.compare gt %[[X]], %[[LOW]]
// GRAD-DAG: %[[BELOW:.*]] = tcc.compare lt %[[X]], %[[HIGH]]
// GRAD: %[[IN:.*]] = tcc.and %[[ABOVE]], %[[BELOW]]
// GRAD: %[[DX:.*]] = tcc.select %[[IN]], %[[T]]
// GRAD-DAG: %[[ABOVE:.*]] = tcc.compare gt %[[LOW]], %[[X]]
// GRAD-DAG: %[[BELOW:.*]] = tcc.compare lt %[[LOW]], %[[HIGH]]
// GRAD: %[[L:.*]] = tcc.and %[[ABOVE]], %[[BELOW]]
// GRAD: tcc.select %[[L]], %[[T]]
// GRAD: %[[DL:.*]] = tcc.reduce_sum
// GRAD: %[[M:.*]] = tcc.max %[[X]], %[[LOW]]
// GRAD: %[[H:.*]] = tcc.compare lt %[[HIGH]], %[[M]]
// GRAD: %[[DH:.*]] = tcc.select %[[H]], %[[T]]
// GRAD: return %[[DX]], %[[DL]], %[[DH]]

//--- bad.mlir
func.func @clamp(%x: tensor<4xf32>, %high: tensor<3xf32>) {
  // expected-error @below {{'tcc.clamp' op cannot broadcast 'tensor<4xf32>' with 'tensor<3xf32>': dimension 0 is 4 in one and 3 in the other}}
  // expected-note @below {{hint: shapes are aligned}}
  %0 = tcc.clamp %x, %x, %high : tensor<4xf32>, tensor<4xf32>, tensor<3xf32>
  return
}
