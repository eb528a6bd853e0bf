// Attention whose scores are long is loops over blocks: values and derivatives are those of the parts spelled out, where the last
// block is shorter, too; what the program needs beside arguments and results is a few blocks.
// RUN: split-file %s %t
// RUN: tcc run %t/same.mlir | FileCheck %t/same.mlir
// RUN: tcc %t/memory.mlir | FileCheck %t/memory.mlir
// RUN: tcc %t/spelled.mlir | FileCheck %t/memory.mlir
// RUN: tcc %t/same.mlir --emit=stablehlo | FileCheck %s --check-prefix=STABLEHLO
// STABLEHLO: stablehlo.while

//--- same.mlir
// CHECK: out0: 6xi1 1 1 1 1 1 1
func.func private @whole(%q: tensor<2x3x650x4xf32>, %k: tensor<2x3x900x4xf32>, %v: tensor<2x3x900x3xf32>, %w: tensor<2x3x650x3xf32>, %b: tensor<2x1x650x900xf32>) -> tensor<f32> {
  %half = tcc.constant dense<0.5> : tensor<f32>
  %least = tcc.constant dense<0xFF800000> : tensor<f32>
  %p = tcc.matmul %q, %k transpose_b : tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>
  %s = tcc.mul %p, %half : tensor<2x3x650x900xf32>, tensor<f32>
  %t = tcc.add %s, %b : tensor<2x3x650x900xf32>, tensor<2x1x650x900xf32>
  %i = tcc.iota i64 shape [650, 1] axis 0
  %j = tcc.iota i64 shape [1, 900] axis 1
  %sees = tcc.compare ge %i, %j : tensor<650x1xi64>, tensor<1x900xi64>
  %m = tcc.select %sees, %t, %least : tensor<650x900xi1>, tensor<2x3x650x900xf32>, tensor<f32>
  %a = tcc.softmax %m axis 3 : tensor<2x3x650x900xf32>
  %o = tcc.matmul %a, %v : tensor<2x3x650x900xf32>, tensor<2x3x900x3xf32>
  %y = tcc.mul %o, %w : tensor<2x3x650x3xf32>, tensor<2x3x650x3xf32>
  %l = tcc.reduce_sum %y axes [0, 1, 2, 3] : tensor<2x3x650x3xf32>
  return %l : tensor<f32>
}
func.func private @blocks(%q: tensor<2x3x650x4xf32>, %k: tensor<2x3x900x4xf32>, %v: tensor<2x3x900x3xf32>, %w: tensor<2x3x650x3xf32>, %b: tensor<2x1x650x900xf32>) -> tensor<f32> {
  %o = tcc.attention %q, %k, %v bias %b scale 0.5 causal : tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>, tensor<2x3x900x3xf32>, tensor<2x1x650x900xf32>
  %y = tcc.mul %o, %w : tensor<2x3x650x3xf32>, tensor<2x3x650x3xf32>
  %l = tcc.reduce_sum %y axes [0, 1, 2, 3] : tensor<2x3x650x3xf32>
  return %l : tensor<f32>
}
// The square of its gradient by k, of which the gradient is a second derivative.
func.func private @whole_slope(%q: tensor<2x3x650x4xf32>, %k: tensor<2x3x900x4xf32>, %v: tensor<2x3x900x3xf32>, %w: tensor<2x3x650x3xf32>, %b: tensor<2x1x650x900xf32>) -> tensor<f32> {
  %0:2 = tcc.value_and_grad @whole(%q, %k, %v, %w, %b) wrt [1] : (tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>, tensor<2x3x900x3xf32>, tensor<2x3x650x3xf32>, tensor<2x1x650x900xf32>) -> (tensor<f32>, tensor<2x3x900x4xf32>)
  %1 = tcc.mul %0#1, %0#1 : tensor<2x3x900x4xf32>, tensor<2x3x900x4xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2, 3] : tensor<2x3x900x4xf32>
  return %2 : tensor<f32>
}
// The square of its gradient by k, of which the gradient is a second derivative.
func.func private @blocks_slope(%q: tensor<2x3x650x4xf32>, %k: tensor<2x3x900x4xf32>, %v: tensor<2x3x900x3xf32>, %w: tensor<2x3x650x3xf32>, %b: tensor<2x1x650x900xf32>) -> tensor<f32> {
  %0:2 = tcc.value_and_grad @blocks(%q, %k, %v, %w, %b) wrt [1] : (tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>, tensor<2x3x900x3xf32>, tensor<2x3x650x3xf32>, tensor<2x1x650x900xf32>) -> (tensor<f32>, tensor<2x3x900x4xf32>)
  %1 = tcc.mul %0#1, %0#1 : tensor<2x3x900x4xf32>, tensor<2x3x900x4xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2, 3] : tensor<2x3x900x4xf32>
  return %2 : tensor<f32>
}
func.func @main() -> tensor<6xi1> {
  %q0 = tcc.iota f32 shape [15600] axis 0
  %q1 = tcc.constant dense<1.3> : tensor<f32>
  %q2 = tcc.mul %q0, %q1 : tensor<15600xf32>, tensor<f32>
  %q3 = tcc.sin %q2 : tensor<15600xf32>
  %q = tcc.reshape %q3 to [2, 3, 650, 4] : tensor<15600xf32>
  %k0 = tcc.iota f32 shape [21600] axis 0
  %k1 = tcc.constant dense<0.7> : tensor<f32>
  %k2 = tcc.mul %k0, %k1 : tensor<21600xf32>, tensor<f32>
  %k3 = tcc.sin %k2 : tensor<21600xf32>
  %k = tcc.reshape %k3 to [2, 3, 900, 4] : tensor<21600xf32>
  %v0 = tcc.iota f32 shape [16200] axis 0
  %v1 = tcc.constant dense<2.1> : tensor<f32>
  %v2 = tcc.mul %v0, %v1 : tensor<16200xf32>, tensor<f32>
  %v3 = tcc.sin %v2 : tensor<16200xf32>
  %v = tcc.reshape %v3 to [2, 3, 900, 3] : tensor<16200xf32>
  %w0 = tcc.iota f32 shape [11700] axis 0
  %w1 = tcc.constant dense<1.9> : tensor<f32>
  %w2 = tcc.mul %w0, %w1 : tensor<11700xf32>, tensor<f32>
  %w3 = tcc.sin %w2 : tensor<11700xf32>
  %w = tcc.reshape %w3 to [2, 3, 650, 3] : tensor<11700xf32>
  %b0 = tcc.iota f32 shape [1170000] axis 0
  %b1 = tcc.constant dense<0.3> : tensor<f32>
  %b2 = tcc.mul %b0, %b1 : tensor<1170000xf32>, tensor<f32>
  %b3 = tcc.sin %b2 : tensor<1170000xf32>
  %b = tcc.reshape %b3 to [2, 1, 650, 900] : tensor<1170000xf32>
  %small = tcc.constant dense<1.0e-4> : tensor<f32>
  %x:5 = tcc.value_and_grad @whole(%q, %k, %v, %w, %b) wrt [0, 1, 2, 4]
      : (tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>, tensor<2x3x900x3xf32>, tensor<2x3x650x3xf32>, tensor<2x1x650x900xf32>)
      -> (tensor<f32>, tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>, tensor<2x3x900x3xf32>, tensor<2x1x650x900xf32>)
  %xx:2 = tcc.value_and_grad @whole_slope(%q, %k, %v, %w, %b) wrt [0] : (tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>, tensor<2x3x900x3xf32>, tensor<2x3x650x3xf32>, tensor<2x1x650x900xf32>) -> (tensor<f32>, tensor<2x3x650x4xf32>)
  %z:5 = tcc.value_and_grad @blocks(%q, %k, %v, %w, %b) wrt [0, 1, 2, 4]
      : (tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>, tensor<2x3x900x3xf32>, tensor<2x3x650x3xf32>, tensor<2x1x650x900xf32>)
      -> (tensor<f32>, tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>, tensor<2x3x900x3xf32>, tensor<2x1x650x900xf32>)
  %zz:2 = tcc.value_and_grad @blocks_slope(%q, %k, %v, %w, %b) wrt [0] : (tensor<2x3x650x4xf32>, tensor<2x3x900x4xf32>, tensor<2x3x900x3xf32>, tensor<2x3x650x3xf32>, tensor<2x1x650x900xf32>) -> (tensor<f32>, tensor<2x3x650x4xf32>)
  %d0 = tcc.sub %x#0, %z#0 : tensor<f32>, tensor<f32>
  %e0 = tcc.abs %d0 : tensor<f32>
  %bound = tcc.constant dense<1.0e-2> : tensor<f32>
  %g0 = tcc.compare lt %e0, %bound : tensor<f32>, tensor<f32>
  %h0 = tcc.reshape %g0 to [1] : tensor<i1>
  %d1 = tcc.sub %x#1, %z#1 : tensor<2x3x650x4xf32>, tensor<2x3x650x4xf32>
  %e1 = tcc.abs %d1 : tensor<2x3x650x4xf32>
  %f1 = tcc.reduce_max %e1 axes [0, 1, 2, 3] : tensor<2x3x650x4xf32>
  %g1 = tcc.compare lt %f1, %small : tensor<f32>, tensor<f32>
  %h1 = tcc.reshape %g1 to [1] : tensor<i1>
  %d2 = tcc.sub %x#2, %z#2 : tensor<2x3x900x4xf32>, tensor<2x3x900x4xf32>
  %e2 = tcc.abs %d2 : tensor<2x3x900x4xf32>
  %f2 = tcc.reduce_max %e2 axes [0, 1, 2, 3] : tensor<2x3x900x4xf32>
  %g2 = tcc.compare lt %f2, %small : tensor<f32>, tensor<f32>
  %h2 = tcc.reshape %g2 to [1] : tensor<i1>
  %d3 = tcc.sub %x#3, %z#3 : tensor<2x3x900x3xf32>, tensor<2x3x900x3xf32>
  %e3 = tcc.abs %d3 : tensor<2x3x900x3xf32>
  %f3 = tcc.reduce_max %e3 axes [0, 1, 2, 3] : tensor<2x3x900x3xf32>
  %g3 = tcc.compare lt %f3, %small : tensor<f32>, tensor<f32>
  %h3 = tcc.reshape %g3 to [1] : tensor<i1>
  %d4 = tcc.sub %x#4, %z#4 : tensor<2x1x650x900xf32>, tensor<2x1x650x900xf32>
  %e4 = tcc.abs %d4 : tensor<2x1x650x900xf32>
  %f4 = tcc.reduce_max %e4 axes [0, 1, 2, 3] : tensor<2x1x650x900xf32>
  %g4 = tcc.compare lt %f4, %small : tensor<f32>, tensor<f32>
  %h4 = tcc.reshape %g4 to [1] : tensor<i1>
  %d5 = tcc.sub %xx#1, %zz#1 : tensor<2x3x650x4xf32>, tensor<2x3x650x4xf32>
  %e5 = tcc.abs %d5 : tensor<2x3x650x4xf32>
  %f5 = tcc.reduce_max %e5 axes [0, 1, 2, 3] : tensor<2x3x650x4xf32>
  %g5 = tcc.compare lt %f5, %small : tensor<f32>, tensor<f32>
  %h5 = tcc.reshape %g5 to [1] : tensor<i1>
  %all = tcc.concatenate %h0, %h1, %h2, %h3, %h4, %h5 axis 0 : tensor<1xi1>, tensor<1xi1>, tensor<1xi1>, tensor<1xi1>, tensor<1xi1>, tensor<1xi1>
  return %all : tensor<6xi1>
}

