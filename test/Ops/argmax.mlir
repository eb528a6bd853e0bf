// tcc.argmax: where the largest element is, the first one of several; NaN is largest.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.argmax %{{.*}} axis 1 : tensor<4x9xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["parallel", "reduction"]
// LINALG: linalg.index 1
// LINALG: arith.cmpf ugt
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x9xf32>) -> tensor<4xi32> {
  %0 = tcc.argmax %x axis 1 : tensor<4x9xf32>
  return %0 : tensor<4xi32>
}

//--- bad.mlir
func.func @main(%x: tensor<4x0xf32>) {
  // expected-error@+1 {{there is no largest of nothing: axis 1 of 'tensor<4x0xf32>' is empty}}
  %0 = tcc.argmax %x axis 1 : tensor<4x0xf32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{axis 1 is out of range: the operand has rank 1}}
  %0 = tcc.argmax %x axis 1 : tensor<4xf32>
  return
}
