// What division leaves, with the sign of the dividend; integers never trap.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @remainder(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = tcc.remainder %x, %y : tensor<4x8xf32>, tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
// ROUNDTRIP: tcc.remainder %{{.*}} : tensor<4x8xf32>, tensor<4x8xf32>
// LINALG: arith.remf
// LINALG: linalg.yield
// LINALG-NOT: tcc.remainder

//--- fold.mlir
func.func @fold() -> (tensor<4xi8>, tensor<2xf32>) {
  %0 = tcc.constant dense<[7, -7, 5, -128]> : tensor<4xi8>
  %1 = tcc.constant dense<[3, 3, 0, -1]> : tensor<4xi8>
  %2 = tcc.remainder %0, %1 : tensor<4xi8>, tensor<4xi8>
  %3 = tcc.constant dense<[-7.5, 7.5]> : tensor<2xf32>
  %4 = tcc.constant dense<2.0> : tensor<f32>
  %5 = tcc.remainder %3, %4 : tensor<2xf32>, tensor<f32>
  return %2, %5 : tensor<4xi8>, tensor<2xf32>
}
// FOLD-DAG: tcc.constant dense<[1, -1, 5, 0]>
// FOLD-DAG: tcc.constant dense<[-1.500000e+00, 1.500000e+00]>

//--- grad.mlir
func.func private @f(%x: tensor<4xf32>, %y: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.remainder %x, %y : tensor<4xf32>, tensor<4xf32>
  %1 = tcc.mul %0, %w : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %y: tensor<4xf32>, %t: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0:3 = tcc.value_and_grad @f(%x, %y, %t) wrt [0, 1] : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>, tensor<4xf32>)
  return %0#1, %0#2 : tensor<4xf32>, tensor<4xf32>
}
// GRAD: @grad(
// GRAD: tcc.sub
// GRAD: tcc.div
// GRAD: tcc.neg
// GRAD-NOT: tcc.value_and_grad

//--- bad.mlir
func.func @remainder(%x: tensor<4xi1>, %y: tensor<4xi1>) -> tensor<4xi1> {
  // expected-error @below {{operand #0 must be a ranked tensor of floats (f16, bf16, f32, f64, f8) or integers (i8 to i64, ui8 to ui64), but got 'tensor<4xi1>'}}
  %0 = tcc.remainder %x, %y : tensor<4xi1>, tensor<4xi1>
  return %0 : tensor<4xi1>
}
