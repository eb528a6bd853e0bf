// tcc.scatter_add: the sum of rows by clamped indices; its transpose is tcc.gather.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.scatter_add %{{.*}}, %{{.*}} rows 7 : tensor<2x5x3xf32>, tensor<2x5xi32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["parallel", "reduction", "reduction", "parallel"]
// LINALG: arith.cmpi eq
// LINALG: arith.addf
// LINALG-NOT: tcc.
func.func @main(%u: tensor<2x5x3xf32>, %i: tensor<2x5xi32>) -> tensor<7x3xf32> {
  %0 = tcc.scatter_add %u, %i rows 7 : tensor<2x5x3xf32>, tensor<2x5xi32>
  return %0 : tensor<7x3xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[G:.*]] = tcc.gather %{{.*}}, %{{.*}} : tensor<7x3xf32>, tensor<5xi32>
// GRAD: return %[[G]]
func.func private @loss(%u: tensor<5x3xf32>, %i: tensor<5xi32>, %c: tensor<7x3xf32>) -> tensor<f32> {
  %0 = tcc.scatter_add %u, %i rows 7 : tensor<5x3xf32>, tensor<5xi32>
  %1 = tcc.mul %0, %c : tensor<7x3xf32>, tensor<7x3xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<7x3xf32>
  return %2 : tensor<f32>
}
func.func @grad(%u: tensor<5x3xf32>, %i: tensor<5xi32>, %c: tensor<7x3xf32>) -> (tensor<5x3xf32>) {
  %0:2 = tcc.value_and_grad @loss(%u, %i, %c) wrt [0]
      : (tensor<5x3xf32>, tensor<5xi32>, tensor<7x3xf32>) -> (tensor<f32>, tensor<5x3xf32>)
  return %0#1 : tensor<5x3xf32>
}

//--- bad.mlir
func.func @main(%u: tensor<4x3xf32>, %i: tensor<5xi32>) {
  // expected-error@+2 {{updates [4, 3] must begin with the shape of indices, [5]}}
  // expected-note@+1 {{hint: each index says to which row its update is added}}
  %0 = tcc.scatter_add %u, %i rows 7 : tensor<4x3xf32>, tensor<5xi32>
  return
}

// -----

func.func @main(%u: tensor<5xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{there are no rows to choose from}}
  %0 = tcc.scatter_add %u, %i rows 0 : tensor<5xf32>, tensor<5xi32>
  return
}
