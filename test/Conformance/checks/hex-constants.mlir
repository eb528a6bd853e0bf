// Constants in hexadecimal, of every width: what is written is what the program has.
// RUN: tcc-conformance --checks %s -v --interpret | FileCheck %s
// CHECK: 2 passed, 0 failed

module @jit_main {
  func.func public @main() -> (tensor<2xf16> {jax.result_info = "[0]"}, tensor<2xi8> {jax.result_info = "[1]"}) {
    %0:6 = call @inputs() : () -> (tensor<2xf16>, tensor<2xbf16>, tensor<2xi8>, tensor<2xui16>, tensor<2xi64>, tensor<2xf64>)
    check.expect_eq_const %0#0, dense<[1.5, -2.0]> : tensor<2xf16>
    check.expect_eq_const %0#1, dense<[1.5, -2.0]> : tensor<2xbf16>
    check.expect_eq_const %0#2, dense<[127, -128]> : tensor<2xi8>
    check.expect_eq_const %0#3, dense<[65535, 1]> : tensor<2xui16>
    check.expect_eq_const %0#4, dense<[-2, 9223372036854775807]> : tensor<2xi64>
    check.expect_close %0#5, %0#5, max_ulp_difference = 0 : tensor<2xf64>, tensor<2xf64>
    check.expect_eq_const %0#5, dense<[0x7FF0000000000000, -0.5]> : tensor<2xf64>
    return %0#0, %0#2 : tensor<2xf16>, tensor<2xi8>
  }
  func.func private @inputs() -> (tensor<2xf16> {mhlo.layout_mode = "default"}, tensor<2xbf16>, tensor<2xi8>, tensor<2xui16>, tensor<2xi64>, tensor<2xf64>) {
    %0 = stablehlo.constant dense<"0x003E00C0"> : tensor<2xf16>
    %1 = stablehlo.constant dense<"0xC03F00C0"> : tensor<2xbf16>
    %2 = stablehlo.constant dense<"0x7F80"> : tensor<2xi8>
    %3 = stablehlo.constant dense<"0xFFFF0100"> : tensor<2xui16>
    %4 = stablehlo.constant dense<"0xFEFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F"> : tensor<2xi64>
    %5 = stablehlo.constant dense<"0x000000000000F07F000000000000E0BF"> : tensor<2xf64>
    return %0, %1, %2, %3, %4, %5 : tensor<2xf16>, tensor<2xbf16>, tensor<2xi8>, tensor<2xui16>, tensor<2xi64>, tensor<2xf64>
  }
}

// -----

func.func @resource() {
  %0 = stablehlo.constant dense_resource<blob> : tensor<2xf32>
  check.expect_eq_const %0, dense<[1.0, 2.0]> : tensor<2xf32>
  func.return
}

{-#
  dialect_resources: {
    builtin: {
      blob: "0x040000000000803F00000040"
    }
  }
#-}
