// RUN: tcc-opt %s --tcc-export-stablehlo --verify-each | FileCheck %s
// RUN: tcc-opt %s --tcc-split-complex --tcc-expand-transforms --tcc-simplify --tcc-export-stablehlo --verify-each | FileCheck %s --check-prefix=SPLIT

// Complex numbers that are whole, and that have been split: the edge is the same.
// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:.*]]: tensor<4xcomplex<f32>>) -> tensor<4xcomplex<f32>>
// CHECK: %[[F:.*]] = stablehlo.fft %[[X]], type =  FFT, length = [4]
// CHECK: %[[R:.*]] = stablehlo.real %[[F]]
// CHECK: stablehlo.complex %[[R]], %[[R]]

// SPLIT-LABEL: func.func @main(
// SPLIT-SAME: %[[X:.*]]: tensor<4xcomplex<f32>>) -> tensor<4xcomplex<f32>>
// SPLIT: %[[RE:.*]] = stablehlo.real %[[X]] : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
// SPLIT: %[[IM:.*]] = stablehlo.imag %[[X]] : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
// SPLIT-NOT: complex<f32>
// SPLIT: stablehlo.dot_general
// SPLIT: %[[Z:.*]] = stablehlo.complex
// SPLIT: return %[[Z]]
func.func @main(%x: tensor<4xcomplex<f32>>) -> tensor<4xcomplex<f32>> {
  %0 = tcc.fft fft %x lengths [4] : tensor<4xcomplex<f32>>
  %1 = tcc.real %0 : tensor<4xcomplex<f32>>
  %2 = tcc.complex %1, %1 : tensor<4xf32>, tensor<4xf32>
  return %2 : tensor<4xcomplex<f32>>
}
