// Loops of vectors. Values: op-values and the conformance set run this code; here is its form.
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels=cpu=znver4 --tcc-cpu-lower-kernels-to-vector=cpu=znver4 | FileCheck %s
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels=cpu=x86-64 --tcc-cpu-lower-kernels-to-vector=cpu=x86-64 | FileCheck %s --check-prefix=PLAIN

#id = affine_map<(d0) -> (d0)>
#id2 = affine_map<(d0, d1) -> (d0, d1)>
#turned = affine_map<(d0, d1) -> (d1, d0)>
#row = affine_map<(d0, d1) -> (d0)>
#col = affine_map<(d0, d1) -> (d1)>

// Four vectors at a time; the three that are left over one by one, the last element under a mask. Before AVX2 nothing can be masked.
// CHECK-LABEL: func.func private @tail(
// CHECK:         scf.for {{.*}} step %c64
// CHECK-COUNT-4:   vector.load {{.*}} vector<16xf32>
// CHECK-COUNT-4:   vector.store {{.*}} vector<16xf32>
// CHECK:         scf.for {{.*}} step %c16
// CHECK:           vector.load
// CHECK:           vector.store
// CHECK:         vector.create_mask %c1
// CHECK:         vector.maskedload
// CHECK:         vector.maskedstore
// PLAIN-LABEL: func.func private @tail(
// PLAIN-NOT:     vector.
// PLAIN:         return
exec.kernel elementwise @tail inputs 1 outputs 1 {
^bb0(%x: memref<177xf32>, %y: memref<177xf32>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
    ins(%x : memref<177xf32>) outs(%y : memref<177xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}

// Rows of a square of 16 x 16 are turned in registers: 64 shuffles.
// CHECK-LABEL: func.func private @transpose(
// CHECK-COUNT-16: vector.load {{.*}} vector<16xf32>
// CHECK-COUNT-64: vector.shuffle
// CHECK-COUNT-16: vector.store {{.*}} vector<16xf32>
// CHECK-NOT:      vector.gather
// CHECK:          return
exec.kernel elementwise @transpose inputs 1 outputs 1 {
^bb0(%x: memref<256x128xf32>, %y: memref<128x256xf32>):
  linalg.generic {indexing_maps = [#turned, #id2], iterator_types = ["parallel", "parallel"]}
    ins(%x : memref<256x128xf32>) outs(%y : memref<128x256xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  exec.return
}

// The sum takes each vector as it is made: it is stored, and not loaded again.
// CHECK-LABEL: func.func private @follow(
// CHECK:         scf.for {{.*}} iter_args(%{{.*}}) -> (vector<16xf32>, vector<16xf32>)
// CHECK:           %[[X:.*]] = vector.load
// CHECK:           %[[E:.*]] = math.exp %[[X]]
// CHECK:           vector.store %[[E]]
// CHECK-NOT:       vector.load
// CHECK:           arith.addf %{{.*}}, %[[E]]
// CHECK:         vector.shuffle {{.*}} [0, 1, 2, 3, 4, 5, 6, 7]
exec.kernel rowwise @follow inputs 1 outputs 2 {
^bb0(%x: memref<8x512xf32>, %y: memref<8x512xf32>, %sum: memref<8xf32>):
  linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]}
    ins(%x : memref<8x512xf32>) outs(%y : memref<8x512xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  }
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%sum : memref<8xf32>)
  linalg.generic {indexing_maps = [#id2, #row], iterator_types = ["parallel", "reduction"]}
    ins(%y : memref<8x512xf32>) outs(%sum : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %o, %a fastmath<reassoc> : f32
    linalg.yield %0 : f32
  }
  exec.return
}

// Sums of columns: four rows at a time between a load and a store of the result.
// CHECK-LABEL: func.func private @columns(
// CHECK:         scf.for {{.*}} step %c4
// CHECK:           vector.load
// CHECK-COUNT-16:  arith.addf
// CHECK-COUNT-4:   vector.store
exec.kernel loops @columns inputs 1 outputs 1 {
^bb0(%x: memref<1024x64xf32>, %sum: memref<64xf32>):
  linalg.generic {indexing_maps = [#id2, #col], iterator_types = ["reduction", "parallel"]}
    ins(%x : memref<1024x64xf32>) outs(%sum : memref<64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %o, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}

// Windows: the largest of 2 x 2 stays in a register.
// CHECK-LABEL: func.func private @window(
// CHECK:         vector.load
// CHECK-COUNT-4: arith.maximumf
// CHECK:         vector.store
exec.kernel rowwise @window inputs 2 outputs 1 {
^bb0(%x: memref<6x8x16xf32>, %w: memref<2x2xf32>, %y: memref<3x4x16xf32>):
  linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3, d4) -> (2 * d0 + d3, 2 * d1 + d4, d2)>,
                                   affine_map<(d0, d1, d2, d3, d4) -> (d3, d4)>,
                                   affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2)>],
                  iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
    ins(%x, %w : memref<6x8x16xf32>, memref<2x2xf32>) outs(%y : memref<3x4x16xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %0 = arith.maximumf %o, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}

// A prefix sum writes as it goes: nothing waits in registers.
// CHECK-LABEL: func.func private @prefix(
// CHECK-NOT:     step %c4
// CHECK:         vector.load
// CHECK:         vector.store
exec.kernel loops @prefix inputs 1 outputs 2 {
^bb0(%x: memref<100x64xf32>, %y: memref<100x64xf32>, %sum: memref<64xf32>):
  linalg.generic {indexing_maps = [#id2, #id2, #col], iterator_types = ["reduction", "parallel"]}
    ins(%x : memref<100x64xf32>) outs(%y, %sum : memref<100x64xf32>, memref<64xf32>) {
  ^bb0(%a: f32, %o: f32, %s: f32):
    %0 = arith.addf %s, %a fastmath<reassoc> : f32
    linalg.yield %0, %0 : f32, f32
  }
  exec.return
}

// The order of a sum that nobody gave free is kept, and a division by a lane that is masked out would trap.
// CHECK-LABEL: func.func private @plain(
// CHECK-NOT:     vector.
// CHECK:         return
exec.kernel loops @plain inputs 2 outputs 2 {
^bb0(%x: memref<64xf32>, %n: memref<64xi32>, %sum: memref<f32>, %m: memref<64xi32>):
  linalg.generic {indexing_maps = [#id, affine_map<(d0) -> ()>], iterator_types = ["reduction"]}
    ins(%x : memref<64xf32>) outs(%sum : memref<f32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %o, %a : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
    ins(%n : memref<64xi32>) outs(%m : memref<64xi32>) {
  ^bb0(%a: i32, %o: i32):
    %0 = arith.divsi %a, %a : i32
    linalg.yield %0 : i32
  }
  exec.return
}
