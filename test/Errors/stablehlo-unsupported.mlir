// Every op without a meaning in tcc is named once, with its line.
// RUN: %exits 3 tcc %s 2>&1 | FileCheck %s

func.func @main(%x: tensor<4xf32>, %z: tensor<4xcomplex<f32>>) -> tensor<4xf32> {
  // CHECK: [[# @LINE + 1]]:{{.*}}: not supported: op 'stablehlo.custom_call' @launch
  %0 = stablehlo.custom_call @launch(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = stablehlo.custom_call @launch(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NOT: not supported: op {{.*}}launch
  // CHECK: [[# @LINE + 1]]:{{.*}}: not supported: op 'stablehlo.levitate'
  %2 = "stablehlo.levitate"(%1) : (tensor<4xf32>) -> tensor<4xf32>
  return %2 : tensor<4xf32>
}
