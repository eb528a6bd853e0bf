// A depthwise convolution slides a window: no padded copy, each pixel loaded once for all sums that it is a term of.
// RUN: tcc %s --target=cpu:x86-64-v4 --emit=tiled | FileCheck %s --check-prefix=TILED
// RUN: tcc %s --target=cpu:x86-64-v4 --emit=vector | FileCheck %s --check-prefix=VECTOR

// TILED-LABEL: exec.kernel contraction @k0_contraction inputs 2 outputs 1
// TILED-SAME:  fused = ["insert_slice", "contraction"]
// TILED-SAME:  #exec.contraction<lanes = 16, tile_rows = 4, tile_vectors = 4, k_block = 3, {{.*}}sliding = true
// TILED-NOT:   exec.kernel
// TILED:       func.func @main

// Pixels at the border take what terms there are, one by one; those in the middle are unrolled:
// 3 steps of the window and the first pixel, 4 vectors each, then 3 * 4 * 4 products.
// VECTOR-LABEL:    func.func private @k0_contraction
// VECTOR-NOT:      memref.reinterpret_cast %arg3
// VECTOR:          scf.for %{{.*}} iter_args
// VECTOR:          scf.for %{{.*}} iter_args
// VECTOR-COUNT-4:  vector.fma
// VECTOR-NOT:      vector.fma
// VECTOR:          scf.for %{{.*}} iter_args
// VECTOR-COUNT-16: vector.load
// VECTOR-COUNT-48: vector.fma
// VECTOR-NOT:      vector.fma
// VECTOR-COUNT-16: vector.store
func.func @main(%x: tensor<2x18x18x64xf32>, %w: tensor<3x3x1x64xf32>) -> tensor<2x18x18x64xf32> {
  %0 = tcc.convolution %x, %w layouts "b01f" x "01io" -> "b01f" low [1, 1] high [1, 1] feature_groups 64 : tensor<2x18x18x64xf32>, tensor<3x3x1x64xf32>
  return %0 : tensor<2x18x18x64xf32>
}
