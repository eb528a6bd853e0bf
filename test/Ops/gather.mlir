// tcc.gather: rows by clamped indices; its transpose is tcc.scatter_add.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.gather %{{.*}}, %{{.*}} : tensor<7x3xf32>, tensor<2x5xi32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG-DAG: %[[LAST:.*]] = arith.constant 6 : index
// LINALG-DAG: %[[ROW:.*]] = arith.minsi
// LINALG-DAG: linalg.index 2
// LINALG: tensor.extract %{{.*}}[%[[ROW]], %{{.*}}] : tensor<7x3xf32>
// LINALG-NOT: tcc.
func.func @main(%t: tensor<7x3xf32>, %i: tensor<2x5xi32>) -> tensor<2x5x3xf32> {
  %0 = tcc.gather %t, %i : tensor<7x3xf32>, tensor<2x5xi32>
  return %0 : tensor<2x5x3xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[G:.*]] = tcc.scatter_add %{{.*}}, %{{.*}} rows 7
// GRAD: return %[[G]]
func.func private @loss(%t: tensor<7x3xf32>, %i: tensor<2x5xi32>, %c: tensor<2x5x3xf32>) -> tensor<f32> {
  %0 = tcc.gather %t, %i : tensor<7x3xf32>, tensor<2x5xi32>
  %1 = tcc.mul %0, %c : tensor<2x5x3xf32>, tensor<2x5x3xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2] : tensor<2x5x3xf32>
  return %2 : tensor<f32>
}
func.func @grad(%t: tensor<7x3xf32>, %i: tensor<2x5xi32>, %c: tensor<2x5x3xf32>) -> (tensor<7x3xf32>) {
  %0:2 = tcc.value_and_grad @loss(%t, %i, %c) wrt [0]
      : (tensor<7x3xf32>, tensor<2x5xi32>, tensor<2x5x3xf32>) -> (tensor<f32>, tensor<7x3xf32>)
  return %0#1 : tensor<7x3xf32>
}

//--- bad.mlir
func.func @main(%t: tensor<f32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{table must have rows (rank 1 or more), but is 'tensor<f32>'}}
  %0 = tcc.gather %t, %i : tensor<f32>, tensor<5xi32>
  return
}

// -----

func.func @main(%t: tensor<0x3xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{there are no rows to choose from, but indices are 'tensor<5xi32>'}}
  %0 = tcc.gather %t, %i : tensor<0x3xf32>, tensor<5xi32>
  return
}
