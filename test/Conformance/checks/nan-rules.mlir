// A NaN stays one in minima and maxima of any sort.
// RUN: tcc-conformance --checks %s -v --interpret | FileCheck %s
// CHECK: 4 passed, 0 failed

func.func @elementwise() {
  %0 = stablehlo.constant dense<[0x7FC00000, 1.0, -0.0, 0.0, 0x7F800000]> : tensor<5xf32>
  %1 = stablehlo.constant dense<[1.0, 0x7FC00000, 0.0, -0.0, 0x7FC00000]> : tensor<5xf32>
  %2 = stablehlo.maximum %0, %1 : tensor<5xf32>
  %3 = stablehlo.minimum %0, %1 : tensor<5xf32>
  check.expect_eq_const %2, dense<[0x7FC00000, 0x7FC00000, 0.0, 0.0, 0x7FC00000]> : tensor<5xf32>
  check.expect_eq_const %3, dense<[0x7FC00000, 0x7FC00000, 0.0, 0.0, 0x7FC00000]> : tensor<5xf32>
  func.return
}

func.func @reductions() {
  %0 = stablehlo.constant dense<[[1.0, 0x7FC00000, 2.0], [3.0, 4.0, -1.0]]> : tensor<2x3xf32>
  %1 = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %2 = stablehlo.reduce(%0 init: %1) applies stablehlo.maximum across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
  check.expect_eq_const %2, dense<[0x7FC00000, 4.0]> : tensor<2xf32>
  %3 = stablehlo.constant dense<0x7F800000> : tensor<f32>
  %4 = stablehlo.reduce(%0 init: %3) applies stablehlo.minimum across dimensions = [0] : (tensor<2x3xf32>, tensor<f32>) -> tensor<3xf32>
  check.expect_eq_const %4, dense<[1.0, 0x7FC00000, -1.0]> : tensor<3xf32>
  func.return
}

func.func @running_maximum() {
  %0 = stablehlo.constant dense<[1.0, 0x7FC00000, 2.0, 3.0]> : tensor<4xf32>
  %1 = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %2 = "stablehlo.reduce_window"(%0, %1) <{padding = dense<[[3, 0]]> : tensor<1x2xi64>, window_dimensions = array<i64: 4>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %3 = stablehlo.maximum %a, %b : tensor<f32>
    stablehlo.return %3 : tensor<f32>
  }) : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  check.expect_eq_const %2, dense<[1.0, 0x7FC00000, 0x7FC00000, 0x7FC00000]> : tensor<4xf32>
  func.return
}

func.func @reduce_precision() {
  %0 = stablehlo.constant dense<[0x7FC00000, 0xFFC00000, 3.5, 0x7F800000]> : tensor<4xf32>
  %1 = stablehlo.reduce_precision %0, format = e5m0 : tensor<4xf32>
  check.expect_eq_const %1, dense<[0x7F800000, 0xFF800000, 4.0, 0x7F800000]> : tensor<4xf32>
  %2 = stablehlo.reduce_precision %0, format = e5m1 : tensor<4xf32>
  check.expect_eq_const %2, dense<[0x7FC00000, 0x7FC00000, 4.0, 0x7F800000]> : tensor<4xf32>
  func.return
}
