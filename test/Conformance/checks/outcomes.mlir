// A wrong value, an op that is not there and a program that is none are told from each other; a
// function's outcome is its own, whatever stands beside it.
// RUN: not tcc-conformance --checks %s -v | FileCheck %s
// CHECK-DAG: wrong {{.*}}outcomes/wrong: check 0: 1 of 2 differ, first at [1]: 0x2 expected 0x3
// CHECK-DAG: wrong {{.*}}outcomes/too_far: check 0: 1 of 2 differ, first at [0]: 5 expected 5.0
// CHECK-DAG: unsupported {{.*}}outcomes/unsupported: {{.*}}op 'stablehlo.unheard_of'
// CHECK-DAG: error {{.*}}outcomes/invalid: {{.*}}undeclared SSA value
// CHECK: 1 passed, 4 failed

func.func @right() {
  %0 = stablehlo.constant dense<[1, 2]> : tensor<2xi8>
  check.expect_eq_const %0, dense<[1, 2]> : tensor<2xi8>
  func.return
}

func.func @wrong() {
  %0 = stablehlo.constant dense<[1, 2]> : tensor<2xi8>
  check.expect_eq_const %0, dense<[1, 3]> : tensor<2xi8>
  func.return
}

func.func @too_far() {
  %0 = stablehlo.constant dense<[5.0, 1.0]> : tensor<2xf16>
  %1 = stablehlo.constant dense<[5.010, 1.002]> : tensor<2xf16>
  check.expect_close %0, %1, max_ulp_difference = 2 : tensor<2xf16>, tensor<2xf16>
  func.return
}

func.func @unsupported() {
  %0 = stablehlo.constant dense<[1, 2]> : tensor<2xi8>
  %1 = "stablehlo.unheard_of"(%0) : (tensor<2xi8>) -> tensor<2xi8>
  check.expect_eq %0, %1 : tensor<2xi8>
  func.return
}

func.func @invalid() {
  check.expect_eq %0, %0 : tensor<2xi8>
  func.return
}
