// tcc.argmin: where the smallest element is, the first one of several; NaN is smallest.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.argmin %{{.*}} axis 1 as i64 : tensor<4x9xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["parallel", "reduction"]
// LINALG: linalg.index 1
// LINALG: arith.cmpf ult
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x9xf32>) -> tensor<4xi64> {
  %0 = tcc.argmin %x axis 1 as i64 : tensor<4x9xf32>
  return %0 : tensor<4xi64>
}

//--- bad.mlir
func.func @main(%x: tensor<4x0xf32>) {
  // expected-error@+1 {{there is no smallest of nothing: axis 1 of 'tensor<4x0xf32>' is empty}}
  %0 = tcc.argmin %x axis 1 : tensor<4x0xf32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{index type must be an integer, but is 'f32'}}
  %0 = tcc.argmin %x axis 0 as f32 : tensor<4xf32>
  return
}