//--- memory.mlir
// The scores would be 537 MB.
// CHECK: memory {{1?[0-9]([.][0-9]+)?}} MB of temporaries at the peak
// CHECK-NOT: 4096x4096xf32
func.func private @loss(%q: tensor<8x4096x64xf32>, %k: tensor<8x4096x64xf32>, %v: tensor<8x4096x64xf32>) -> tensor<f32> {
  %o = tcc.attention %q, %k, %v scale 0.125 : tensor<8x4096x64xf32>, tensor<8x4096x64xf32>, tensor<8x4096x64xf32>
  %l = tcc.reduce_sum %o axes [0, 1, 2] : tensor<8x4096x64xf32>
  return %l : tensor<f32>
}
func.func @main(%q: tensor<8x4096x64xf32>, %k: tensor<8x4096x64xf32>, %v: tensor<8x4096x64xf32>) -> (tensor<f32>, tensor<8x4096x64xf32>, tensor<8x4096x64xf32>, tensor<8x4096x64xf32>) {
  %0:4 = tcc.value_and_grad @loss(%q, %k, %v) wrt [0, 1, 2] : (tensor<8x4096x64xf32>, tensor<8x4096x64xf32>, tensor<8x4096x64xf32>) -> (tensor<f32>, tensor<8x4096x64xf32>, tensor<8x4096x64xf32>, tensor<8x4096x64xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<f32>, tensor<8x4096x64xf32>, tensor<8x4096x64xf32>, tensor<8x4096x64xf32>
}

//--- spelled.mlir
func.func public @main(%q: tensor<8x4096x64xf32>, %k: tensor<8x4096x64xf32>, %v: tensor<8x4096x64xf32>) -> tensor<8x4096x64xf32> {
  %0 = stablehlo.dot_general %q, %k, batching_dims = [0] x [0], contracting_dims = [2] x [2] : (tensor<8x4096x64xf32>, tensor<8x4096x64xf32>) -> tensor<8x4096x4096xf32>
  %c = stablehlo.constant dense<1.250000e-01> : tensor<f32>
  %cb = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<f32>) -> tensor<8x4096x4096xf32>
  %1 = stablehlo.multiply %0, %cb : tensor<8x4096x4096xf32>
  %least = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %m = stablehlo.reduce(%1 init: %least) applies stablehlo.maximum across dimensions = [2] : (tensor<8x4096x4096xf32>, tensor<f32>) -> tensor<8x4096xf32>
  %mb = stablehlo.broadcast_in_dim %m, dims = [0, 1] : (tensor<8x4096xf32>) -> tensor<8x4096x4096xf32>
  %2 = stablehlo.subtract %1, %mb : tensor<8x4096x4096xf32>
  %3 = stablehlo.exponential %2 : tensor<8x4096x4096xf32>
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %s = stablehlo.reduce(%3 init: %zero) applies stablehlo.add across dimensions = [2] : (tensor<8x4096x4096xf32>, tensor<f32>) -> tensor<8x4096xf32>
  %sb = stablehlo.broadcast_in_dim %s, dims = [0, 1] : (tensor<8x4096xf32>) -> tensor<8x4096x4096xf32>
  %4 = stablehlo.divide %3, %sb : tensor<8x4096x4096xf32>
  %5 = stablehlo.dot_general %4, %v, batching_dims = [0] x [0], contracting_dims = [2] x [1] : (tensor<8x4096x4096xf32>, tensor<8x4096x64xf32>) -> tensor<8x4096x64xf32>
  return %5 : tensor<8x4096x64xf32>
}

// A symbolic batch stays one: rows are independent whatever the blocks.
// RUN: tcc %t/batch.mlir -o %t/batch.so
// RUN: %npy %t/rows.npy f4 3,2,600,4 1 2 -1 0.5 3
// RUN: tcc run %t/batch.so %t/rows.npy --out-dir=%t/batched
// RUN: tcc run %t/batch.mlir %t/rows.npy --out-dir=%t/sized
// RUN: cmp %t/batched/out0.npy %t/sized/out0.npy
//--- batch.mlir
func.func @main(%x: tensor<?x2x600x4xf32>) -> tensor<?x2x600x4xf32> {
  %0 = tcc.attention %x, %x, %x scale 0.5 : tensor<?x2x600x4xf32>, tensor<?x2x600x4xf32>, tensor<?x2x600x4xf32>
  return %0 : tensor<?x2x600x4xf32>
}
