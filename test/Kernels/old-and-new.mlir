// An op of a loop that reads a carried value before and after its update: the update cannot wait for it, so the old value is copied.
// RUN: tcc run %s --verify-each | FileCheck %s
// RUN: tcc %s --emit=linalg | tcc-opt --tcc-fuse-kernels | FileCheck %s --check-prefix=ORDER

// ORDER: scf.for
// ORDER: %[[NEW:.*]] = linalg.generic {{.*}}"reduction"
// ORDER: linalg.generic {{.*}} ins(%{{.*}}, %[[NEW]] :
// CHECK: out0: 2x2xf32 1 2 3 4
// CHECK: out1: 2x2x2xf32 2 2 2 2 -2 -2 -2 -2
func.func @main() -> (tensor<2x2xf32>, tensor<2x2x2xf32>) {
  %x = tcc.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %swap = tcc.constant dense<[[0.0, 1.0], [1.0, 0.0]]> : tensor<2x2xf32>
  %0:2 = tcc.scan 2 carry(%old = %x : tensor<2x2xf32>) {
    %new = tcc.matmul %old, %swap : tensor<2x2xf32>, tensor<2x2xf32>
    %difference = tcc.sub %old, %new : tensor<2x2xf32>, tensor<2x2xf32>
    %row = tcc.matmul %difference, %new : tensor<2x2xf32>, tensor<2x2xf32>
    tcc.yield %new, %row : tensor<2x2xf32>, tensor<2x2xf32>
  }
  return %0#0, %0#1 : tensor<2x2xf32>, tensor<2x2x2xf32>
}
