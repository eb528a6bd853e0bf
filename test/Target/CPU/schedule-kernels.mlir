// A schedule for every kernel, from its structure and the CPU; one that is given is kept, as far as it is legal.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir --tcc-cpu-schedule-kernels='cpu=x86-64-v4 threads=4' | FileCheck %s --check-prefixes=CHECK,V4
// RUN: tcc-opt %t/ok.mlir --tcc-cpu-schedule-kernels='cpu=x86-64-v3 threads=1' | FileCheck %s --check-prefixes=CHECK,V3
// RUN: not tcc-opt %t/ok.mlir --tcc-cpu-schedule-kernels=cpu=zen99 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: tcc-opt %t/bad.mlir --tcc-cpu-schedule-kernels --verify-diagnostics --split-input-file
// CPU: error: target 'cpu:zen99': no CPU is called 'zen99'

// What was decided once is decided: the code is the same, wherever the schedule comes from.
// RUN: tcc-opt %t/ok.mlir --tcc-cpu-schedule-kernels='cpu=x86-64-v4 threads=4' -o %t/once
// RUN: tcc-opt %t/once --tcc-cpu-schedule-kernels='cpu=generic threads=1' -o %t/twice
// RUN: diff %t/once %t/twice

// Whatever a schedule says, code can be made.
// RUN: tcc-opt %t/ok.mlir --tcc-cpu-schedule-kernels --tcc-cpu-lower-kernels-to-vector | FileCheck %s --check-prefix=CODE --implicit-check-not=linalg
// CODE-COUNT-15: func.func

//--- ok.mlir
#id2 = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// A register file of 32 takes tiles of 8 x 2; tasks only for several threads and enough work.
// CHECK-LABEL: exec.kernel contraction @product
// V4-SAME: #exec.contraction<lanes = 16, tile_rows = 8, tile_vectors = 2, k_block = 256, row_block = 192, column_block = 1024, pack_vector = true, grid_rows = 2, grid_columns = 2>
// V3-SAME: #exec.contraction<lanes = 8, tile_rows = 4, tile_vectors = 2, k_block = 256, row_block = 192, column_block = 1024, pack_vector = true>
// CHECK:   linalg.matmul
exec.kernel contraction @product inputs 2 outputs 1 {
^bb0(%x: memref<256x256xf32>, %w: memref<256x256xf32>, %y: memref<256x256xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<256x256xf32>)
  linalg.matmul ins(%x, %w : memref<256x256xf32>, memref<256x256xf32>) outs(%y : memref<256x256xf32>)
  exec.return
}

// As many tasks as threads share evenly: twelve on four, not six.
// CHECK-LABEL: exec.kernel contraction @three
// V4-SAME: grid_rows = 2, grid_columns = 2>
exec.kernel contraction @three inputs 2 outputs 1 {
^bb0(%x: memref<3x256x256xf32>, %w: memref<3x256x256xf32>, %y: memref<3x256x256xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<3x256x256xf32>)
  linalg.batch_matmul ins(%x, %w : memref<3x256x256xf32>, memref<3x256x256xf32>) outs(%y : memref<3x256x256xf32>)
  exec.return
}

// What costs more is split further: functions, many results. Tasks are as equal as can be.
// CHECK-LABEL: exec.kernel elementwise @gates
// CHECK-SAME: schedule = #exec.loops<rows = 4096, tasks = 2>
exec.kernel elementwise @gates inputs 1 outputs 1 {
^bb0(%x: memref<32x256xf32>, %y: memref<32x256xf32>):
  linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]} ins(%x : memref<32x256xf32>) outs(%y : memref<32x256xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = math.tanh %in : f32
    %1 = math.exp %in : f32
    %2 = math.log1p %1 : f32
    %3 = arith.mulf %0, %2 : f32
    linalg.yield %3 : f32
  }
  exec.return
}

// What is read across is turned in squares: tasks are rows of them.
// CHECK-LABEL: exec.kernel elementwise @turning
// CHECK-SAME: schedule = #exec.loops<rows = 64, tasks = 16>
exec.kernel elementwise @turning inputs 1 outputs 1 {
^bb0(%x: memref<1024x1024xf32>, %y: memref<1024x1024xf32>):
  linalg.transpose ins(%x : memref<1024x1024xf32>) outs(%y : memref<1024x1024xf32>) permutation = [1, 0]
  exec.return
}

