// A convolution of several images leaves out the taps beyond the border: no padded copy, no memory for one, fewer products.
// RUN: tcc %s --target=cpu:x86-64-v4 --emit=plan | FileCheck %s --check-prefix=PLAN
// RUN: tcc %s --target=cpu:x86-64-v4 --emit=vector | FileCheck %s --check-prefix=VECTOR
// RUN: tcc %s --target=cpu:x86-64-v4 --emit=plan | sed 's/"contraction"\]/&, schedule = #exec.loops<rows = 0>/' > %t.mlir
// RUN: tcc-opt %t.mlir --tcc-cpu-schedule-kernels --tcc-cpu-lower-kernels-to-vector | FileCheck %s --check-prefix=LOOPS

// PLAN-LABEL: exec.kernel contraction @k0_contraction inputs 2 outputs 1
// PLAN-SAME:  fused = ["insert_slice", "contraction"]
// PLAN:       memref.alloc() {{.*}} : memref<8x8x9x16xf32>
// PLAN:       func.func @main
// PLAN-SAME:  exec.arena_bytes = 0
// PLAN:       exec.launch @k0_contraction ins(%arg0, %arg1 : memref<8x6x7x16xf32>, memref<3x3x16x32xf32>) outs(%arg2 : memref<8x6x7x32xf32>)

// The window's rows and columns by bounds, then the channels.
// VECTOR-LABEL:    func.func private @k0_contraction
// VECTOR-NOT:      memref<8x8x9x16xf32>
// VECTOR:          %[[ROWS:.*]] = arith.minui %{{.*}}, %c3
// VECTOR:          scf.for %{{.*}} = %{{.*}} to %[[ROWS]]
// VECTOR:          %[[COLUMNS:.*]] = arith.minui %{{.*}}, %c3
// VECTOR:          scf.for %{{.*}} = %{{.*}} to %[[COLUMNS]]
// VECTOR:          scf.for %{{.*}} = %c0 to %c16 step %c1
// VECTOR-COUNT-16: vector.fma

// Loops, where they are asked for, have the copy in a worker's scratch.
// LOOPS-LABEL: func.func private @k0_contraction
// LOOPS-SAME:  %[[SCRATCH:[a-z0-9]*]]: memref<36864xi8>)
// LOOPS-SAME:  exec.scratch = 36864
// LOOPS:       memref.view %[[SCRATCH]][%{{.*}}][] : memref<36864xi8> to memref<8x8x9x16xf32>
func.func @main(%x: tensor<8x6x7x16xf32>, %w: tensor<3x3x16x32xf32>) -> tensor<8x6x7x32xf32> {
  %0 = tcc.convolution %x, %w layouts "b01f" x "01io" -> "b01f" low [1, 1] high [1, 1] : tensor<8x6x7x16xf32>, tensor<3x3x16x32xf32>
  return %0 : tensor<8x6x7x32xf32>
}
