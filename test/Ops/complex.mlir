// Complex numbers from their parts.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-split-complex --tcc-expand-transforms --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @complex(%a: tensor<4xf32>, %b: tensor<f32>) -> tensor<4xcomplex<f32>> {
  %0 = tcc.complex %a, %b : tensor<4xf32>, tensor<f32>
  return %0 : tensor<4xcomplex<f32>>
}
// ROUNDTRIP: tcc.complex %{{.*}}, %{{.*}} : tensor<4xf32>, tensor<f32>
// LINALG: func.func @complex(%{{.*}}: tensor<4xf32>, %{{.*}}: tensor<f32>) -> (tensor<4x2xf32> {tcc.element_type = complex<f32>})
// LINALG-NOT: complex

//--- bad.mlir
func.func @kinds(%a: tensor<4xf32>, %b: tensor<4xf64>) {
  // expected-error @below {{element types differ: 'tensor<4xf32>' and 'tensor<4xf64>'}}
  // expected-note @below {{hint: types are never promoted; use tcc.convert}}
  %0 = tcc.complex %a, %b : tensor<4xf32>, tensor<4xf64>
  return
}

// -----

func.func @halves(%a: tensor<4xf16>) {
  // expected-error @below {{operand #0 must be a ranked tensor of floats (f32, f64), but got 'tensor<4xf16>'}}
  %0 = tcc.complex %a, %a : tensor<4xf16>, tensor<4xf16>
  return
}

// -----

func.func @order(%a: tensor<4xcomplex<f32>>) {
  // expected-error @below {{orders 'tensor<4xcomplex<f32>>', but complex numbers have no order}}
  // expected-note @below {{hint: compare with eq or ne, or their parts: tcc.real, tcc.imag, tcc.abs}}
  %0 = tcc.compare lt %a, %a : tensor<4xcomplex<f32>>, tensor<4xcomplex<f32>>
  return
}

// -----

func.func @maximum(%a: tensor<4xcomplex<f32>>) {
  // expected-error @below {{operand #0 must be a ranked tensor of floats}}
  %0 = tcc.max %a, %a : tensor<4xcomplex<f32>>, tensor<4xcomplex<f32>>
  return
}
