// tcc.one_hot: integers as unit vectors, nought where out of range.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.one_hot %{{.*}} depth 10 as f32 : tensor<5xi32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG: linalg.index 1
// LINALG: arith.cmpi eq
// LINALG: arith.select
// LINALG-NOT: tcc.
func.func @main(%i: tensor<5xi32>) -> tensor<5x10xf32> {
  %0 = tcc.one_hot %i depth 10 as f32 : tensor<5xi32>
  return %0 : tensor<5x10xf32>
}

//--- bad.mlir
func.func @main(%i: tensor<5xi32>) {
  // expected-error@+1 {{extents must be 0 or more, but shape is [-1]}}
  %0 = tcc.one_hot %i depth -1 as f32 : tensor<5xi32>
  return
}

// -----

func.func @main(%i: tensor<5xi32>) {
  // expected-error@+1 {{element type must be a number or i1, but is 'index'}}
  %0 = tcc.one_hot %i depth 3 as index : tensor<5xi32>
  return
}

// -----

func.func @main(%i: tensor<5xf32>) {
  // expected-error@+1 {{op operand #0 must be a ranked tensor of}}
  %0 = tcc.one_hot %i depth 3 as f32 : tensor<5xf32>
  return
}
