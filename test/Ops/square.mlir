// x times x.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @square(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = tcc.square %x : tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
// ROUNDTRIP: tcc.square %{{.*}} : tensor<4x8xf32>
// LINALG: arith.mulf %[[X:.*]], %[[X]] fastmath<contract> : f32
// LINALG: linalg.yield
// LINALG-NOT: tcc.square

//--- fold.mlir
func.func @fold() -> (tensor<2xf32>, tensor<2xui8>) {
  %0 = tcc.constant dense<[-1.5, 2.0]> : tensor<2xf32>
  %1 = tcc.square %0 : tensor<2xf32>
  %2 = tcc.constant dense<[3, 20]> : tensor<2xui8>
  %3 = tcc.square %2 : tensor<2xui8>
  return %1, %3 : tensor<2xf32>, tensor<2xui8>
}
// FOLD-DAG: tcc.constant dense<[2.250000e+00, 4.000000e+00]>
// FOLD-DAG: tcc.constant dense<[9, 144]> : tensor<2xui8>

//--- grad.mlir
func.func private @f(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.square %x : tensor<4xf32>
  %1 = tcc.mul %0, %w : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %t: tensor<4xf32>) -> (tensor<4xf32>) {
  %0:2 = tcc.value_and_grad @f(%x, %t) wrt [0] : (tensor<4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}
// GRAD: @grad(
// GRAD: tcc.mul
// GRAD-NOT: tcc.value_and_grad

//--- bad.mlir
func.func @square(%x: tensor<4xi1>) -> tensor<4xi1> {
  // expected-error @below {{operand #0 must be a ranked tensor of floats (f16, bf16, f32, f64, f8), complex numbers (of f32, f64) or integers (i8 to i64, ui8 to ui64), but got 'tensor<4xi1>'}}
  %0 = tcc.square %x : tensor<4xi1>
  return %0 : tensor<4xi1>
}
