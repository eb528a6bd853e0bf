// The logistic function: exp overflows to infinity, whose inverse is 0, so both ends are stable.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @sigmoid(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = tcc.sigmoid %x : tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
// ROUNDTRIP: tcc.sigmoid %{{.*}} : tensor<4x8xf32>
// LINALG: %[[N:.*]] = arith.negf %{{.*}} fastmath<contract>
// LINALG: %[[E:.*]] = math.exp %[[N]]
// LINALG: %[[D:.*]] = arith.addf %{{.*}}, %[[E]]
// LINALG: %[[Y:.*]] = arith.divf %{{.*}}, %[[D]]
// LINALG: linalg.yield %[[Y]]
// LINALG-NOT: tcc.sigmoid

//--- grad.mlir
func.func private @f(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.sigmoid %x : tensor<4xf32>
  %1 = tcc.mul %0, %w : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<4xf32>, %t: tensor<4xf32>) -> tensor<4xf32> {
  %0:2 = tcc.value_and_grad @f(%x, %t) wrt [0] : (tensor<4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}
// GRAD: @grad(%[[X:.*]]: tensor<4xf32>, %[[T:.*]]: tensor<4xf32>)
// GRAD: %[[ONE:.*]] = tcc.constant dense<1.000000e+00>
// GRAD: %[[Y:.*]] = tcc.sigmoid %[[X]]
// GRAD: %[[M:.*]] = tcc.sub %[[ONE]], %[[Y]]
// GRAD: %[[P:.*]] = tcc.mul %[[Y]], %[[M]]
// GRAD: %[[DX:.*]] = tcc.mul %[[T]], %[[P]]
// GRAD: return %[[DX]]

//--- bad.mlir
func.func @sigmoid(%x: tensor<4xi32>) -> tensor<4xi32> {
  // expected-error @below {{operand #0 must be a ranked tensor of floats (f16, bf16, f32, f64, f8) or complex}}
  %0 = tcc.sigmoid %x : tensor<4xi32>
  return %0 : tensor<4xi32>
}
