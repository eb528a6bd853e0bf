// What shares no rows is a launch each; what has no parallel form is one thread's; iterations that are independent go round the threads.
// RUN: tcc-opt %s --tcc-cuda-schedule-grids --tcc-cuda-lower-kernels-to-gpu | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#turned = affine_map<(d0, d1) -> (d1, d0)>

// A sum over the outermost loop, then its use by all rows: two launches.
// CHECK: gpu.func @columns_0({{.*}}known_grid_size
// CHECK: gpu.func @columns_1(
exec.kernel loops @columns inputs 1 outputs 1 {
^bb0(%x: memref<64x8xf32>, %y: memref<64x8xf32>, %sum: memref<8xf32>):
  linalg.generic {indexing_maps = [#id, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]} ins(%x : memref<64x8xf32>) outs(%sum : memref<8xf32>) {
  ^bb1(%in: f32, %out: f32):
    %s = arith.addf %in, %out fastmath<reassoc> : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, affine_map<(d0, d1) -> (d1)>, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : memref<64x8xf32>, memref<8xf32>) outs(%y : memref<64x8xf32>) {
  ^bb1(%in: f32, %s: f32, %out: f32):
    %d = arith.divf %in, %s : f32
    linalg.yield %d : f32
  }
  exec.return
}

// CHECK: gpu.func @serial({{.*}}known_block_size = array<i32: 1, 1, 1>, known_grid_size = array<i32: 1, 1, 1>
exec.kernel loops @serial inputs 1 outputs 1 {
^bb0(%x: memref<8xf32>, %y: memref<8xf32>):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %i = %c0 to %c8 step %c1 {
    %v = memref.load %x[%i] : memref<8xf32>
    memref.store %v, %y[%i] : memref<8xf32>
  }
  exec.return
}

// CHECK: gpu.func @iterations({{.*}}known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 4, 1, 1>
// CHECK: scf.for
// CHECK: memref.store
exec.kernel loops @iterations inputs 1 outputs 1 {
^bb0(%x: memref<1000xf32>, %y: memref<1000xf32>):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c1000 = arith.constant 1000 : index
  scf.parallel (%i) = (%c0) to (%c1000) step (%c1) {
    %v = memref.load %x[%i] : memref<1000xf32>
    memref.store %v, %y[%i] : memref<1000xf32>
    scf.reduce
  }
  exec.return
}

// A row of 12 bytes: no launch promises more than 4, so elements are moved one by one.
// CHECK: gpu.func @aligned(%{{[^:]*}}: memref<8xf32> {llvm.align = 4 : i64
// CHECK-NOT: vector.load
// CHECK: func.func @main
exec.kernel elementwise @aligned inputs 1 outputs 1 {
^bb0(%x: memref<8xf32>, %y: memref<8xf32>):
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb1(%in: f32, %out: f32):
    %s = arith.negf %in : f32
    linalg.yield %s : f32
  }
  exec.return
}

func.func @main(%x: memref<64x8xf32>, %y: memref<64x8xf32>, %rows: memref<9x8xf32>, %z: memref<1000xf32>, %w: memref<1000xf32>, %arena: memref<4096xi8>)
    attributes {exec.arena_bytes = 4096 : i64, exec.results = array<i64: -1, -1>, tcc.num_inputs = 3 : i64} {
  %c0 = arith.constant 0 : index
  %c12 = arith.constant 12 : index
  %sum = memref.view %arena[%c0][] : memref<4096xi8> to memref<8xf32>
  %row = memref.view %arena[%c12][] : memref<4096xi8> to memref<8xf32>
  // CHECK: gpu.launch_func @device::@columns_0
  // CHECK: gpu.launch_func @device::@columns_1
  exec.launch @columns ins(%x : memref<64x8xf32>) outs(%y : memref<64x8xf32>) scratch(%sum : memref<8xf32>)
  exec.launch @serial ins(%sum : memref<8xf32>) outs(%row : memref<8xf32>)
  exec.launch @iterations ins(%z : memref<1000xf32>) outs(%w : memref<1000xf32>)
  exec.launch @aligned ins(%row : memref<8xf32>) outs(%sum : memref<8xf32>)
  return
}
