// The gradient of a depthwise window sums pixels where they are: the first and the last of a row, which a border takes from some of the window's columns, by themselves.
// RUN: tcc %s --target=cpu:x86-64-v4 --emit=tiled | FileCheck %s --check-prefix=TILED
// RUN: tcc %s --target=cpu:x86-64-v4 --emit=vector | FileCheck %s --check-prefix=VECTOR

// TILED-LABEL: exec.kernel contraction @k0_contraction inputs 2 outputs 1
// TILED-SAME:  fused = ["insert_slice", "contraction"]
// TILED-SAME:  #exec.contraction<lanes = 16, tile_rows = 3, tile_vectors = 4, k_block = 20, {{.*}}sliding = true
// TILED-NOT:   exec.kernel
// TILED:       func.func @main
// TILED-SAME:  exec.arena_bytes = 0

// VECTOR-LABEL:    func.func private @k0_contraction
// VECTOR-NOT:      memref.reinterpret_cast %arg3
// VECTOR-COUNT-8:  vector.fma
// VECTOR-NOT:      vector.fma
// VECTOR:          scf.for %{{.*}} = %c1 to %c19 step %c1 iter_args
// VECTOR-COUNT-12: vector.fma
// VECTOR-NOT:      vector.fma
// VECTOR:          scf.yield
// VECTOR-COUNT-8:  vector.fma
// VECTOR-NOT:      vector.fma
// VECTOR:          scf.yield
func.func @loss(%w: tensor<3x3x1x64xf32>, %x: tensor<2x18x20x64xf32>, %dy: tensor<2x18x20x64xf32>) -> tensor<f32> {
  %0 = tcc.convolution %x, %w layouts "b01f" x "01io" -> "b01f" low [1, 1] high [1, 1] feature_groups 64 : tensor<2x18x20x64xf32>, tensor<3x3x1x64xf32>
  %1 = tcc.mul %0, %dy : tensor<2x18x20x64xf32>, tensor<2x18x20x64xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2, 3] : tensor<2x18x20x64xf32>
  return %2 : tensor<f32>
}
func.func @main(%w: tensor<3x3x1x64xf32>, %x: tensor<2x18x20x64xf32>, %dy: tensor<2x18x20x64xf32>) -> tensor<3x3x1x64xf32> {
  %loss, %dw = tcc.value_and_grad @loss(%w, %x, %dy) wrt [0] : (tensor<3x3x1x64xf32>, tensor<2x18x20x64xf32>, tensor<2x18x20x64xf32>) -> (tensor<f32>, tensor<3x3x1x64xf32>)
  return %dw : tensor<3x3x1x64xf32>
}
