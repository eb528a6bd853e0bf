// Shifts by too much, division by zero, counts of bits and conversions, of all widths.
// RUN: tcc-conformance --checks %s -v --interpret | FileCheck %s
// CHECK: 4 passed, 0 failed

func.func @shifts() {
  %0 = stablehlo.constant dense<[-1, 1, -128, 64]> : tensor<4xi8>
  %1 = stablehlo.constant dense<[8, 7, 100, -1]> : tensor<4xi8>
  %2 = stablehlo.shift_left %0, %1 : tensor<4xi8>
  %3 = stablehlo.shift_right_arithmetic %0, %1 : tensor<4xi8>
  %4 = stablehlo.shift_right_logical %0, %1 : tensor<4xi8>
  check.expect_eq_const %2, dense<[0, -128, 0, 0]> : tensor<4xi8>
  check.expect_eq_const %3, dense<[-1, 0, -1, 0]> : tensor<4xi8>
  check.expect_eq_const %4, dense<[0, 0, 0, 0]> : tensor<4xi8>
  func.return
}

func.func @division() {
  %0 = stablehlo.constant dense<[7, -7, -128, 5]> : tensor<4xi8>
  %1 = stablehlo.constant dense<[2, 2, -1, 0]> : tensor<4xi8>
  %2 = stablehlo.divide %0, %1 : tensor<4xi8>
  %3 = stablehlo.remainder %0, %1 : tensor<4xi8>
  check.expect_eq_const %2, dense<[3, -3, -128, -1]> : tensor<4xi8>
  check.expect_eq_const %3, dense<[1, -1, 0, 5]> : tensor<4xi8>
  func.return
}

func.func @counts() {
  %0 = stablehlo.constant dense<[0, 1, 255, 128]> : tensor<4xui8>
  %1 = stablehlo.popcnt %0 : tensor<4xui8>
  %2 = stablehlo.count_leading_zeros %0 : tensor<4xui8>
  check.expect_eq_const %1, dense<[0, 1, 8, 1]> : tensor<4xui8>
  check.expect_eq_const %2, dense<[8, 7, 0, 0]> : tensor<4xui8>
  %3 = stablehlo.constant dense<[-1, 4294967296]> : tensor<2xi64>
  %4 = stablehlo.count_leading_zeros %3 : tensor<2xi64>
  check.expect_eq_const %4, dense<[0, 31]> : tensor<2xi64>
  func.return
}

func.func @conversions() {
  %0 = stablehlo.constant dense<[-1, 255, 256, 65537]> : tensor<4xi32>
  %1 = stablehlo.convert %0 : (tensor<4xi32>) -> tensor<4xui8>
  %2 = stablehlo.convert %0 : (tensor<4xi32>) -> tensor<4xi16>
  %3 = stablehlo.convert %0 : (tensor<4xi32>) -> tensor<4xui64>
  %4 = stablehlo.convert %0 : (tensor<4xi32>) -> tensor<4xbf16>
  %5 = stablehlo.convert %0 : (tensor<4xi32>) -> tensor<4xi1>
  check.expect_eq_const %1, dense<[255, 255, 0, 1]> : tensor<4xui8>
  check.expect_eq_const %2, dense<[-1, 255, 256, 1]> : tensor<4xi16>
  check.expect_eq_const %3, dense<[18446744073709551615, 255, 256, 65537]> : tensor<4xui64>
  check.expect_eq_const %4, dense<[-1.0, 255.0, 256.0, 65536.0]> : tensor<4xbf16>
  check.expect_eq_const %5, dense<true> : tensor<4xi1>
  func.return
}
