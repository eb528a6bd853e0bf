// tcc.reduce_xor: exclusive or over axes, bit by bit.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.reduce_xor %{{.*}} axes [0] keepdims : tensor<4x6xi1>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: arith.constant false
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["reduction", "parallel"]
// LINALG: arith.xori
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x6xi1>) -> tensor<1x6xi1> {
  %0 = tcc.reduce_xor %x axes [0] keepdims : tensor<4x6xi1>
  return %0 : tensor<1x6xi1>
}

//--- bad.mlir
func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{must be a ranked tensor of integers}}
  %0 = tcc.reduce_xor %x axes [0] : tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<4xi1>) {
  // expected-error@+1 {{axis 1 is out of range: the operand has rank 1}}
  %0 = tcc.reduce_xor %x axes [1] : tensor<4xi1>
  return
}
