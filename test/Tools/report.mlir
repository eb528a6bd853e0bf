// The report of a compile: one screen, and with --explain the ops and the line of each kernel.
// RUN: tcc %s --explain --timing | FileCheck %s

// CHECK:      @main for cpu:
// CHECK-NEXT: kernels      1 (1 contraction), from 3 ops
// CHECK-NEXT: work         {{.*}}FLOP, {{.*}} moved by kernels
// 4x8 + 8x16 + 16 arguments and a 4x16 result, in f32.
// CHECK-NEXT: memory       0 B of temporaries at the peak, 960 B of arguments and results
// CHECK-NEXT: code         {{.*}}B
// CHECK-NEXT: compiled in  {{.*}} ms
// CHECK:      contraction addf maximumf
// CHECK-NEXT: at {{.*}}report.mlir:[[# @LINE + 12]]:8
// CHECK-NEXT: #exec.contraction<
// CHECK:      saves  brought together
// CHECK-NEXT: 512 B  contraction -> addf maximumf at {{.*}}report.mlir:[[# @LINE + 10]]:8: while the sum is in registers
// CHECK-NEXT: 512 B  addf -> maximumf at {{.*}}report.mlir:[[# @LINE + 10]]:8: its only reader
// CHECK:      would save  left apart
// CHECK:      stage
// CHECK:      parse
// CHECK:      expanded
// CHECK:      obj
func.func @main(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>,
                %b: tensor<16xf32>) -> tensor<4x16xf32> {
  %0 = tcc.matmul %x, %w : tensor<4x8xf32>, tensor<8x16xf32>
  %1 = tcc.add %0, %b : tensor<4x16xf32>, tensor<16xf32>
  %2 = tcc.relu %1 : tensor<4x16xf32>
  return %2 : tensor<4x16xf32>
}
