// tcc.eigh: reflections make the matrix tridiagonal, rotations the rest.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: %{{.*}}, %{{.*}} = tcc.eigh %{{.*}} : tensor<2x4x4xf64>
// LINALG-LABEL: func.func @main
// LINALG: exec.nest "eigh" ins(%{{.*}} : tensor<2x4x4xf64>) outs(%{{.*}}, %{{.*}} : tensor<2x4x4xf64>, tensor<2x4xf64>)
// LINALG: memref.alloc() : memref<2x4x4xf64>
// LINALG: scf.parallel
// LINALG: linalg.generic
// LINALG-NOT: tcc.
func.func @main(%a: tensor<2x4x4xf64>) -> (tensor<2x4x4xf64>, tensor<2x4xf64>) {
  %0:2 = tcc.eigh %a : tensor<2x4x4xf64>
  return %0#0, %0#1 : tensor<2x4x4xf64>, tensor<2x4xf64>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[V:.*]], %[[W:.*]] = tcc.eigh %arg0
// GRAD: tcc.matmul %{{.*}}, %[[V]] transpose_b
func.func private @loss(%a: tensor<4x4xf32>, %c: tensor<4xf32>) -> tensor<f32> {
  %0:2 = tcc.eigh %a : tensor<4x4xf32>
  %1 = tcc.mul %0#1, %c : tensor<4xf32>, tensor<4xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<4x4xf32>, %c: tensor<4xf32>) -> tensor<4x4xf32> {
  %0:2 = tcc.value_and_grad @loss(%a, %c) wrt [0] : (tensor<4x4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<4x4xf32>)
  return %0#1 : tensor<4x4xf32>
}

//--- bad.mlir
func.func @main(%a: tensor<4x3xf32>) {
  // expected-error@+1 {{operand must have as many rows as columns, but is 'tensor<4x3xf32>'}}
  %0:2 = tcc.eigh %a : tensor<4x3xf32>
  return
}
