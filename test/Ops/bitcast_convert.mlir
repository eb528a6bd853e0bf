// Bits as another type: as many elements, parts of elements, or elements made of parts.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @bitcast_convert(%x: tensor<4xf32>, %u: tensor<3x4xui8>) -> (tensor<4xi32>, tensor<4x4xui8>, tensor<3xf32>) {
  %0 = tcc.bitcast_convert %x to i32 : tensor<4xf32>
  %1 = tcc.bitcast_convert %x to ui8 : tensor<4xf32>
  %2 = tcc.bitcast_convert %u to f32 : tensor<3x4xui8>
  return %0, %1, %2 : tensor<4xi32>, tensor<4x4xui8>, tensor<3xf32>
}
// ROUNDTRIP: tcc.bitcast_convert %{{.*}} to ui8 : tensor<4xf32>
// LINALG: arith.bitcast %{{.*}} : f32 to i32
// LINALG: arith.shrui
// LINALG: arith.trunci %{{.*}} : i32 to i8
// LINALG: arith.extui %{{.*}} : i8 to i32
// LINALG: arith.shli
// LINALG: arith.ori
// LINALG: arith.bitcast %{{.*}} : i32 to f32
// LINALG-NOT: tcc.bitcast_convert

//--- fold.mlir
func.func @same(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tcc.bitcast_convert %x to f32 : tensor<4xf32>
  return %0 : tensor<4xf32>
}
// FOLD: @same(%[[X:.*]]: tensor<4xf32>)
// FOLD-NEXT: return %[[X]]

//--- bad.mlir
func.func @parts(%x: tensor<3x2xui8>) {
  // expected-error @below {{'tcc.bitcast_convert' op 4 elements of 'ui8' make one of 'f32': the last axis must have that extent, but the operand is 'tensor<3x2xui8>'}}
  %0 = tcc.bitcast_convert %x to f32 : tensor<3x2xui8>
  return
}

// -----

func.func @truths(%x: tensor<8xi1>) {
  // expected-error @below {{'tcc.bitcast_convert' op cannot take the bits of 'i1' as 'ui8'}}
  // expected-note @below {{hint: truth values (i1) have no bits in memory of their own}}
  %0 = tcc.bitcast_convert %x to ui8 : tensor<8xi1>
  return
}
