// A shape that follows from constants does not follow into functions.
// RUN: %exits 3 tcc %s 2>&1 | FileCheck %s

func.func @main(%x: tensor<4x6xf32>) -> tensor<?x8xf32> {
  %s = stablehlo.constant dense<[3, 8]> : tensor<2xi32>
  %0 = stablehlo.dynamic_reshape %x, %s : (tensor<4x6xf32>, tensor<2xi32>) -> tensor<?x8xf32>
  // CHECK: [[# @LINE + 1]]:{{.*}}: not supported: a call with shapes that follow from constants
  %1 = call @f(%0) : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}
func.func private @f(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  return %x : tensor<?x8xf32>
}
