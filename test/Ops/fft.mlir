// The discrete Fourier transform: by one matrix where it is short, by two factors where it is not,
// by a convolution where its length is a large prime. Values: ComplexValues.cpp.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-split-complex --tcc-expand-transforms | FileCheck %s --check-prefix=SPLIT
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.fft fft %{{.*}} lengths [12] : tensor<3x12xcomplex<f32>>
// SPLIT-LABEL: func.func @short
// SPLIT-COUNT-4: tcc.dot %{{.*}} contracting [1] x [0] : tensor<3x12xf32>, tensor<12x12xf32>
// SPLIT-NOT: tcc.dot
func.func @short(%z: tensor<3x12xcomplex<f32>>) -> tensor<3x12xcomplex<f32>> {
  %0 = tcc.fft fft %z lengths [12] : tensor<3x12xcomplex<f32>>
  return %0 : tensor<3x12xcomplex<f32>>
}

// ROUNDTRIP: tcc.fft rfft %{{.*}} lengths [4, 5] : tensor<4x5xf32>
// SPLIT-LABEL: func.func @real
// SPLIT-COUNT-2: tcc.dot %{{.*}} contracting [1] x [0] : tensor<4x5xf32>, tensor<5x3xf32>
// SPLIT-COUNT-4: tcc.dot %{{.*}} contracting [1] x [0] : tensor<3x4xf32>, tensor<4x4xf32>
func.func @real(%x: tensor<4x5xf32>) -> tensor<4x3xcomplex<f32>> {
  %0 = tcc.fft rfft %x lengths [4, 5] : tensor<4x5xf32>
  return %0 : tensor<4x3xcomplex<f32>>
}

// 360 = 18 * 20
// SPLIT-LABEL: func.func @long
// SPLIT: tcc.reshape %{{.*}} to [18, 20]
// SPLIT-COUNT-4: tcc.dot %{{.*}} contracting [0] x [0] : tensor<18x20xf64>, tensor<18x18xf64>
// SPLIT-COUNT-4: tcc.dot %{{.*}} contracting [0] x [0] : tensor<20x18xf64>, tensor<20x20xf64>
// SPLIT: tcc.reshape %{{.*}} to [360]
func.func @long(%z: tensor<360xcomplex<f64>>) -> tensor<360xcomplex<f64>> {
  %0 = tcc.fft ifft %z lengths [360] : tensor<360xcomplex<f64>>
  return %0 : tensor<360xcomplex<f64>>
}

// SPLIT-LABEL: func.func @prime
// SPLIT: tcc.pad %{{.*}} low [0] high [761]
// SPLIT: tcc.reshape %{{.*}} to [32, 32]
// SPLIT: tcc.slice %{{.*}} starts [0] limits [263] : tensor<1024xf32>
func.func @prime(%x: tensor<263xcomplex<f32>>) -> tensor<263xcomplex<f32>> {
  %0 = tcc.fft fft %x lengths [263] : tensor<263xcomplex<f32>>
  return %0 : tensor<263xcomplex<f32>>
}

//--- bad.mlir
func.func @kind(%x: tensor<8xf32>) {
  // expected-error @below {{fft takes complex numbers, but came on 'tensor<8xf32>'}}
  %0 = tcc.fft fft %x lengths [8] : tensor<8xf32>
  return
}

// -----

func.func @real(%x: tensor<8xf16>) {
  // expected-error @below {{rfft takes f32 or f64, but came on 'tensor<8xf16>'}}
  %0 = tcc.fft rfft %x lengths [8] : tensor<8xf16>
  return
}

// -----

func.func @word(%x: tensor<8xf32>) {
  // expected-error @below {{unknown kind 'dft': expected fft, ifft, rfft or irfft}}
  %0 = tcc.fft dft %x lengths [8] : tensor<8xf32>
  return
}

// -----

func.func @lengths(%x: tensor<5xcomplex<f32>>) {
  // expected-error @below {{the last axes [5] do not have lengths [9]}}
  // expected-note @below {{hint: of irfft the last axis has n/2 + 1 elements, of others n}}
  %0 = tcc.fft fft %x lengths [9] : tensor<5xcomplex<f32>>
  return
}

// -----

func.func @count(%x: tensor<5xcomplex<f32>>) {
  // expected-error @below {{lengths [2, 5] are 2; expected 1 to 1, one for each axis that is transformed}}
  %0 = tcc.fft fft %x lengths [2, 5] : tensor<5xcomplex<f32>>
  return
}
