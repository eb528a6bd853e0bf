// Bodies that compute in wider elements than the operands have.
// RUN: tcc-conformance --checks %s -v --interpret | FileCheck %s
// CHECK: 3 passed, 0 failed

func.func @window() {
  %0 = stablehlo.constant dense<[100, 100, 100, -1]> : tensor<4xi8>
  %1 = stablehlo.constant dense<0> : tensor<i8>
  %2 = "stablehlo.reduce_window"(%0, %1) <{window_dimensions = array<i64: 2>}> ({
  ^bb0(%a: tensor<i32>, %b: tensor<i32>):
    %3 = stablehlo.add %a, %b : tensor<i32>
    stablehlo.return %3 : tensor<i32>
  }) : (tensor<4xi8>, tensor<i8>) -> tensor<3xi32>
  check.expect_eq_const %2, dense<[200, 200, 99]> : tensor<3xi32>
  %4 = "stablehlo.reduce_window"(%0, %1) <{window_dimensions = array<i64: 2>}> ({
  ^bb0(%a: tensor<i32>, %b: tensor<i32>):
    %5 = stablehlo.multiply %a, %b : tensor<i32>
    %6 = stablehlo.add %5, %b : tensor<i32>
    stablehlo.return %6 : tensor<i32>
  }) : (tensor<4xi8>, tensor<i8>) -> tensor<3xi32>
  check.expect_eq_const %4, dense<[10100, 10100, -101]> : tensor<3xi32>
  func.return
}

func.func @scatter() {
  %0 = stablehlo.constant dense<[100, 100, 100]> : tensor<3xi8>
  %1 = stablehlo.constant dense<[[1], [1]]> : tensor<2x1xi64>
  %2 = stablehlo.constant dense<[100, 27]> : tensor<2xi8>
  %3 = "stablehlo.scatter"(%0, %1, %2) <{scatter_dimension_numbers = #stablehlo.scatter<inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
  ^bb0(%a: tensor<i16>, %b: tensor<i16>):
    %4 = stablehlo.add %a, %b : tensor<i16>
    stablehlo.return %4 : tensor<i16>
  }) : (tensor<3xi8>, tensor<2x1xi64>, tensor<2xi8>) -> tensor<3xi16>
  check.expect_eq_const %3, dense<[100, 227, 100]> : tensor<3xi16>
  func.return
}

func.func @select_and_scatter() {
  %0 = stablehlo.constant dense<[1.0, 3.0, 2.0]> : tensor<3xf32>
  %1 = stablehlo.constant dense<[0.1, 0.2]> : tensor<2xf32>
  %2 = stablehlo.constant dense<0.0> : tensor<f32>
  %3 = "stablehlo.select_and_scatter"(%0, %1, %2) <{window_dimensions = array<i64: 2>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %4 = stablehlo.compare GE, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %4 : tensor<i1>
  }, {
  ^bb0(%a: tensor<f64>, %b: tensor<f64>):
    %4 = stablehlo.add %a, %b : tensor<f64>
    stablehlo.return %4 : tensor<f64>
  }) : (tensor<3xf32>, tensor<2xf32>, tensor<f32>) -> tensor<3xf64>
  check.expect_almost_eq_const %3, dense<[0.0, 0.3, 0.0]> : tensor<3xf64> {tolerance = 1.0e-6 : f64}
  func.return
}
