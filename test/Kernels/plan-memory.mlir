// The arena, buffers that follow one another in one place, and kernels that see one argument per buffer.
// RUN: tcc-opt %s --tcc-plan-memory --split-input-file --verify-diagnostics | FileCheck %s

// The kernel's allocation is the launch's scratch. One clone for each way of sharing buffers.
// CHECK: exec.kernel elementwise @[[INPLACE:neg_1]] inputs 1 outputs 1
// CHECK: linalg.generic {{.*}}ins(%arg0 : memref<32xf32>) outs(%arg2
// CHECK: linalg.generic {{.*}}ins(%arg2 : memref<32xf32>) outs(%arg0
// CHECK: exec.kernel elementwise @neg inputs 1 outputs 1
// CHECK: linalg.generic {{.*}}ins(%arg0 : memref<32xf32>) outs(%arg2
// CHECK: linalg.generic {{.*}}ins(%arg2 : memref<32xf32>) outs(%arg1
#id = affine_map<(d0) -> (d0)>
exec.kernel elementwise @neg inputs 1 outputs 1 {
^bb0(%a: memref<32xf32>, %b: memref<32xf32>):
  %t = memref.alloc() : memref<32xf32>
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : memref<32xf32>) outs(%t : memref<32xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = arith.negf %p : f32
    linalg.yield %r : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%t : memref<32xf32>) outs(%b : memref<32xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  }
  exec.return
}

// %1 dies where %2, read element by element, is born: one place. Scratch (128 bytes) is free after each launch.
// CHECK: func.func @f(%[[X:[^:]*]]: memref<32xf32>, %[[Y:[^:]*]]: memref<32xf32>, %[[ARENA:[^:]*]]: memref<256xi8>) attributes {exec.arena_bytes = 256 : i64}
// CHECK: %[[O0:.*]] = arith.constant 0 : index
// CHECK: %[[A:.*]] = memref.view %[[ARENA]][%[[O0]]][] : memref<256xi8> to memref<32xf32>
// CHECK: exec.launch @neg ins(%[[X]] : memref<32xf32>) outs(%[[A]] : memref<32xf32>) scratch(%[[S:.*]] : memref<32xf32>)
// CHECK: exec.launch @[[INPLACE]] pointwise [0] ins(%[[A]] : memref<32xf32>) outs(%[[A]] : memref<32xf32>)
// CHECK: exec.launch @neg ins(%[[A]] : memref<32xf32>) outs(%[[Y]] : memref<32xf32>)
func.func @f(%x: memref<32xf32>, %y: memref<32xf32>) {
  %1 = memref.alloc() : memref<32xf32>
  %2 = memref.alloc() : memref<32xf32>
  exec.launch @neg ins(%x : memref<32xf32>) outs(%1 : memref<32xf32>)
  exec.launch @neg pointwise [0] ins(%1 : memref<32xf32>) outs(%2 : memref<32xf32>)
  exec.launch @neg ins(%2 : memref<32xf32>) outs(%y : memref<32xf32>)
  return
}

// -----

// Buffers that live at different times share a place, also through views; a copy is a kernel.
// CHECK: exec.kernel elementwise @[[COPY:copy.*]] inputs 1 outputs 1
// CHECK: func.func @g
// CHECK-SAME: memref<192xi8>) attributes {exec.arena_bytes = 192 : i64}
// CHECK-NOT: memref.alloc
// CHECK: exec.launch @[[COPY]]
// CHECK-NOT: memref.copy
exec.kernel loops @k inputs 1 outputs 1 {
^bb0(%a: memref<4x8xf32>, %b: memref<4x8xf32>):
  exec.return
}
exec.kernel loops @small inputs 1 outputs 1 {
^bb0(%a: memref<4x8xf32>, %b: memref<3xf32>):
  exec.return
}
func.func @g(%x: memref<4x8xf32>, %y: memref<3xf32>, %z: memref<3xf32>) {
  %1 = memref.alloc() : memref<4x8xf32>
  exec.launch @k ins(%x : memref<4x8xf32>) outs(%1 : memref<4x8xf32>)
  %2 = memref.alloc() : memref<3xf32>
  exec.launch @small ins(%1 : memref<4x8xf32>) outs(%2 : memref<3xf32>)
  %3 = memref.alloc() : memref<32xf32>
  %4 = memref.expand_shape %3 [[0, 1]] output_shape [4, 8] : memref<32xf32> into memref<4x8xf32>
  exec.launch @k ins(%x : memref<4x8xf32>) outs(%4 : memref<4x8xf32>)
  exec.launch @small ins(%4 : memref<4x8xf32>) outs(%y : memref<3xf32>)
  memref.copy %2, %z : memref<3xf32> to memref<3xf32>
  return
}

// -----

func.func @contract(%x: memref<4xf32>) {
  %c = arith.constant 0 : index
  %v = memref.load %x[%c] : memref<4xf32> // expected-error {{internal error: memref.load is left in the plan}}
  memref.store %v, %x[%c] : memref<4xf32>
  return
}
