// What an epilogue may do, and what is left to plain loops.
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels='cpu=x86-64-v4 threads=4' --tcc-cpu-lower-kernels-to-vector=cpu=x86-64-v4 | FileCheck %s --implicit-check-not=linalg

#mn = affine_map<(m, n) -> (m, n)>

// Two results, the sum is one of them; booleans are bytes in memory and bits in a register.
// CHECK-LABEL: func.func private @two_results
// CHECK-DAG:     %[[PRE:.*]] = memref.reinterpret_cast %arg3
// CHECK-DAG:     %[[POST:.*]] = memref.reinterpret_cast %arg4
// CHECK-DAG:     %[[FLAT:.*]] = memref.reinterpret_cast %arg2
// CHECK-DAG:     %[[KEEP:.*]] = builtin.unrealized_conversion_cast %[[FLAT]] : memref<512xi1> to memref<512xi8>
// CHECK:         vector.fma
// CHECK:         %[[BYTES:.*]] = vector.load %[[KEEP]]{{.*}} : memref<512xi8>, vector<16xi8>
// CHECK:         arith.cmpi ne, %[[BYTES]]
// CHECK:         arith.select {{.*}} : vector<16xi1>, vector<16xf32>
// CHECK-DAG:     vector.store {{.*}}, %[[PRE]]
// CHECK-DAG:     vector.store {{.*}}, %[[POST]]
exec.kernel contraction @two_results inputs 3 outputs 2 {
^bb0(%x: memref<16x64xf32>, %w: memref<64x32xf32>, %keep: memref<16x32xi1>, %pre: memref<16x32xf32>, %post: memref<16x32xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%pre : memref<16x32xf32>)
  linalg.matmul ins(%x, %w : memref<16x64xf32>, memref<64x32xf32>) outs(%pre : memref<16x32xf32>)
  linalg.generic {indexing_maps = [#mn, #mn, #mn], iterator_types = ["parallel", "parallel"]}
      ins(%pre, %keep : memref<16x32xf32>, memref<16x32xi1>) outs(%post : memref<16x32xf32>) {
  ^bb0(%sum: f32, %k: i1, %out: f32):
    %0 = arith.select %k, %sum, %zero : f32
    linalg.yield %0 : f32
  }
  exec.return
}

// A parameter updated in place: read at the element that is written, and K (blocked) keeps its partial sums elsewhere.
// CHECK-LABEL: func.func private @in_place
// CHECK-SAME:    exec.tasks = 4
// CHECK:         %[[PARAM:.*]] = memref.reinterpret_cast %arg2
// CHECK:         vector.fma
// CHECK:         scf.if
// CHECK:           vector.load %[[PARAM]]
// CHECK:           vector.store {{.*}}, %[[PARAM]]
// CHECK:         } else {
// CHECK-NOT:       vector.store {{.*}}, %[[PARAM]]
// CHECK:           vector.store
// CHECK:         }
exec.kernel contraction @in_place inputs 3 outputs 0 {
^bb0(%x: memref<128x2048xf32>, %w: memref<2048x256xf32>, %p: memref<128x256xf32>, %t: memref<128x256xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%t : memref<128x256xf32>)
  linalg.matmul ins(%x, %w : memref<128x2048xf32>, memref<2048x256xf32>) outs(%t : memref<128x256xf32>)
  linalg.generic {indexing_maps = [#mn, #mn], iterator_types = ["parallel", "parallel"]}
      ins(%t : memref<128x256xf32>) outs(%p : memref<128x256xf32>) {
  ^bb0(%sum: f32, %old: f32):
    %0 = arith.subf %old, %sum : f32
    linalg.yield %0 : f32
  }
  exec.return
}

// Read at another element than the one written: left to loops. Integers too.
// CHECK-LABEL: func.func private @transposed_in_place
// CHECK-NOT:     vector.fma
// CHECK-LABEL: func.func private @integers
// CHECK-NOT:     vector.fma
exec.kernel contraction @transposed_in_place inputs 2 outputs 1 {
^bb0(%x: memref<32x32xf32>, %w: memref<32x32xf32>, %y: memref<32x32xf32>, %t: memref<32x32xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%t : memref<32x32xf32>)
  linalg.matmul ins(%x, %w : memref<32x32xf32>, memref<32x32xf32>) outs(%t : memref<32x32xf32>)
  linalg.generic {indexing_maps = [#mn, affine_map<(m, n) -> (n, m)>, #mn], iterator_types = ["parallel", "parallel"]}
      ins(%t, %y : memref<32x32xf32>, memref<32x32xf32>) outs(%y : memref<32x32xf32>) {
  ^bb0(%sum: f32, %old: f32, %out: f32):
    %0 = arith.addf %old, %sum : f32
    linalg.yield %0 : f32
  }
  exec.return
}
exec.kernel contraction @integers inputs 2 outputs 1 {
^bb0(%x: memref<8x8xi32>, %w: memref<8x8xi32>, %y: memref<8x8xi32>):
  %zero = arith.constant 0 : i32
  linalg.fill ins(%zero : i32) outs(%y : memref<8x8xi32>)
  linalg.matmul ins(%x, %w : memref<8x8xi32>, memref<8x8xi32>) outs(%y : memref<8x8xi32>)
  exec.return
}

// A long epilogue is there once, in a loop over the rows that the tile left in scratch.
// CHECK-LABEL: func.func private @long_epilogue
// CHECK-SAME:    exec.scratch = 1024
// CHECK:         %[[SPILLED:.*]] = memref.view %{{.*}} : memref<1024xi8> to memref<256xf32>
// CHECK:         vector.fma
// CHECK-COUNT-16: vector.store {{.*}}, %[[SPILLED]]
// CHECK:         scf.for
// CHECK:           vector.load %[[SPILLED]]
// CHECK-COUNT-2:   math.sqrt
// CHECK-NOT:       math.sqrt
exec.kernel contraction @long_epilogue inputs 2 outputs 1 {
^bb0(%x: memref<16x64xf32>, %w: memref<64x32xf32>, %t: memref<16x32xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%t : memref<16x32xf32>)
  linalg.matmul ins(%x, %w : memref<16x64xf32>, memref<64x32xf32>) outs(%t : memref<16x32xf32>)
  linalg.generic {indexing_maps = [#mn], iterator_types = ["parallel", "parallel"]} outs(%t : memref<16x32xf32>) {
  ^bb0(%sum: f32):
    %0 = math.sqrt %sum : f32
    %1 = arith.divf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  exec.return
}
