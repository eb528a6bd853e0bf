// tcc.log_sum_exp: finite for any finite elements, -infinity where all elements are.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.log_sum_exp %{{.*}} axis 1 : tensor<4x10xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: arith.maximumf
// LINALG: arith.select
// LINALG: arith.subf
// LINALG: math.exp
// LINALG: arith.addf
// LINALG: math.log
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x10xf32>) -> tensor<4xf32> {
  %0 = tcc.log_sum_exp %x axis 1 : tensor<4x10xf32>
  return %0 : tensor<4xf32>
}

//--- grad.mlir
// The gradient is a softmax.
// GRAD-LABEL: func.func @grad
// GRAD: tcc.softmax %arg0 axis 1
// GRAD-NOT: tcc.exp
func.func private @loss(%x: tensor<4x10xf32>) -> tensor<f32> {
  %0 = tcc.log_sum_exp %x axis 1 : tensor<4x10xf32>
  %1 = tcc.reduce_sum %0 axes [0] : tensor<4xf32>
  return %1 : tensor<f32>
}
func.func @grad(%x: tensor<4x10xf32>) -> tensor<4x10xf32> {
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<4x10xf32>) -> (tensor<f32>, tensor<4x10xf32>)
  return %0#1 : tensor<4x10xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4x10xf32>) {
  // expected-error@+1 {{axis 2 is out of range}}
  %0 = tcc.log_sum_exp %x axis 2 : tensor<4x10xf32>
  return
}
