// The report says which tensors the peak of the temporaries is made of, from which line.
// RUN: split-file %s %t
// RUN: tcc %t/clip.mlir | FileCheck %t/clip.mlir
// RUN: tcc %t/many.mlir | FileCheck %t/many.mlir
// RUN: tcc %t/none.mlir | FileCheck %t/none.mlir
// RUN: tcc %t/loop.mlir | FileCheck %t/loop.mlir

// A training step whose gradients are scaled by their norm: all must be there before the first is used. The peak is the largest of
// them, with what it is computed from: 8192 + 2048 + 1024 bytes, the whole arena.
//--- clip.mlir
// CHECK:      memory       11.3 KB of temporaries at the peak
// CHECK:      alive at the peak bytes made by
// CHECK-NEXT: 64x32xf32 8.19 KB contraction at {{.*}}clip.mlir:[[# @LINE + 7]]:
// CHECK-NEXT: 16x32xf32 2.05 KB contraction mulf at {{.*}}clip.mlir:[[# @LINE + 7]]:
// CHECK-NEXT: 32x8xf32 1.02 KB contraction at {{.*}}clip.mlir:[[# @LINE + 7]]:
// CHECK-NOT: more
// CHECK-NOT: gaps
func.func private @loss(%w1: tensor<64x32xf32>, %w2: tensor<32x8xf32>, %x: tensor<16x64xf32>, %y: tensor<16x8xf32>)
    -> tensor<f32> {
  %0 = tcc.matmul %x, %w1 : tensor<16x64xf32>, tensor<64x32xf32>
  %1 = tcc.tanh %0 : tensor<16x32xf32>
  %2 = tcc.matmul %1, %w2 : tensor<16x32xf32>, tensor<32x8xf32>
  %3 = tcc.sub %2, %y : tensor<16x8xf32>, tensor<16x8xf32>
  %4 = tcc.mul %3, %3 : tensor<16x8xf32>, tensor<16x8xf32>
  %5 = tcc.reduce_sum %4 axes [0, 1] : tensor<16x8xf32>
  return %5 : tensor<f32>
}
func.func @main(%w1: tensor<64x32xf32> {tcc.donate = 0 : i64}, %w2: tensor<32x8xf32> {tcc.donate = 1 : i64},
                %x: tensor<16x64xf32>, %y: tensor<16x8xf32>) -> (tensor<64x32xf32>, tensor<32x8xf32>, tensor<f32>) {
  %l, %g1, %g2 = tcc.value_and_grad @loss(%w1, %w2, %x, %y) wrt [0, 1]
      : (tensor<64x32xf32>, tensor<32x8xf32>, tensor<16x64xf32>, tensor<16x8xf32>)
      -> (tensor<f32>, tensor<64x32xf32>, tensor<32x8xf32>)
  %s1 = tcc.mul %g1, %g1 : tensor<64x32xf32>, tensor<64x32xf32>
  %s2 = tcc.mul %g2, %g2 : tensor<32x8xf32>, tensor<32x8xf32>
  %n1 = tcc.reduce_sum %s1 axes [0, 1] : tensor<64x32xf32>
  %n2 = tcc.reduce_sum %s2 axes [0, 1] : tensor<32x8xf32>
  %n = tcc.add %n1, %n2 : tensor<f32>, tensor<f32>
  %norm = tcc.sqrt %n : tensor<f32>
  %u1 = tcc.div %g1, %norm : tensor<64x32xf32>, tensor<f32>
  %u2 = tcc.div %g2, %norm : tensor<32x8xf32>, tensor<f32>
  %v1 = tcc.sub %w1, %u1 : tensor<64x32xf32>, tensor<64x32xf32>
  %v2 = tcc.sub %w2, %u2 : tensor<32x8xf32>, tensor<32x8xf32>
  return %v1, %v2, %l : tensor<64x32xf32>, tensor<32x8xf32>, tensor<f32>
}

