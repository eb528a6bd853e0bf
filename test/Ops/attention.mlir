// tcc.attention: matrix products around a softmax, with bias and causal mask.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites | FileCheck %s --check-prefix=PARTS
// RUN: tcc-opt %t/ok.mlir --tcc-decompose-composites --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.attention %{{.*}}, %{{.*}}, %{{.*}} scale 1.250000e-01 causal : tensor<2x8x64xf32>, tensor<2x16x64xf32>, tensor<2x16x32xf32>
// ROUNDTRIP: tcc.attention %{{.*}}, %{{.*}}, %{{.*}} bias %{{.*}} scale 1.250000e-01 : tensor<2x8x64xf32>, tensor<2x16x64xf32>, tensor<2x16x32xf32>, tensor<16xf32>
// PARTS-LABEL: func.func @main
// PARTS: tcc.matmul %arg0, %arg1 transpose_b
// PARTS: tcc.compare ge
// PARTS: tcc.select
// PARTS: tcc.reduce_max %{{.*}} axes [2] keepdims
// PARTS: tcc.matmul %{{.*}}, %arg2
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: return
func.func @main(%q: tensor<2x8x64xf32>, %k: tensor<2x16x64xf32>, %v: tensor<2x16x32xf32>) -> tensor<2x8x32xf32> {
  %0 = tcc.attention %q, %k, %v scale 0.125 causal : tensor<2x8x64xf32>, tensor<2x16x64xf32>, tensor<2x16x32xf32>
  return %0 : tensor<2x8x32xf32>
}
func.func @biased(%q: tensor<2x8x64xf32>, %k: tensor<2x16x64xf32>, %v: tensor<2x16x32xf32>, %b: tensor<16xf32>) -> tensor<2x8x32xf32> {
  %0 = tcc.attention %q, %k, %v bias %b scale 0.125
      : tensor<2x8x64xf32>, tensor<2x16x64xf32>, tensor<2x16x32xf32>, tensor<16xf32>
  return %0 : tensor<2x8x32xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-NOT: tcc.attention
// GRAD: tcc.softmax
func.func private @loss(%q: tensor<8x4xf32>) -> tensor<f32> {
  %0 = tcc.attention %q, %q, %q scale 0.5 : tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x4xf32>
  %1 = tcc.reduce_sum %0 axes [0, 1] : tensor<8x4xf32>
  return %1 : tensor<f32>
}
func.func @grad(%q: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %0:2 = tcc.value_and_grad @loss(%q) wrt [0] : (tensor<8x4xf32>) -> (tensor<f32>, tensor<8x4xf32>)
  return %0#1 : tensor<8x4xf32>
}

//--- bad.mlir
func.func @depths(%q: tensor<8x4xf32>, %k: tensor<8x5xf32>) {
  // expected-error@+2 {{q [8, 4], k [8, 5] and v [8, 5] do not go together}}
  // expected-note@+1 {{hint: q is [..., queries, depth]}}
  %0 = tcc.attention %q, %k, %k scale 0.5 : tensor<8x4xf32>, tensor<8x5xf32>, tensor<8x5xf32>
  return
}

// -----

func.func @bias(%q: tensor<8x4xf32>, %b: tensor<2x8x8xf32>) {
  // expected-error@+1 {{does not broadcast to the scores [8, 8]}}
  %0 = tcc.attention %q, %q, %q bias %b scale 0.5 : tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x4xf32>, tensor<2x8x8xf32>
  return
}
