// A small window of a reduction is unrolled inside the contiguous loop; a large one remains loops.
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels --tcc-cpu-lower-kernels-to-vector | FileCheck %s

#in = affine_map<(y, x, i, j, c) -> (y * 2 + i, x * 2 + j, c)>
#window = affine_map<(y, x, i, j, c) -> (i, j)>
#out = affine_map<(y, x, i, j, c) -> (y, x, c)>

// CHECK-LABEL:   func.func private @small
// CHECK-COUNT-3: scf.for
// CHECK-NOT:     scf.for
// CHECK-COUNT-4: arith.maximumf
// CHECK-NOT:     arith.maximumf
// CHECK:         return
exec.kernel rowwise @small inputs 2 outputs 1 {
^bb0(%x: memref<16x16x6xf32>, %w: memref<2x2xi1>, %y: memref<8x8x6xf32>):
  linalg.generic {indexing_maps = [#in, #window, #out], iterator_types = ["parallel", "parallel", "reduction", "reduction", "parallel"]}
      ins(%x, %w : memref<16x16x6xf32>, memref<2x2xi1>) outs(%y : memref<8x8x6xf32>) {
  ^bb0(%a: f32, %b: i1, %o: f32):
    %0 = arith.maximumf %o, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}

// CHECK-LABEL:   func.func private @large
// CHECK-COUNT-5: scf.for
// CHECK-COUNT-1: arith.maximumf
// CHECK-NOT:     arith.maximumf
// CHECK:         return
exec.kernel rowwise @large inputs 2 outputs 1 {
^bb0(%x: memref<32x32x6xf32>, %w: memref<12x12xi1>, %y: memref<8x8x6xf32>):
  linalg.generic {indexing_maps = [#in, #window, #out], iterator_types = ["parallel", "parallel", "reduction", "reduction", "parallel"]}
      ins(%x, %w : memref<32x32x6xf32>, memref<12x12xi1>) outs(%y : memref<8x8x6xf32>) {
  ^bb0(%a: f32, %b: i1, %o: f32):
    %0 = arith.maximumf %o, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}
