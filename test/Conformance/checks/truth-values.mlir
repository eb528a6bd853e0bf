// Ops on truth values: the largest of them, windows of them, scattered ones.
// RUN: tcc-conformance --checks %s -v --interpret | FileCheck %s
// CHECK: 5 passed, 0 failed

func.func @top_k() {
  %0 = stablehlo.constant dense<[[false, true, true], [false, false, true]]> : tensor<2x3xi1>
  %values, %indices = chlo.top_k(%0, k = 2) : tensor<2x3xi1> -> (tensor<2x2xi1>, tensor<2x2xi32>)
  check.expect_eq_const %values, dense<[[true, true], [true, false]]> : tensor<2x2xi1>
  check.expect_eq_const %indices, dense<[[1, 2], [2, 0]]> : tensor<2x2xi32>
  func.return
}

func.func @select_and_scatter() {
  %0 = stablehlo.constant dense<[[false, true, true], [false, false, true]]> : tensor<2x3xi1>
  %1 = stablehlo.constant dense<[[true, false]]> : tensor<1x2xi1>
  %2 = stablehlo.constant dense<false> : tensor<i1>
  %3 = "stablehlo.select_and_scatter"(%0, %1, %2) <{window_dimensions = array<i64: 2, 2>}> ({
  ^bb0(%a: tensor<i1>, %b: tensor<i1>):
    %4 = stablehlo.compare GE, %a, %b : (tensor<i1>, tensor<i1>) -> tensor<i1>
    stablehlo.return %4 : tensor<i1>
  }, {
  ^bb0(%a: tensor<i1>, %b: tensor<i1>):
    %4 = stablehlo.or %a, %b : tensor<i1>
    stablehlo.return %4 : tensor<i1>
  }) : (tensor<2x3xi1>, tensor<1x2xi1>, tensor<i1>) -> tensor<2x3xi1>
  check.expect_eq_const %3, dense<[[false, true, false], [false, false, false]]> : tensor<2x3xi1>
  func.return
}

func.func @bits_of_an_integer() {
  %0 = stablehlo.constant dense<[5, -128]> : tensor<2xi8>
  %1 = stablehlo.bitcast_convert %0 : (tensor<2xi8>) -> tensor<2x8xi1>
  check.expect_eq_const %1, dense<[[true, false, true, false, false, false, false, false], [false, false, false, false, false, false, false, true]]> : tensor<2x8xi1>
  %2 = stablehlo.bitcast_convert %1 : (tensor<2x8xi1>) -> tensor<2xi8>
  check.expect_eq %2, %0 : tensor<2xi8>
  func.return
}

func.func @bits_of_a_float() {
  %0 = stablehlo.constant dense<[1.0, -2.5]> : tensor<2xf32>
  %1 = stablehlo.bitcast_convert %0 : (tensor<2xf32>) -> tensor<2x32xi1>
  %2 = stablehlo.bitcast_convert %1 : (tensor<2x32xi1>) -> tensor<2xf32>
  check.expect_eq %2, %0 : tensor<2xf32>
  func.return
}

func.func @cumulative() {
  %0 = stablehlo.constant dense<[false, true, false, true]> : tensor<4xi1>
  %1 = stablehlo.constant dense<false> : tensor<i1>
  %2 = "stablehlo.reduce_window"(%0, %1) <{padding = dense<[[3, 0]]> : tensor<1x2xi64>, window_dimensions = array<i64: 4>}> ({
  ^bb0(%a: tensor<i1>, %b: tensor<i1>):
    %3 = stablehlo.or %a, %b : tensor<i1>
    stablehlo.return %3 : tensor<i1>
  }) : (tensor<4xi1>, tensor<i1>) -> tensor<4xi1>
  check.expect_eq_const %2, dense<[false, true, true, true]> : tensor<4xi1>
  func.return
}
