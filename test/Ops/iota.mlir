// tcc.iota: the index along an axis.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: %[[I:.*]] = tcc.iota f32 shape [2, 3] axis 1
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG: linalg.index 1
// LINALG: arith.sitofp
// LINALG-NOT: tcc.
func.func @main() -> tensor<2x3xf32> {
  %0 = tcc.iota f32 shape [2, 3] axis 1
  return %0 : tensor<2x3xf32>
}

//--- bad.mlir
func.func @main() {
  // expected-error@+1 {{axis 2 is out of range: the operand has rank 2}}
  %0 = tcc.iota f32 shape [2, 3] axis 2
  return
}

// -----

func.func @main() {
  // expected-error@+2 {{axis -1 is out of range}}
  // expected-note@+1 {{hint: axes count from the first one: write 1}}
  %0 = tcc.iota f32 shape [2, 3] axis -1
  return
}

// -----

func.func @main() {
  // expected-error@+1 {{counts in numbers, not in 'i1'}}
  %0 = tcc.iota i1 shape [2] axis 0
  return
}

// -----

func.func @main() {
  // expected-error@+1 {{extents must be 0 or more, but shape is [2, -3]}}
  %0 = tcc.iota i64 shape [2, -3] axis 0
  return
}

// -----

func.func @main() {
  // expected-error@+1 {{has more elements than memory can hold}}
  %0 = tcc.iota i64 shape [4294967296, 4294967296] axis 0
  return
}