// Ten products that wait for their common scale, and the maxima that it is made from; the eight largest are listed. Each begins at a
// multiple of 64 bytes.
//--- many.mlir
// CHECK:      memory       1.92 KB of temporaries at the peak
// CHECK:      alive at the peak bytes made by
// CHECK-NEXT: 2x21xf32 168 B contraction at {{.*}}many.mlir:
// CHECK-NEXT: 2x19xf32 152 B
// CHECK-NEXT: 2x17xf32 136 B
// CHECK-NEXT: 2x15xf32 120 B
// CHECK-NEXT: 2x13xf32 104 B
// CHECK-NEXT: 2x11xf32 88 B
// CHECK-NEXT: 2x9xf32 72 B
// CHECK-NEXT: 2x7xf32 56 B
// CHECK-NEXT: ... and 12 more 104 B
// CHECK-NEXT: alignment and gaps 920 B
func.func @main(%x: tensor<2x3xf32>, %w0: tensor<3x3xf32>, %w1: tensor<3x5xf32>, %w2: tensor<3x7xf32>, %w3: tensor<3x9xf32>, %w4: tensor<3x11xf32>, %w5: tensor<3x13xf32>, %w6: tensor<3x15xf32>, %w7: tensor<3x17xf32>, %w8: tensor<3x19xf32>, %w9: tensor<3x21xf32>)
    -> (tensor<2x3xf32>, tensor<2x5xf32>, tensor<2x7xf32>, tensor<2x9xf32>, tensor<2x11xf32>, tensor<2x13xf32>, tensor<2x15xf32>, tensor<2x17xf32>, tensor<2x19xf32>, tensor<2x21xf32>) {
  %h0 = tcc.matmul %x, %w0 : tensor<2x3xf32>, tensor<3x3xf32>
  %r0 = tcc.reduce_max %h0 axes [0, 1] : tensor<2x3xf32>
  %h1 = tcc.matmul %x, %w1 : tensor<2x3xf32>, tensor<3x5xf32>
  %r1 = tcc.reduce_max %h1 axes [0, 1] : tensor<2x5xf32>
  %h2 = tcc.matmul %x, %w2 : tensor<2x3xf32>, tensor<3x7xf32>
  %r2 = tcc.reduce_max %h2 axes [0, 1] : tensor<2x7xf32>
  %h3 = tcc.matmul %x, %w3 : tensor<2x3xf32>, tensor<3x9xf32>
  %r3 = tcc.reduce_max %h3 axes [0, 1] : tensor<2x9xf32>
  %h4 = tcc.matmul %x, %w4 : tensor<2x3xf32>, tensor<3x11xf32>
  %r4 = tcc.reduce_max %h4 axes [0, 1] : tensor<2x11xf32>
  %h5 = tcc.matmul %x, %w5 : tensor<2x3xf32>, tensor<3x13xf32>
  %r5 = tcc.reduce_max %h5 axes [0, 1] : tensor<2x13xf32>
  %h6 = tcc.matmul %x, %w6 : tensor<2x3xf32>, tensor<3x15xf32>
  %r6 = tcc.reduce_max %h6 axes [0, 1] : tensor<2x15xf32>
  %h7 = tcc.matmul %x, %w7 : tensor<2x3xf32>, tensor<3x17xf32>
  %r7 = tcc.reduce_max %h7 axes [0, 1] : tensor<2x17xf32>
  %h8 = tcc.matmul %x, %w8 : tensor<2x3xf32>, tensor<3x19xf32>
  %r8 = tcc.reduce_max %h8 axes [0, 1] : tensor<2x19xf32>
  %h9 = tcc.matmul %x, %w9 : tensor<2x3xf32>, tensor<3x21xf32>
  %r9 = tcc.reduce_max %h9 axes [0, 1] : tensor<2x21xf32>
  %s1 = tcc.add %r0, %r1 : tensor<f32>, tensor<f32>
  %s2 = tcc.add %s1, %r2 : tensor<f32>, tensor<f32>
  %s3 = tcc.add %s2, %r3 : tensor<f32>, tensor<f32>
  %s4 = tcc.add %s3, %r4 : tensor<f32>, tensor<f32>
  %s5 = tcc.add %s4, %r5 : tensor<f32>, tensor<f32>
  %s6 = tcc.add %s5, %r6 : tensor<f32>, tensor<f32>
  %s7 = tcc.add %s6, %r7 : tensor<f32>, tensor<f32>
  %s8 = tcc.add %s7, %r8 : tensor<f32>, tensor<f32>
  %s9 = tcc.add %s8, %r9 : tensor<f32>, tensor<f32>
  %o0 = tcc.div %h0, %s9 : tensor<2x3xf32>, tensor<f32>
  %o1 = tcc.div %h1, %s9 : tensor<2x5xf32>, tensor<f32>
  %o2 = tcc.div %h2, %s9 : tensor<2x7xf32>, tensor<f32>
  %o3 = tcc.div %h3, %s9 : tensor<2x9xf32>, tensor<f32>
  %o4 = tcc.div %h4, %s9 : tensor<2x11xf32>, tensor<f32>
  %o5 = tcc.div %h5, %s9 : tensor<2x13xf32>, tensor<f32>
  %o6 = tcc.div %h6, %s9 : tensor<2x15xf32>, tensor<f32>
  %o7 = tcc.div %h7, %s9 : tensor<2x17xf32>, tensor<f32>
  %o8 = tcc.div %h8, %s9 : tensor<2x19xf32>, tensor<f32>
  %o9 = tcc.div %h9, %s9 : tensor<2x21xf32>, tensor<f32>
  return %o0, %o1, %o2, %o3, %o4, %o5, %o6, %o7, %o8, %o9 : tensor<2x3xf32>, tensor<2x5xf32>, tensor<2x7xf32>, tensor<2x9xf32>, tensor<2x11xf32>, tensor<2x13xf32>, tensor<2x15xf32>, tensor<2x17xf32>, tensor<2x19xf32>, tensor<2x21xf32>
}

// Nothing waits for anything.
//--- none.mlir
// CHECK:     memory       0 B of temporaries at the peak
// CHECK-NOT: alive
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// What a loop carries, and what each round makes, is alive inside of it.
//--- loop.mlir
// CHECK:      alive at the peak bytes made by
// CHECK-NEXT: 64x64xf32 16.4 KB
// CHECK-NEXT: 64x64xf32 16.4 KB
// CHECK-NOT: more
func.func @main(%x: tensor<64x64xf32>, %w: tensor<64x64xf32>) -> tensor<f32> {
  %0 = tcc.scan 4 carry(%h = %x : tensor<64x64xf32>) {
    %1 = tcc.matmul %h, %w : tensor<64x64xf32>, tensor<64x64xf32>
    %2 = tcc.tanh %1 : tensor<64x64xf32>
    tcc.yield %2 : tensor<64x64xf32>
  }
  %3 = tcc.reduce_sum %0 axes [0, 1] : tensor<64x64xf32>
  return %3 : tensor<f32>
}
