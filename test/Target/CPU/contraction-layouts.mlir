// What a layout costs: masks at the edge, packing, tiles turned in registers; never a gather.
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels=cpu=x86-64-v4 --tcc-cpu-lower-kernels-to-vector=cpu=x86-64-v4 --canonicalize | FileCheck %s --implicit-check-not=linalg --implicit-check-not=vector.gather --implicit-check-not=vector.scatter

// The whole panel of 32 columns is unmasked; the last one has an instance of its own, one vector and 5 of its lanes.
// CHECK-LABEL: func.func private @edge
// CHECK-NOT:     vector.masked
// CHECK-COUNT-16: vector.fma
// CHECK-NOT:     vector.masked
// CHECK:         %[[MASK:.*]] = vector.{{create|constant}}_mask
// CHECK:         vector.maskedload {{.*}}, %[[MASK]]
// CHECK-COUNT-8: vector.fma
// CHECK-NOT:     vector.fma
// CHECK:         vector.maskedstore {{.*}}, %[[MASK]]
// CHECK:         return
exec.kernel contraction @edge inputs 2 outputs 1 {
^bb0(%x: memref<32x64xf32>, %w: memref<64x101xf32>, %y: memref<32x101xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<32x101xf32>)
  linalg.matmul ins(%x, %w : memref<32x64xf32>, memref<64x101xf32>) outs(%y : memref<32x101xf32>)
  exec.return
}

// Many rows: the right side is packed into the worker's scratch, and read from there.
// CHECK-LABEL: func.func private @packed
// CHECK-SAME:    %arg5: memref<{{[1-9][0-9]*}}xi8>
// CHECK:         %[[PANELS:.*]] = memref.view %arg5
// CHECK:         vector.store {{.*}}, %[[PANELS]]
// CHECK:         iter_args
// CHECK:         vector.load %[[PANELS]]
// CHECK-COUNT-16: vector.fma
exec.kernel contraction @packed inputs 2 outputs 1 {
^bb0(%x: memref<512x512xf32>, %w: memref<512x512xf32>, %y: memref<512x512xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<512x512xf32>)
  linalg.matmul ins(%x, %w : memref<512x512xf32>, memref<512x512xf32>) outs(%y : memref<512x512xf32>)
  exec.return
}

// Right side transposed, few rows: the transposed product, its tiles turned by shuffles and stored as 8 contiguous rows.
// CHECK-LABEL: func.func private @turned
// CHECK:         iter_args
// CHECK-COUNT-16: vector.fma
// CHECK:         scf.yield
// CHECK-COUNT-24: vector.shuffle
// CHECK:         arith.mulf {{.*}} : vector<8xf32>
// CHECK:         vector.store {{.*}} vector<8xf32>
exec.kernel contraction @turned inputs 3 outputs 1 {
^bb0(%x: memref<32x128xf32>, %w: memref<784x128xf32>, %mask: memref<32x784xf32>, %y: memref<32x784xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<32x784xf32>)
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<32x128xf32>, memref<784x128xf32>) outs(%y : memref<32x784xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %c, %0 : f32
    linalg.yield %1 : f32
  }
  linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]}
      ins(%mask : memref<32x784xf32>) outs(%y : memref<32x784xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %0 = arith.mulf %a, %sum : f32
    linalg.yield %0 : f32
  }
  exec.return
}
