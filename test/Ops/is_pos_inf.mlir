// Positive infinity.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @is_pos_inf(%x: tensor<4x8xf32>) -> tensor<4x8xi1> {
  %0 = tcc.is_pos_inf %x : tensor<4x8xf32>
  return %0 : tensor<4x8xi1>
}
// ROUNDTRIP: tcc.is_pos_inf %{{.*}} : tensor<4x8xf32>
// LINALG: arith.cmpf oeq
// LINALG: linalg.yield
// LINALG-NOT: tcc.is_pos_inf

//--- fold.mlir
func.func @fold() -> tensor<4xi1> {
  %0 = tcc.constant dense<[1.0, 0x7F800000, 0xFF800000, 0x7FC00000]> : tensor<4xf32>
  %1 = tcc.is_pos_inf %0 : tensor<4xf32>
  return %1 : tensor<4xi1>
}
// FOLD: tcc.constant dense<[false, true, false, false]>

//--- bad.mlir
func.func @is_pos_inf(%x: tensor<4xi32>) -> tensor<4xi1> {
  // expected-error @below {{operand #0 must be a ranked tensor of floats (f16, bf16, f32, f64, f8), but got 'tensor<4xi32>'}}
  %0 = tcc.is_pos_inf %x : tensor<4xi32>
  return %0 : tensor<4xi1>
}
