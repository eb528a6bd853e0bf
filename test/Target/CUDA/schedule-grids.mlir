// A schedule is made from whole warps, and of rows only where no value crosses from one to another; a person's is kept as far as that goes.
// RUN: tcc-opt %s --tcc-cuda-schedule-grids | FileCheck %s
#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>

// CHECK: exec.kernel rowwise @rows {{.*}}schedule = #exec.grid<rows = 16, threads = 128>
exec.kernel rowwise @rows inputs 1 outputs 1 {
^bb0(%x: memref<64x64xf32>, %y: memref<64x64xf32>, %sum: memref<64xf32>):
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%x : memref<64x64xf32>) outs(%sum : memref<64xf32>) {
  ^bb1(%in: f32, %out: f32):
    %s = arith.addf %in, %out fastmath<reassoc> : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : memref<64x64xf32>, memref<64xf32>) outs(%y : memref<64x64xf32>) {
  ^bb1(%in: f32, %s: f32, %out: f32):
    %d = arith.divf %in, %s : f32
    linalg.yield %d : f32
  }
  exec.return
}

// CHECK: exec.kernel loops @columns {{.*}}schedule = #exec.grid<rows = 0, threads = 96>
exec.kernel loops @columns inputs 1 outputs 1 attributes {schedule = #exec.grid<rows = 4, threads = 100>} {
^bb0(%x: memref<64x8xf32>, %y: memref<64x8xf32>, %sum: memref<8xf32>):
  linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]} ins(%x : memref<64x8xf32>) outs(%sum : memref<8xf32>) {
  ^bb1(%in: f32, %out: f32):
    %s = arith.addf %in, %out fastmath<reassoc> : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #column, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : memref<64x8xf32>, memref<8xf32>) outs(%y : memref<64x8xf32>) {
  ^bb1(%in: f32, %s: f32, %out: f32):
    %d = arith.divf %in, %s : f32
    linalg.yield %d : f32
  }
  exec.return
}
