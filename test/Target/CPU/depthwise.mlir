// A depthwise convolution slides a window: no padded copy, each pixel loaded once for all sums that it is a term of.
// RUN: tcc %s --target=cpu:x86-64-v4 --emit=tiled | FileCheck %s --check-prefix=TILED
// RUN: tcc %s --target=cpu:x86-64-v4 --emit=vector | FileCheck %s --check-prefix=VECTOR

// TILED-LABEL: exec.kernel contraction @k0_contraction inputs 2 outputs 1
// TILED-SAME:  fused = ["insert_slice", "contraction"]
// TILED-SAME:  #exec.contraction<lanes = 16, tile_rows = 4, tile_vectors = 4, k_block = 3, {{.*}}sliding = true
// TILED-NOT:   exec.kernel
// TILED:       func.func @main

// The first tile has no pixel left of the image: 11 terms of 12, 4 vectors each. Those in the middle have them all.
// VECTOR-LABEL:    func.func private @k0_contraction
// VECTOR-NOT:      memref.reinterpret_cast %arg3
// VECTOR:          scf.for %{{.*}} iter_args
// VECTOR-COUNT-44: vector.fma
// VECTOR-NOT:      vector.fma
// VECTOR-COUNT-16: vector.store
// VECTOR:          scf.for %{{.*}} iter_args
// VECTOR-COUNT-16: vector.load
// VECTOR-COUNT-48: vector.fma
// VECTOR-NOT:      vector.fma
// VECTOR-COUNT-16: vector.store
func.func @main(%x: tensor<2x18x20x64xf32>, %w: tensor<3x3x1x64xf32>) -> tensor<2x18x20x64xf32> {
  %0 = tcc.convolution %x, %w layouts "b01f" x "01io" -> "b01f" low [1, 1] high [1, 1] feature_groups 64 : tensor<2x18x20x64xf32>, tensor<3x3x1x64xf32>
  return %0 : tensor<2x18x20x64xf32>
}
