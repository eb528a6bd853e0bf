// tcc.recurrence: y[i] = a[i] * y[i-1] + b[i] along an axis.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.recurrence %{{.*}}, %{{.*}} axis 0 : tensor<9x4xf32>, tensor<9x4xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["reduction", "parallel"]
// LINALG: arith.mulf
// LINALG: arith.addf
// LINALG-NOT: tcc.
func.func @main(%a: tensor<9x4xf32>, %b: tensor<9x4xf32>) -> tensor<9x4xf32> {
  %0 = tcc.recurrence %a, %b axis 0 : tensor<9x4xf32>, tensor<9x4xf32>
  return %0 : tensor<9x4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[Y:.*]] = tcc.recurrence
// GRAD: %[[DB:.*]] = tcc.recurrence %{{.*}}, %{{.*}} axis 0 reverse
// GRAD: %[[DA:.*]] = tcc.mul %[[DB]], %{{.*}}
// GRAD: return %[[DA]], %[[DB]]
func.func private @loss(%a: tensor<9xf32>, %b: tensor<9xf32>, %c: tensor<9xf32>) -> tensor<f32> {
  %0 = tcc.recurrence %a, %b axis 0 : tensor<9xf32>, tensor<9xf32>
  %1 = tcc.mul %0, %c : tensor<9xf32>, tensor<9xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<9xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<9xf32>, %b: tensor<9xf32>, %c: tensor<9xf32>) -> (tensor<9xf32>, tensor<9xf32>) {
  %0:3 = tcc.value_and_grad @loss(%a, %b, %c) wrt [0, 1]
      : (tensor<9xf32>, tensor<9xf32>, tensor<9xf32>) -> (tensor<f32>, tensor<9xf32>, tensor<9xf32>)
  return %0#1, %0#2 : tensor<9xf32>, tensor<9xf32>
}

//--- bad.mlir
func.func @main(%a: tensor<4xf32>, %b: tensor<5xf32>) {
  // expected-error@+2 {{operands must have one type, but are 'tensor<4xf32>' and 'tensor<5xf32>'}}
  // expected-note@+1 {{hint: tcc.broadcast repeats}}
  %0 = tcc.recurrence %a, %b axis 0 : tensor<4xf32>, tensor<5xf32>
  return
}
