// Element types that tcc does not have, passed on without an op that would complain.
// RUN: split-file %s %t
// RUN: %exits 3 tcc %t/nibble.mlir | FileCheck %s --check-prefix=NIBBLE
// RUN: %exits 3 tcc %t/signed.mlir | FileCheck %s --check-prefix=SIGNED
// RUN: %exits 3 tcc %t/long.mlir | FileCheck %s --check-prefix=LONG
// RUN: %exits 3 tcc %t/complex.mlir | FileCheck %s --check-prefix=COMPLEX
// RUN: %exits 3 tcc %t/vector.mlir | FileCheck %s --check-prefix=VECTOR
// RUN: %exits 3 tcc %t/index.mlir | FileCheck %s --check-prefix=INDEX
// RUN: %exits 3 tcc %t/encoded.mlir | FileCheck %s --check-prefix=ENCODED

// NIBBLE: nibble.mlir:1:17: error: not supported: argument 0 has elements of type 'i4'
// NIBBLE: note: element types are f16, bf16, f32, f64, complex<f32>, complex<f64>, i1, i8, i16, i32, i64, ui8, ui16, ui32, ui64 and floats of 8 bits
// SIGNED: error: not supported: argument 0 has elements of type 'si8'
// LONG: error: not supported: argument 0 has elements of type 'f80'
// COMPLEX: error: not supported: argument 0 has elements of type 'complex<f16>'
// VECTOR: error: not supported: argument 0 has elements of type 'vector<4xf32>'
// INDEX: error: not supported: argument 0 has elements of type 'index'
// ENCODED: error: not supported: argument 0 has an encoding: 'tensor<4xf32, "sparse">'

//--- nibble.mlir
func.func @main(%x: tensor<2xi4>) -> tensor<2xi4> {
  return %x : tensor<2xi4>
}

//--- signed.mlir
func.func @main(%x: tensor<2xsi8>) -> tensor<2xsi8> {
  return %x : tensor<2xsi8>
}

//--- long.mlir
func.func @main(%x: tensor<2xf80>) -> tensor<2xf80> {
  return %x : tensor<2xf80>
}

//--- complex.mlir
func.func @main(%x: tensor<2xcomplex<f16>>) -> tensor<2xcomplex<f16>> {
  return %x : tensor<2xcomplex<f16>>
}

//--- vector.mlir
func.func @main(%x: tensor<2xvector<4xf32>>) -> tensor<2xvector<4xf32>> {
  return %x : tensor<2xvector<4xf32>>
}

//--- index.mlir
func.func @main(%x: tensor<2xindex>) -> tensor<2xindex> {
  return %x : tensor<2xindex>
}

//--- encoded.mlir
func.func @main(%x: tensor<4xf32, "sparse">) -> tensor<4xf32, "sparse"> {
  return %x : tensor<4xf32, "sparse">
}
