// Integers of four and two bits wrap at their own ends.
// RUN: tcc-conformance --checks %s -v --interpret | FileCheck %s
// CHECK: 4 passed, 0 failed

func.func @signed() {
  %0 = stablehlo.constant dense<[7, -8, 3, -1]> : tensor<4xi4>
  %1 = stablehlo.constant dense<[1, -1, 2, -8]> : tensor<4xi4>
  %2 = stablehlo.add %0, %1 : tensor<4xi4>
  check.expect_eq_const %2, dense<[-8, 7, 5, 7]> : tensor<4xi4>
  %3 = stablehlo.multiply %0, %1 : tensor<4xi4>
  check.expect_eq_const %3, dense<[7, -8, 6, -8]> : tensor<4xi4>
  %4 = stablehlo.negate %0 : tensor<4xi4>
  check.expect_eq_const %4, dense<[-7, -8, -3, 1]> : tensor<4xi4>
  %5 = stablehlo.maximum %0, %1 : tensor<4xi4>
  check.expect_eq_const %5, dense<[7, -1, 3, -1]> : tensor<4xi4>
  %6 = stablehlo.convert %0 : (tensor<4xi4>) -> tensor<4xf32>
  check.expect_eq_const %6, dense<[7.0, -8.0, 3.0, -1.0]> : tensor<4xf32>
  func.return
}

func.func @unsigned() {
  %0 = stablehlo.constant dense<[15, 8, 3, 0]> : tensor<4xui4>
  %1 = stablehlo.constant dense<[1, 9, 2, 1]> : tensor<4xui4>
  %2 = stablehlo.subtract %0, %1 : tensor<4xui4>
  check.expect_eq_const %2, dense<[14, 15, 1, 15]> : tensor<4xui4>
  %3 = stablehlo.not %0 : tensor<4xui4>
  check.expect_eq_const %3, dense<[0, 7, 12, 15]> : tensor<4xui4>
  %4 = stablehlo.iota dim = 0 : tensor<4xui2>
  %5 = stablehlo.add %4, %4 : tensor<4xui2>
  check.expect_eq_const %5, dense<[0, 2, 0, 2]> : tensor<4xui2>
  func.return
}

func.func @bits() {
  %0 = stablehlo.constant dense<[-1, -8, 3]> : tensor<3xi4>
  %1 = stablehlo.constant dense<[1, 4, 2]> : tensor<3xi4>
  %2 = stablehlo.shift_right_logical %0, %1 : tensor<3xi4>
  check.expect_eq_const %2, dense<[7, 0, 0]> : tensor<3xi4>
  %3 = stablehlo.shift_left %0, %1 : tensor<3xi4>
  check.expect_eq_const %3, dense<[-2, 0, -4]> : tensor<3xi4>
  %4 = stablehlo.popcnt %0 : tensor<3xi4>
  check.expect_eq_const %4, dense<[4, 1, 2]> : tensor<3xi4>
  %5 = stablehlo.count_leading_zeros %0 : tensor<3xi4>
  check.expect_eq_const %5, dense<[0, 0, 2]> : tensor<3xi4>
  func.return
}

func.func private @twice(%a: tensor<4xi4>) -> tensor<4xi4> {
  %0 = stablehlo.add %a, %a : tensor<4xi4>
  return %0 : tensor<4xi4>
}
func.func @reduced() {
  %0 = stablehlo.constant dense<[7, -8, 3, -1]> : tensor<4xi4>
  %1 = func.call @twice(%0) : (tensor<4xi4>) -> tensor<4xi4>
  check.expect_eq_const %1, dense<[-2, 0, 6, -2]> : tensor<4xi4>
  %2 = stablehlo.constant dense<6> : tensor<i4>
  %3 = stablehlo.reduce(%1 init: %2) applies stablehlo.add across dimensions = [0] : (tensor<4xi4>, tensor<i4>) -> tensor<i4>
  check.expect_eq_const %3, dense<-8> : tensor<i4>
  func.return
}
