// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir --tcc-cpu-schedule-kernels=cpu=generic --tcc-cpu-lower-kernels-to-vector=cpu=generic | FileCheck %s
// RUN: not tcc-opt %t/ok.mlir --tcc-cpu-lower-kernels-to-vector=cpu=zen99 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: tcc-opt %t/bad.mlir --tcc-cpu-lower-kernels-to-vector --verify-diagnostics --split-input-file
// CPU: error: target 'cpu:zen99': no CPU is called 'zen99'

//--- ok.mlir
#id2 = affine_map<(d0, d1) -> (d0, d1)>
#col = affine_map<(d0, d1) -> (d1)>
#row = affine_map<(d0, d1) -> (d0)>

// One elementwise op over contiguous memory: one loop; 65536 elements are four tasks, on any number of threads.
// CHECK-LABEL: func.func private @split(
// CHECK-SAME:    %[[X:.*]]: memref<256x256xf32>, %[[Y:.*]]: memref<256x256xf32>, %[[BEGIN:.*]]: index, %[[END:.*]]: index,
// CHECK-SAME:    %{{.*}}: memref<0xi8>)
// CHECK-SAME:    exec.bytes = 9 : i64, exec.flops = 7 : i64, exec.grain = 1 : i64, exec.kind = "elementwise"
// CHECK-SAME:    exec.tasks = 4 : i64
// CHECK-DAG:     %[[SLICE:.*]] = arith.constant 16384
// CHECK-DAG:     %[[ALL:.*]] = arith.constant 65536
// CHECK-DAG:     %[[LOW:.*]] = arith.muli %[[BEGIN]], %[[SLICE]]
// CHECK-DAG:     %[[HIGH:.*]] = arith.muli %[[END]], %[[SLICE]]
// CHECK:         %[[UPPER:.*]] = arith.minsi %[[HIGH]], %[[ALL]]
// CHECK:         scf.for %{{.*}} = %[[LOW]] to %[[UPPER]]
// CHECK-NOT:     scf.for
// CHECK:         return
exec.kernel elementwise @split inputs 1 outputs 1 attributes {flops = 7 : i64, bytes = 9 : i64} {
^bb0(%x: memref<256x256xf32>, %y: memref<256x256xf32>):
  linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]}
    ins(%x : memref<256x256xf32>) outs(%y : memref<256x256xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}

// Ops that share rows: as many rows as half of L1 holds go through all of them, then the next.
// CHECK-LABEL: func.func private @rows(
// CHECK-SAME:    %[[BEGIN:[a-z0-9]*]]: index, %[[END:[a-z0-9]*]]: index,
// CHECK-SAME:    exec.grain = 3 : i64
// CHECK-SAME:    exec.tasks = 23 : i64
// CHECK-DAG:     %[[ALL:.*]] = arith.constant 1024
// CHECK-DAG:     %[[SIZE:.*]] = arith.constant 46
// CHECK:         scf.for %[[SLICE:.*]] = %[[BEGIN]] to %[[END]]
// CHECK-DAG:       %[[LOW:.*]] = arith.muli %[[SLICE]], %[[SIZE]]
// CHECK-DAG:       %[[UPPER:.*]] = arith.minsi %{{.*}}, %[[ALL]]
// CHECK-COUNT-3:   scf.for %{{.*}} = %[[LOW]] to %[[UPPER]]
// CHECK:         return
exec.kernel rowwise @rows inputs 1 outputs 2 {
^bb0(%x: memref<1024x64xf32>, %sum: memref<1024xf32>, %y: memref<1024x64xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%sum : memref<1024xf32>)
  linalg.generic {indexing_maps = [#id2, #row], iterator_types = ["parallel", "reduction"]}
    ins(%x : memref<1024x64xf32>) outs(%sum : memref<1024xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %o fastmath<reassoc> : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#row, #id2], iterator_types = ["parallel", "parallel"]}
    ins(%sum : memref<1024xf32>) outs(%y : memref<1024x64xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  exec.return
}

// A row of the result depends on all rows of what the kernel wrote before: one task.
// CHECK-LABEL: func.func private @columns(
// CHECK-SAME:    exec.tasks = 1 : i64
exec.kernel loops @columns inputs 1 outputs 2 {
^bb0(%x: memref<1024x64xf32>, %sum: memref<64xf32>, %y: memref<1024x64xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%sum : memref<64xf32>)
  linalg.generic {indexing_maps = [#id2, #col], iterator_types = ["reduction", "parallel"]}
    ins(%x : memref<1024x64xf32>) outs(%sum : memref<64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %o : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#col, #id2], iterator_types = ["parallel", "parallel"]}
    ins(%sum : memref<64xf32>) outs(%y : memref<1024x64xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  exec.return
}

// Transposed in place, a slice would be read after another task wrote it.
// CHECK-LABEL: func.func private @crossed(
// CHECK-SAME:    exec.tasks = 1 : i64
exec.kernel loops @crossed inputs 1 outputs 1 {
^bb0(%x: memref<256x256xf32>, %twin: memref<256x256xf32>):
  linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, #id2], iterator_types = ["parallel", "parallel"]}
    ins(%x : memref<256x256xf32>) outs(%x : memref<256x256xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  exec.return
}

// Constants are nobody's output.
// CHECK-LABEL: func.func private @table(
// CHECK-SAME:    exec.tasks = 4 : i64
memref.global "private" constant @numbers : memref<256xf32> = dense<1.0>
exec.kernel elementwise @table inputs 0 outputs 1 {
^bb0(%y: memref<256x256xf32>):
  %t = memref.get_global @numbers : memref<256xf32>
  linalg.generic {indexing_maps = [#col, #id2], iterator_types = ["parallel", "parallel"]}
    ins(%t : memref<256xf32>) outs(%y : memref<256x256xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  exec.return
}

// A contraction goes to its own generator.
// CHECK-LABEL: func.func private @product(
// CHECK:         vector.broadcast
exec.kernel contraction @product inputs 2 outputs 1 {
^bb0(%x: memref<64x64xf32>, %w: memref<64x64xf32>, %y: memref<64x64xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<64x64xf32>)
  linalg.matmul ins(%x, %w : memref<64x64xf32>, memref<64x64xf32>) outs(%y : memref<64x64xf32>)
  exec.return
}

//--- bad.mlir
// expected-error@+1 {{expected a schedule: --tcc-cpu-schedule-kernels gives one}}
exec.kernel loops @unscheduled inputs 1 outputs 1 {
^bb0(%x: memref<4xf32>, %y: memref<4xf32>):
  exec.return
}

// -----

// expected-error@+1 {{is no contraction that this schedule could be followed for}}
exec.kernel loops @empty inputs 1 outputs 1
    attributes {schedule = #exec.contraction<lanes = 8, tile_rows = 6, tile_vectors = 2, k_block = 1, row_block = 6, column_block = 16>} {
^bb0(%x: memref<4xf32>, %y: memref<4xf32>):
  exec.return
}
