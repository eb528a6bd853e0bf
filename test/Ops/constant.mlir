// A tensor known at compile time; it lowers to arith.constant, or to a scalar in the body of the op that uses it.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @constant(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %0 = tcc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = tcc.constant dense<3.0> : tensor<2xf32>
  %2 = tcc.mul %x, %1 : tensor<2xf32>, tensor<2xf32>
  return %0, %2 : tensor<2xf32>, tensor<2xf32>
}
// ROUNDTRIP: tcc.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// LINALG: %[[C:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// LINALG-NOT: arith.constant dense<3.0
// LINALG: linalg.generic {{.*}} ins(%{{[a-z0-9]+}} : tensor<2xf32>)
// LINALG: arith.constant 3.000000e+00 : f32
// LINALG: return %[[C]]

//--- grad.mlir
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  %0 = tcc.constant dense<1.0> : tensor<f32>
  return %0 : tensor<f32>
}
func.func @grad(%x: tensor<f32>) -> tensor<f32> {
  %0:2 = tcc.value_and_grad @f(%x) wrt [0] : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}
// GRAD: %[[Z:.*]] = tcc.constant dense<0.000000e+00> : tensor<f32>
// GRAD: return %[[Z]]

//--- bad.mlir
func.func @constant() {
  // expected-error @below {{'tcc.constant' op needs the elements of a ranked tensor}}
  %0 = tcc.constant dense<1.0> : vector<2xf32>
  return
}
