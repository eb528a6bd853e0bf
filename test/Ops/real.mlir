// The real part.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-split-complex --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=SPLIT
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @real(%z: tensor<4xcomplex<f64>>) -> tensor<4xf64> {
  %0 = tcc.real %z : tensor<4xcomplex<f64>>
  return %0 : tensor<4xf64>
}
// ROUNDTRIP: tcc.real %{{.*}} : tensor<4xcomplex<f64>>
// SPLIT: func.func @real(%[[Z:.*]]: tensor<4x2xf64> {tcc.element_type = complex<f64>}) -> tensor<4xf64>
// SPLIT: %[[S:.*]] = tcc.slice %[[Z]] starts [0, 0] limits [-1, 1]
// SPLIT: %[[P:.*]] = tcc.reshape %[[S]] to [4]
// SPLIT: return %[[P]]

//--- bad.mlir
func.func @real(%x: tensor<4xf32>) {
  // expected-error @below {{operand #0 must be a ranked tensor of complex numbers (of f32, f64), but got 'tensor<4xf32>'}}
  %0 = tcc.real %x : tensor<4xf32>
  return
}