// Few rows: the matrix streams once, a few of its rows at a time.
// CHECK-LABEL: exec.kernel contraction @row
// V4-SAME: #exec.contraction<lanes = 16, tile_rows = 1, tile_vectors = 8, k_block = 8, row_block = 192, column_block = 1024, grid_columns = 4>
// V3-SAME: #exec.contraction<lanes = 8, tile_rows = 1, tile_vectors = 4, k_block = 8, row_block = 192, column_block = 1024>
exec.kernel contraction @row inputs 2 outputs 1 {
^bb0(%x: memref<1x1024xf32>, %w: memref<1024x1024xf32>, %y: memref<1x1024xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<1x1024xf32>)
  linalg.matmul ins(%x, %w : memref<1x1024xf32>, memref<1024x1024xf32>) outs(%y : memref<1x1024xf32>)
  exec.return
}

// A panel that one block of rows reads is copied by the first tile, which fetches it in time.
// CHECK-LABEL: exec.kernel contraction @inTile
// CHECK-SAME: pack_vector = true, pack_in_tile = true
exec.kernel contraction @inTile inputs 2 outputs 1 {
^bb0(%x: memref<128x256xf32>, %w: memref<256x512xf32>, %y: memref<128x512xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<128x512xf32>)
  linalg.matmul ins(%x, %w : memref<128x256xf32>, memref<256x512xf32>) outs(%y : memref<128x512xf32>)
  exec.return
}

// The longer axis that the vectors do not run along is turned into place: the choice is in the schedule, so that emission repeats it.
// CHECK-LABEL: exec.kernel contraction @turned
// V4-SAME: turned = true
exec.kernel contraction @turned inputs 2 outputs 1 {
^bb0(%x: memref<32x784xf32>, %w: memref<128x784xf32>, %y: memref<32x128xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<32x128xf32>)
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<32x784xf32>, memref<128x784xf32>) outs(%y : memref<32x128xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %o, %0 : f32
    linalg.yield %1 : f32
  }
  exec.return
}

// Few features of an image with one channel: pixels are the vectors, though rows of them and a window lie around the tile.
// CHECK-LABEL: exec.kernel contraction @features
// V4-SAME: tile_rows = 6, tile_vectors = 2, k_block = 5, {{.*}}turned = true, split_rows = true
exec.kernel contraction @features inputs 2 outputs 1 {
^bb0(%x: memref<4x32x32xf32>, %w: memref<5x5x6xf32>, %y: memref<4x28x28x6xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<4x28x28x6xf32>)
  linalg.generic {indexing_maps = [affine_map<(b, h, w, f, i, j) -> (b, h + i, w + j)>, affine_map<(b, h, w, f, i, j) -> (i, j, f)>,
                                   affine_map<(b, h, w, f, i, j) -> (b, h, w, f)>],
                  iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %w : memref<4x32x32xf32>, memref<5x5x6xf32>) outs(%y : memref<4x28x28x6xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.addf %o, %0 : f32
    linalg.yield %1 : f32
  }
  exec.return
}

// The generator takes sums of 32 and 64 bits: loops take the rest, as one op over one contiguous loop where that can be.
// CHECK-LABEL: exec.kernel contraction @integers
// CHECK-SAME: schedule = #exec.loops<rows = 4, tasks = 16>
// CHECK-NOT:  linalg.matmul
exec.kernel contraction @integers inputs 2 outputs 1 {
^bb0(%x: memref<64x64xi16>, %w: memref<64x64xi16>, %y: memref<64x64xi16>):
  linalg.matmul ins(%x, %w : memref<64x64xi16>, memref<64x64xi16>) outs(%y : memref<64x64xi16>)
  exec.return
}

// CHECK-LABEL: exec.kernel elementwise @split
// CHECK-SAME: schedule = #exec.loops<rows = 16384, tasks = 4>
// CHECK:      iterator_types = ["parallel"]
exec.kernel elementwise @split inputs 1 outputs 1 {
^bb0(%x: memref<256x256xf32>, %y: memref<256x256xf32>):
  linalg.exp ins(%x : memref<256x256xf32>) outs(%y : memref<256x256xf32>)
  exec.return
}

