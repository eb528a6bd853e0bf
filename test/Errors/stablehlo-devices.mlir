// What needs several devices, symbolic sizes or a function that is not known is named, each once.
// RUN: %exits 3 tcc %s 2>&1 | FileCheck %s

func.func @main(%x: tensor<4xf32>, %n: tensor<1xi32>, %z: tensor<f32>) -> tensor<4xf32> {
  // CHECK: [[# @LINE + 2]]:{{.*}}: not supported: op 'stablehlo.all_gather'
  // CHECK: note: between several devices
  %0 = "stablehlo.all_gather"(%x) {all_gather_dim = 0 : i64, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>} : (tensor<4xf32>) -> tensor<8xf32>
  // CHECK: [[# @LINE + 2]]:{{.*}}: not supported: op 'stablehlo.dynamic_pad'
  // CHECK: note: a number that does not follow from constants
  %1 = stablehlo.dynamic_pad %x, %z, %n, %n, %n : (tensor<4xf32>, tensor<f32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<8xf32>
  // CHECK: [[# @LINE + 1]]:{{.*}}: not supported: op 'stablehlo.custom_call' @launch
  %2 = stablehlo.custom_call @launch(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: [[# @LINE + 1]]:{{.*}}: not supported: op 'stablehlo.custom_call' @land
  %3 = stablehlo.custom_call @land(%2) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NOT: not supported
  return %3 : tensor<4xf32>
}
