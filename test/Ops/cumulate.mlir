// tcc.cumulate: running sums and the like, one walk along an axis.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.cumulate sum %{{.*}} axis 1 reverse : tensor<4x9xf32>
// LINALG: #[[STEP:.*]] = affine_map<(d0, d1) -> (d0, -d1 + 8)>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic {indexing_maps = [#[[STEP]], #{{[a-z0-9]+}}, #[[STEP]], #{{[a-z0-9]+}}]
// LINALG-SAME: iterator_types = ["parallel", "reduction"]
// LINALG: arith.addf
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x9xf32>) -> tensor<4x9xf32> {
  %0 = tcc.cumulate sum %x axis 1 reverse : tensor<4x9xf32>
  return %0 : tensor<4x9xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: tcc.cumulate prod
// GRAD: tcc.recurrence %{{.*}}, %{{.*}} axis 0 reverse
// GRAD-NOT: tcc.div
// GRAD: tcc.cumulate sum %{{.*}} axis 0 reverse
func.func private @loss(%x: tensor<9xf32>, %c: tensor<9xf32>) -> tensor<f32> {
  %0 = tcc.cumulate sum %x axis 0 : tensor<9xf32>
  %1 = tcc.cumulate prod %0 axis 0 : tensor<9xf32>
  %2 = tcc.mul %1, %c : tensor<9xf32>, tensor<9xf32>
  %3 = tcc.reduce_sum %2 axes [0] : tensor<9xf32>
  return %3 : tensor<f32>
}
func.func @grad(%x: tensor<9xf32>, %c: tensor<9xf32>) -> tensor<9xf32> {
  %0:2 = tcc.value_and_grad @loss(%x, %c) wrt [0] : (tensor<9xf32>, tensor<9xf32>) -> (tensor<f32>, tensor<9xf32>)
  return %0#1 : tensor<9xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{axis 1 is out of range: the operand has rank 1}}
  %0 = tcc.cumulate sum %x axis 1 : tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<4xi32>) {
  // expected-error@+1 {{takes floats to a logsumexp, but its operand is 'tensor<4xi32>'}}
  %0 = tcc.cumulate logsumexp %x axis 0 : tensor<4xi32>
  return
}