// CHECK-LABEL: exec.kernel rowwise @rows
// CHECK-SAME: schedule = #exec.loops<rows = 46, tasks = 23, grain = 3>
exec.kernel rowwise @rows inputs 1 outputs 2 {
^bb0(%x: memref<1024x64xf32>, %sum: memref<1024xf32>, %y: memref<1024x64xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%sum : memref<1024xf32>)
  linalg.generic {indexing_maps = [#id2, #row], iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<1024x64xf32>) outs(%sum : memref<1024xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %o : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#row, #id2], iterator_types = ["parallel", "parallel"]}
    ins(%sum : memref<1024xf32>) outs(%y : memref<1024x64xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  exec.return
}

// Given, and legal.
// CHECK-LABEL: exec.kernel contraction @given
// CHECK-SAME: #exec.contraction<lanes = 4, tile_rows = 5, tile_vectors = 3, k_block = 7, row_block = 15, column_block = 24, pack_scalar = true, grid_rows = 2>
exec.kernel contraction @given inputs 2 outputs 1
    attributes {schedule = #exec.contraction<lanes = 4, tile_rows = 5, tile_vectors = 3, k_block = 7, row_block = 15, column_block = 24,
                                             pack_scalar = true, grid_rows = 2>} {
^bb0(%x: memref<48x64xf32>, %w: memref<64x32xf32>, %y: memref<48x32xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<48x32xf32>)
  linalg.matmul ins(%x, %w : memref<48x64xf32>, memref<64x32xf32>) outs(%y : memref<48x32xf32>)
  exec.return
}

// Given, and nonsense: the nearest that can be followed. There are no image rows to split.
// CHECK-LABEL: exec.kernel contraction @nonsense
// CHECK-SAME: #exec.contraction<lanes = 32, tile_rows = 32, tile_vectors = 1, k_block = 64, row_block = 32, column_block = 1024, pack_vector = true, turned = true>
exec.kernel contraction @nonsense inputs 2 outputs 1
    attributes {schedule = #exec.contraction<lanes = 48, tile_rows = 1000000, tile_vectors = -2, k_block = 3, row_block = 0,
                                             column_block = 1000, turned = true, spill_tile = true, split_rows = true, grid_rows = 9223372036854775807,
                                             grid_columns = -1, grain = 100000>} {
^bb0(%x: memref<48x64xf32>, %w: memref<64x32xf32>, %y: memref<48x32xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<48x32xf32>)
  linalg.matmul ins(%x, %w : memref<48x64xf32>, memref<64x32xf32>) outs(%y : memref<48x32xf32>)
  exec.return
}

// Loops for a contraction, if that is wished; `tasks` follows from `rows`.
// CHECK-LABEL: exec.kernel contraction @wished
// CHECK-SAME: schedule = #exec.loops<rows = 10, tasks = 5, grain = 5>
// CHECK-NOT:  linalg.matmul
exec.kernel contraction @wished inputs 2 outputs 1 attributes {schedule = #exec.loops<rows = 10, tasks = 77, grain = 77>} {
^bb0(%x: memref<48x64xf32>, %w: memref<64x32xf32>, %y: memref<48x32xf32>):
  linalg.matmul ins(%x, %w : memref<48x64xf32>, memref<64x32xf32>) outs(%y : memref<48x32xf32>)
  exec.return
}

// Where a row needs all others there are no slices, whatever is asked.
// CHECK-LABEL: exec.kernel loops @crossed
// CHECK-SAME: schedule = #exec.loops<rows = 0>
exec.kernel loops @crossed inputs 1 outputs 1 attributes {schedule = #exec.loops<rows = 8>} {
^bb0(%x: memref<256x256xf32>, %twin: memref<256x256xf32>):
  linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, #id2], iterator_types = ["parallel", "parallel"]}
    ins(%x : memref<256x256xf32>) outs(%x : memref<256x256xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  exec.return
}

//--- bad.mlir
exec.kernel loops @tensors inputs 1 outputs 1 {
^bb0(%x: memref<4xf32>, %y: memref<4xf32>):
  %t = bufferization.to_tensor %x restrict : memref<4xf32> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  // expected-error@+1 {{internal error: a kernel is not bufferized: linalg.exp}}
  %r = linalg.exp ins(%t : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  exec.return
}

// -----

// expected-error@+2 {{kernel "exp" has a schedule for a contraction, and is none that the CPU generator can take}}
// expected-note@+1 {{hint: #exec.loops<rows = 0> fits any kernel}}
exec.kernel elementwise @exp inputs 1 outputs 1
    attributes {schedule = #exec.contraction<lanes = 8, tile_rows = 6, tile_vectors = 2, k_block = 1, row_block = 6, column_block = 16>} {
^bb0(%x: memref<4xf32>, %y: memref<4xf32>):
  linalg.exp ins(%x : memref<4xf32>) outs(%y : memref<4xf32>)
  exec.return
}

// -----

// expected-error@+1 {{attribute 'schedule' failed to satisfy constraint: a schedule: #exec.contraction, #exec.loops or #exec.grid}}
exec.kernel loops @other inputs 1 outputs 1 attributes {schedule = "fast"} {
^bb0(%x: memref<4xf32>, %y: memref<4xf32>):
  exec.return
}
