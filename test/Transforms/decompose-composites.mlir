// Composites are replaced until none is left, those that composites are made of included.
// RUN: tcc-opt %s --tcc-decompose-composites | FileCheck %s

func.func @nested(%x: tensor<4x8xf32>, %y: tensor<4xi32>) -> (tensor<4x8xf32>, tensor<4xf32>) {
  %0 = tcc.gelu %x : tensor<4x8xf32>
  %1 = tcc.cross_entropy %0, %y : tensor<4x8xf32>, tensor<4xi32>
  return %0, %1 : tensor<4x8xf32>, tensor<4xf32>
}
// CHECK-LABEL: @nested
// CHECK-NOT: tcc.gelu
// CHECK: tcc.erf
// CHECK-NOT: {{tcc.cross_entropy|tcc.log_softmax}}
// CHECK: tcc.exp
