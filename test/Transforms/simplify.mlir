// Constants and identities fold, equal ops become one, dead ones go. What could change a result stays.
// RUN: tcc-opt %s --tcc-simplify | FileCheck %s

func.func @merge(%x: tensor<4xf32>) -> tensor<4xf32> {
  %dead = tcc.exp %x : tensor<4xf32>
  %0 = tcc.tanh %x : tensor<4xf32>
  %1 = tcc.tanh %x : tensor<4xf32>
  %2 = tcc.mul %0, %1 : tensor<4xf32>, tensor<4xf32>
  return %2 : tensor<4xf32>
}
// CHECK-LABEL: @merge
// CHECK-NEXT: %[[T:.*]] = tcc.tanh
// CHECK-NEXT: tcc.mul %[[T]], %[[T]]
// CHECK-NEXT: return

func.func @scalars() -> tensor<2x2xf32> {
  %0 = tcc.constant dense<3.0> : tensor<f32>
  %1 = tcc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %2 = tcc.constant dense<[[10.0], [20.0]]> : tensor<2x1xf32>
  %3 = tcc.mul %0, %1 : tensor<f32>, tensor<2xf32>
  %4 = tcc.add %3, %2 : tensor<2xf32>, tensor<2x1xf32>
  return %4 : tensor<2x2xf32>
}
// CHECK-LABEL: @scalars
// CHECK-NEXT: tcc.constant dense<{{\[\[}}1.300000e+01, 1.600000e+01], [2.300000e+01, 2.600000e+01]]> : tensor<2x2xf32>
// CHECK-NEXT: return

// A neutral operand that repeats the other one is needed for its shape; a large product is left for run time; a splat is
// one number however large.
func.func @kept(%x: tensor<f32>) -> (tensor<4xf32>, tensor<300x300xf32>, tensor<300x300xf32>) {
  %0 = tcc.constant dense<0.0> : tensor<4xf32>
  %1 = tcc.add %x, %0 : tensor<f32>, tensor<4xf32>
  %2 = tcc.iota f32 shape [300, 1] axis 0
  %3 = tcc.constant dense<2.0> : tensor<300x300xf32>
  %4 = tcc.mul %2, %3 : tensor<300x1xf32>, tensor<300x300xf32>
  %5 = tcc.mul %3, %3 : tensor<300x300xf32>, tensor<300x300xf32>
  return %1, %4, %5 : tensor<4xf32>, tensor<300x300xf32>, tensor<300x300xf32>
}
// CHECK-LABEL: @kept
// CHECK: %[[SPLAT:.*]] = tcc.constant dense<4.000000e+00> : tensor<300x300xf32>
// CHECK: %[[SUM:.*]] = tcc.add
// CHECK: %[[PRODUCT:.*]] = tcc.mul
// CHECK: return %[[SUM]], %[[PRODUCT]], %[[SPLAT]]
