// Truth values in hexadecimal: a byte each, as newer versions of MLIR print them, or a bit each.
// RUN: tcc-conformance --checks %s -v --interpret | FileCheck %s
// CHECK: 3 passed, 0 failed

func.func @bytes() {
  %0 = stablehlo.constant dense<"0x01000100000100000101"> : tensor<10xi1>
  check.expect_eq_const %0, dense<[true, false, true, false, false, true, false, false, true, true]> : tensor<10xi1>
  func.return
}

// -----

func.func @bits() {
  %0 = "stablehlo.constant"() <{value = dense<"0x2503"> : tensor<2x5xi1>}> : () -> tensor<2x5xi1>
  %1 = "stablehlo.constant"() <{value = dense<"0x01000100000100000101"> : tensor<2x5xi1>}> : () -> tensor<2x5xi1>
  check.expect_eq %0, %1 : tensor<2x5xi1>
  check.expect_eq_const %0, dense<[[true, false, true, false, false], [true, false, false, true, true]]> : tensor<2x5xi1>
  func.return
}

// -----

func.func @splat() {
  %0 = stablehlo.constant dense<"0xFF"> : tensor<20xi1>
  check.expect_eq_const %0, dense<true> : tensor<20xi1>
  func.return
}
