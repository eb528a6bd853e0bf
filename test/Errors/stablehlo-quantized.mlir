// Quantized types are named as such.
// RUN: %exits 3 tcc %s 2>&1 | FileCheck %s

// Words about !quant.uniform in a comment do not count.
// CHECK: [[# @LINE + 1]]:30: {{.*}}not supported: quantized types
func.func @main(%x: tensor<4x!quant.uniform<i8:f32, 1.0:0>>) -> tensor<4xf32> {
  %0 = stablehlo.uniform_dequantize %x : (tensor<4x!quant.uniform<i8:f32, 1.0:0>>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
