// The register tile: 8 x 2 vectors with 32 registers, 6 x 2 with 16; the epilogue on registers; whole panels unmasked.
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels=cpu=x86-64-v4 --tcc-cpu-lower-kernels-to-vector=cpu=x86-64-v4 | FileCheck %s --check-prefixes=CHECK,V4 --implicit-check-not=linalg --implicit-check-not=vector.gather --implicit-check-not=vector.mask
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels=cpu=x86-64-v3 --tcc-cpu-lower-kernels-to-vector=cpu=x86-64-v3 | FileCheck %s --check-prefixes=CHECK,V3 --implicit-check-not=linalg --implicit-check-not=vector.gather

#mn = affine_map<(m, n) -> (m, n)>

// The sum lives in registers: its scratch buffer is never viewed. The bias and the maximum come before the only store.
// CHECK-LABEL: func.func private @dense
// CHECK-SAME:    %[[X:arg0]]: memref<48x784xf32>, %[[W:arg1]]: memref<784x128xf32>, %[[B:arg2]]: memref<128xf32>, %[[Y:arg3]]: memref<48x128xf32>
// CHECK-NOT:     memref.reinterpret_cast %arg4
// CHECK-DAG:     %[[BIAS:.*]] = memref.reinterpret_cast %[[B]]
// CHECK-DAG:     %[[OUT:.*]] = memref.reinterpret_cast %[[Y]]
// CHECK:         scf.for %{{.*}} = %arg5 to %arg6
// CHECK:         iter_args
// V4-COUNT-16:   vector.fma {{.*}} : vector<16xf32>
// V3-COUNT-12:   vector.fma {{.*}} : vector<8xf32>
// CHECK-NOT:     vector.fma
// CHECK:         scf.yield
// CHECK:         vector.load %[[BIAS]]
// CHECK:         arith.addf
// CHECK:         arith.maximumf
// V4-COUNT-16:   vector.store {{.*}}, %[[OUT]]
// V3-COUNT-12:   vector.store {{.*}}, %[[OUT]]
// V4-NOT:        vector.store
// CHECK:         return
exec.kernel contraction @dense inputs 3 outputs 1 {
^bb0(%x: memref<48x784xf32>, %w: memref<784x128xf32>, %b: memref<128xf32>, %y: memref<48x128xf32>, %t: memref<48x128xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%t : memref<48x128xf32>)
  linalg.matmul ins(%x, %w : memref<48x784xf32>, memref<784x128xf32>) outs(%t : memref<48x128xf32>)
  linalg.generic {indexing_maps = [#mn, affine_map<(m, n) -> (n)>, #mn], iterator_types = ["parallel", "parallel"]}
      ins(%t, %b : memref<48x128xf32>, memref<128xf32>) outs(%y : memref<48x128xf32>) {
  ^bb0(%sum: f32, %bias: f32, %out: f32):
    %0 = arith.addf %sum, %bias : f32
    %1 = arith.maximumf %0, %zero : f32
    linalg.yield %1 : f32
  }
  exec.return
}

// Half the lanes for twice the bytes; a batch is a task each.
// CHECK-LABEL: func.func private @batched
// CHECK-SAME:    exec.tasks = 4
// CHECK:         iter_args
// V4-COUNT-16:   vector.fma {{.*}} : vector<8xf64>
// V3-COUNT-12:   vector.fma {{.*}} : vector<4xf64>
// CHECK-NOT:     vector.fma
// CHECK:         scf.yield
exec.kernel contraction @batched inputs 2 outputs 1 {
^bb0(%x: memref<4x48x64xf64>, %w: memref<4x64x32xf64>, %y: memref<4x48x32xf64>):
  %zero = arith.constant 0.0 : f64
  linalg.fill ins(%zero : f64) outs(%y : memref<4x48x32xf64>)
  linalg.batch_matmul ins(%x, %w : memref<4x48x64xf64>, memref<4x64x32xf64>) outs(%y : memref<4x48x32xf64>)
  exec.return
}
