// tcc.householder_product: reflections applied to the identity, the last one first.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.householder_product %{{.*}}, %{{.*}} : tensor<2x5x4xf32>, tensor<2x3xf32>
// LINALG-LABEL: func.func @main
// LINALG: exec.nest "householder_product" ins(%{{.*}}, %{{.*}} : tensor<2x5x4xf32>, tensor<2x3xf32>) outs(
// LINALG-NOT: tcc.
func.func @main(%a: tensor<2x5x4xf32>, %s: tensor<2x3xf32>) -> tensor<2x5x4xf32> {
  %0 = tcc.householder_product %a, %s : tensor<2x5x4xf32>, tensor<2x3xf32>
  return %0 : tensor<2x5x4xf32>
}

//--- bad.mlir
func.func @main(%a: tensor<5x4xf32>, %s: tensor<5xf32>) {
  // expected-error@+1 {{reflections [5, 4] cannot be scaled by [5]}}
  %0 = tcc.householder_product %a, %s : tensor<5x4xf32>, tensor<5xf32>
  return
}

// -----

func.func @main(%a: tensor<4x5xf32>, %s: tensor<4xf32>) {
  // expected-error@+1 {{cannot give 5 columns of a product of 4}}
  %0 = tcc.householder_product %a, %s : tensor<4x5xf32>, tensor<4xf32>
  return
}

// -----

func.func @main(%a: tensor<4x4xf32>, %s: tensor<4xf64>) {
  // expected-error@+1 {{operands must have one element type}}
  %0 = tcc.householder_product %a, %s : tensor<4x4xf32>, tensor<4xf64>
  return
}
