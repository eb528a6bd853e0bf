// Complex numbers: ops with a namesake, parts, conversions, products, transforms.
// RUN: tcc-opt %s --tcc-import-stablehlo | FileCheck %s

// CHECK-LABEL: func.func @main
func.func @main(%z: tensor<2x4xcomplex<f32>>, %x: tensor<2x4xf32>) -> tensor<2x3xcomplex<f32>> {
  // CHECK: tcc.complex %[[X:.*]], %[[X]] : tensor<2x4xf32>, tensor<2x4xf32>
  %0 = stablehlo.complex %x, %x : tensor<2x4xcomplex<f32>>
  // CHECK: tcc.mul %{{.*}} : tensor<2x4xcomplex<f32>>, tensor<2x4xcomplex<f32>>
  %1 = stablehlo.multiply %0, %z : tensor<2x4xcomplex<f32>>
  // CHECK: tcc.abs %{{.*}} : tensor<2x4xcomplex<f32>>
  %2 = stablehlo.abs %1 : (tensor<2x4xcomplex<f32>>) -> tensor<2x4xf32>
  // CHECK: tcc.real
  %3 = stablehlo.real %1 : (tensor<2x4xcomplex<f32>>) -> tensor<2x4xf32>
  // CHECK: tcc.imag
  %4 = stablehlo.imag %1 : (tensor<2x4xcomplex<f32>>) -> tensor<2x4xf32>
  // A real number is its own real part.
  // CHECK-NOT: tcc.real
  %5 = stablehlo.real %x : (tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: tcc.constant dense<0.000000e+00> : tensor<2x4xf32>
  %6 = stablehlo.imag %x : (tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: %[[RE:.*]] = tcc.real
  // CHECK: %[[IM:.*]] = tcc.imag
  // CHECK: %[[N:.*]] = tcc.neg %[[IM]]
  // CHECK: tcc.complex %[[RE]], %[[N]]
  %7 = chlo.conj %z : tensor<2x4xcomplex<f32>> -> tensor<2x4xcomplex<f32>>
  // CHECK: tcc.convert %{{.*}} to complex<f32> : tensor<2x4xf32>
  %8 = stablehlo.convert %2 : (tensor<2x4xf32>) -> tensor<2x4xcomplex<f32>>
  // CHECK: tcc.convert %{{.*}} to f32 : tensor<2x4xcomplex<f32>>
  %9 = stablehlo.convert %z : (tensor<2x4xcomplex<f32>>) -> tensor<2x4xf32>
  // CHECK: tcc.compare eq
  %10 = stablehlo.compare EQ, %z, %1 : (tensor<2x4xcomplex<f32>>, tensor<2x4xcomplex<f32>>) -> tensor<2x4xi1>
  // CHECK: %[[I:.*]] = tcc.iota f32 shape [2, 4] axis 1
  // CHECK: tcc.convert %[[I]] to complex<f32>
  %11 = stablehlo.iota dim = 1 : tensor<2x4xcomplex<f32>>
  // CHECK: tcc.dot %{{.*}} : tensor<2x4xcomplex<f32>>, tensor<2x4xcomplex<f32>>
  %12 = stablehlo.dot_general %z, %7, contracting_dims = [1] x [1] : (tensor<2x4xcomplex<f32>>, tensor<2x4xcomplex<f32>>) -> tensor<2x2xcomplex<f32>>
  // CHECK: tcc.fft ifft %{{.*}} lengths [2, 4] : tensor<2x4xcomplex<f32>>
  %13 = stablehlo.fft %z, type = IFFT, length = [2, 4] : (tensor<2x4xcomplex<f32>>) -> tensor<2x4xcomplex<f32>>
  // CHECK: tcc.fft rfft %{{.*}} lengths [4] : tensor<2x4xf32>
  %14 = stablehlo.fft %3, type = RFFT, length = [4] : (tensor<2x4xf32>) -> tensor<2x3xcomplex<f32>>
  return %14 : tensor<2x3xcomplex<f32>>
}

// A sum and a product by name; the product of windows by its region.
// CHECK-LABEL: func.func @reductions
func.func @reductions(%z: tensor<6xcomplex<f32>>) -> (tensor<complex<f32>>, tensor<complex<f32>>, tensor<5xcomplex<f32>>) {
  %zero = stablehlo.constant dense<(0.0, 0.0)> : tensor<complex<f32>>
  %one = stablehlo.constant dense<(1.0, 0.0)> : tensor<complex<f32>>
  // CHECK: tcc.reduce_sum
  %0 = stablehlo.reduce(%z init: %zero) applies stablehlo.add across dimensions = [0] : (tensor<6xcomplex<f32>>, tensor<complex<f32>>) -> tensor<complex<f32>>
  // CHECK: tcc.reduce_prod
  %1 = stablehlo.reduce(%z init: %one) applies stablehlo.multiply across dimensions = [0] : (tensor<6xcomplex<f32>>, tensor<complex<f32>>) -> tensor<complex<f32>>
  // CHECK: tcc.reduce_window
  %2 = "stablehlo.reduce_window"(%z, %one) <{window_dimensions = array<i64: 2>}> ({
  ^bb0(%a: tensor<complex<f32>>, %b: tensor<complex<f32>>):
    %p = stablehlo.multiply %a, %b : tensor<complex<f32>>
    stablehlo.return %p : tensor<complex<f32>>
  }) : (tensor<6xcomplex<f32>>, tensor<complex<f32>>) -> tensor<5xcomplex<f32>>
  return %0, %1, %2 : tensor<complex<f32>>, tensor<complex<f32>>, tensor<5xcomplex<f32>>
}
