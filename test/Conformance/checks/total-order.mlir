// The order of all bits of floats: NaNs have signs, and -0 is less than 0.
// RUN: tcc-conformance --checks %s -v --interpret | FileCheck %s
// CHECK: 3 passed, 0 failed

func.func @top_k() {
  %0 = stablehlo.constant dense<[0x7F800000, 0x7FC00000, 0xFFC00000, 0xFF800000, -0.0, 3.0, 0.0]> : tensor<7xf32>
  %values, %indices = chlo.top_k(%0, k = 7) : tensor<7xf32> -> (tensor<7xf32>, tensor<7xi32>)
  check.expect_eq_const %indices, dense<[1, 0, 5, 6, 4, 3, 2]> : tensor<7xi32>
  check.expect_eq_const %values, dense<[0x7FC00000, 0x7F800000, 3.0, 0.0, 0.0, 0xFF800000, 0x7FC00000]> : tensor<7xf32>
  func.return
}

func.func @sort() {
  %0 = stablehlo.constant dense<[0.0, 0x7FC0, -0.0, 0xFFC0, 0xFF80, -1.0]> : tensor<6xbf16>
  %1 = stablehlo.iota dim = 0 : tensor<6xi32>
  %2:2 = "stablehlo.sort"(%0, %1) <{dimension = 0 : i64, is_stable = true}> ({
  ^bb0(%a: tensor<bf16>, %b: tensor<bf16>, %i: tensor<i32>, %j: tensor<i32>):
    %3 = stablehlo.compare LT, %a, %b, TOTALORDER : (tensor<bf16>, tensor<bf16>) -> tensor<i1>
    stablehlo.return %3 : tensor<i1>
  }) : (tensor<6xbf16>, tensor<6xi32>) -> (tensor<6xbf16>, tensor<6xi32>)
  check.expect_eq_const %2#1, dense<[3, 4, 5, 2, 0, 1]> : tensor<6xi32>
  func.return
}

func.func @partial() {
  %0 = stablehlo.constant dense<[0.0, 0x7FC00000, -0.0, 1.0]> : tensor<4xf32>
  %1 = stablehlo.constant dense<[-0.0, 0x7FC00000, 0.0, 0x7FC00000]> : tensor<4xf32>
  %2 = stablehlo.compare EQ, %0, %1, FLOAT : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  check.expect_eq_const %2, dense<[true, false, true, false]> : tensor<4xi1>
  %3 = stablehlo.compare EQ, %0, %1, TOTALORDER : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  check.expect_eq_const %3, dense<[false, true, false, false]> : tensor<4xi1>
  func.return
}
