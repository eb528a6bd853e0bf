// Each form of a check, in modules that hold several functions, and several modules in one file.
// RUN: tcc-conformance --checks %s -v | FileCheck %s
// CHECK: 6 passed, 0 failed

module @jit_main attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main() -> (tensor<3xf32> {jax.result_info = "", mhlo.layout_mode = "default"}) {
    %0:2 = call @inputs() : () -> (tensor<3xf32>, tensor<3xf32>)
    %1 = call @expected() : () -> tensor<3xf32>
    %2 = call @"<lambda>"(%0#0, %0#1) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    stablehlo.custom_call @check.expect_close(%2, %1) {has_side_effect = true} : (tensor<3xf32>, tensor<3xf32>) -> ()
    stablehlo.custom_call @check.expect_almost_eq(%2, %1) {has_side_effect = true} : (tensor<3xf32>, tensor<3xf32>) -> ()
    return %2 : tensor<3xf32>
  }
  func.func private @inputs() -> (tensor<3xf32> {mhlo.layout_mode = "default"}, tensor<3xf32> {mhlo.layout_mode = "default"}) {
    %cst = stablehlo.constant dense<[1.0, -2.5, 0x7FC00000]> : tensor<3xf32>
    %cst_0 = stablehlo.constant dense<"0x0000803F000000400000803F"> : tensor<3xf32>
    return %cst, %cst_0 : tensor<3xf32>, tensor<3xf32>
  }
  func.func private @expected() -> (tensor<3xf32> {mhlo.layout_mode = "default"}) {
    %cst = stablehlo.constant dense<[2.0, -0.5, 0x7FC00000]> : tensor<3xf32>
    return %cst : tensor<3xf32>
  }
  func.func private @"<lambda>"(%arg0: tensor<3xf32>, %arg1: tensor<3xf32>) -> tensor<3xf32> {
    %0 = stablehlo.add %arg0, %arg1 : tensor<3xf32>
    return %0 : tensor<3xf32>
  }
}

// -----

func.func @constants() {
  %0 = stablehlo.constant dense<[1, -2]> : tensor<2xi64> // not a check.expect_eq
  %1 = stablehlo.negate %0 : tensor<2xi64>
  check.expect_eq_const %1, dense<[-1, 2]> : tensor<2xi64>
  %2 = stablehlo.convert %1 : (tensor<2xi64>) -> tensor<2xf64>
  check.expect_almost_eq_const %2, dense<[-1.00001, 2.0]> : tensor<2xf64>
  check.expect_almost_eq_const %2, dense<[-1.1, 2.0]> : tensor<2xf64> {tolerance = 0.15 : f64}
  func.return
}

func.func @values() {
  %0 = stablehlo.constant dense<5.0> : tensor<f64>
  %1 = stablehlo.constant dense<5.1> : tensor<f64>
  check.expect_eq %0, %0 : tensor<f64>
  check.expect_almost_eq %0, %1, tolerance = 0.11 : tensor<f64>
  func.return
}

func.func @unchecked(%arg0: tensor<f64>) -> tensor<f64> {
  return %arg0 : tensor<f64>
}

// -----

func.func @ulps() {
  %0 = stablehlo.constant dense<[5.0, 1.0]> : tensor<2xf16>
  %1 = stablehlo.constant dense<[5.010, 1.002]> : tensor<2xf16>
  check.expect_close %0, %1, max_ulp_difference = 3, min_ulp_difference = 2 : tensor<2xf16>, tensor<2xf16>
  func.return
}

func.func @across_zero() {
  %0 = stablehlo.constant dense<[-0.0, 0x80000001]> : tensor<2xf32>
  %1 = stablehlo.constant dense<[0x00000001, 0.0]> : tensor<2xf32>
  check.expect_close %0, %1, max_ulp_difference = 1, min_ulp_difference = 1 : tensor<2xf32>, tensor<2xf32>
  func.return
}

func.func @infinitely_far() {
  %0 = stablehlo.constant dense<[0x7F800000, 1.0]> : tensor<2xf32>
  %1 = stablehlo.constant dense<[0xFF800000, 0x7FC00000]> : tensor<2xf32>
  check.expect_close %0, %1, max_ulp_difference = 18446744073709551615, min_ulp_difference = 18446744073709551615 : tensor<2xf32>, tensor<2xf32>
  func.return
}
