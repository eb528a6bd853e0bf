// exec.nest: a kernel of its own, in the place of the old value where nobody needs that any more.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --pass-pipeline='builtin.module(func.func(tcc-fuse-kernels),tcc-outline-kernels)' | FileCheck %s --check-prefix=OUTLINE
// RUN: tcc-opt %t/ok.mlir --pass-pipeline='builtin.module(func.func(tcc-fuse-kernels),tcc-outline-kernels,tcc-bufferize-plan,tcc-plan-memory)' | FileCheck %s --check-prefix=PLAN
// RUN: tcc-opt %t/tasks.mlir --pass-pipeline='builtin.module(func.func(tcc-fuse-kernels),tcc-outline-kernels,tcc-bufferize-plan,tcc-plan-memory,tcc-cpu-schedule-kernels,tcc-cpu-lower-kernels-to-vector)' | FileCheck %s --check-prefix=TASKS
// RUN: tcc-opt %t/bad.mlir --split-input-file --verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: exec.nest "write" ins(%{{.*}} : tensor<f32>) outs(%{{.*}} : tensor<8xf32>) {
// ROUNDTRIP-NEXT: ^bb0(%[[U:.*]]: memref<f32>, %[[X:.*]]: memref<8xf32>):
// ROUNDTRIP: exec.return
// ROUNDTRIP-NEXT: } -> tensor<8xf32>

// A donated tensor is updated in place, step by step; its readers come before. No copy.
// OUTLINE-LABEL: exec.kernel loops @k1_loops inputs 1 outputs 1 {{.*}}fused = ["write"]
// OUTLINE-NEXT: ^bb0(%[[U:.*]]: memref<f32>, %[[X:.*]]: memref<8xf32>):
// OUTLINE-NOT: linalg
// OUTLINE: exec.nest "write"
// OUTLINE-LABEL: func.func @donated
// OUTLINE: %[[SUM:.*]] = exec.launch @k0{{.*}} ins(%arg0
// OUTLINE: %[[A:.*]] = exec.launch @k1_loops updates [0] ins(%arg1 : tensor<f32>) outs(%arg0 : tensor<8xf32>)
// OUTLINE: %[[B:.*]] = exec.launch @k2_loops updates [0] ins(%[[SUM]] : tensor<f32>) outs(%[[A]] : tensor<8xf32>)
// OUTLINE: return %[[B]], %[[SUM]]
// PLAN-LABEL: func.func @donated
// PLAN-NOT: exec.launch @copy
// PLAN: exec.launch @k1_loops updates [0] ins(%{{.*}}) outs(%[[X:arg0]] : memref<8xf32>)
// PLAN: exec.launch @k2_loops updates [0] ins(%{{.*}}) outs(%[[X]] : memref<8xf32>)
// PLAN-NOT: exec.launch
// PLAN: return
#id = affine_map<(d0) -> (d0)>
#none = affine_map<(d0) -> ()>
func.func @donated(%x: tensor<8xf32> {tcc.donate = 0 : i64}, %u: tensor<f32>) -> (tensor<8xf32>, tensor<f32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %s = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]} ins(%x : tensor<8xf32>) outs(%f : tensor<f32>) {
  ^bb0(%p: f32, %o: f32):
    %r = arith.addf %p, %o : f32
    linalg.yield %r : f32
  } -> tensor<f32>
  %0 = exec.nest "write" ins(%u : tensor<f32>) outs(%x : tensor<8xf32>) {
  ^bb0(%a: memref<f32>, %b: memref<8xf32>):
    %c = arith.constant 3 : index
    %v = memref.load %a[] : memref<f32>
    memref.store %v, %b[%c] : memref<8xf32>
    exec.return
  } -> tensor<8xf32>
  %1 = exec.nest "write" ins(%s : tensor<f32>) outs(%0 : tensor<8xf32>) {
  ^bb0(%a: memref<f32>, %b: memref<8xf32>):
    %c = arith.constant 4 : index
    %v = memref.load %a[] : memref<f32>
    memref.store %v, %b[%c] : memref<8xf32>
    exec.return
  } -> tensor<8xf32>
  return %1, %s : tensor<8xf32>, tensor<f32>
}

// The argument stays the caller's: the first nest copies it into the result's buffer, the second one works there.
// OUTLINE-LABEL: exec.kernel loops @k3_loops inputs 2 outputs 1
// OUTLINE: %[[COPY:.*]] = linalg.generic
// OUTLINE: exec.nest "write" ins(%{{.*}}) outs(%[[COPY]] : tensor<8xf32>)
// OUTLINE-LABEL: func.func @kept
// OUTLINE: %[[D:.*]] = bufferization.alloc_tensor
// OUTLINE: %[[A:.*]] = exec.launch @k3_loops ins(%arg1, %arg0 : tensor<f32>, tensor<8xf32>) outs(%[[D]] : tensor<8xf32>)
// OUTLINE: exec.launch @k4_loops updates [0] ins(%arg1 : tensor<f32>) outs(%[[A]] : tensor<8xf32>)
// PLAN-LABEL: func.func @kept
// PLAN-SAME: %[[R:[^:]*]]: memref<8xf32>, %{{[^:]*}}: memref<0xi8>
// PLAN: exec.launch @k3_loops ins(%arg1, %arg0 : memref<f32>, memref<8xf32>) outs(%[[R]] : memref<8xf32>)
// PLAN: exec.launch @k4_loops updates [0] ins(%arg1 : memref<f32>) outs(%[[R]] : memref<8xf32>)
func.func @kept(%x: tensor<8xf32>, %u: tensor<f32>) -> tensor<8xf32> {
  %0 = exec.nest "write" ins(%u : tensor<f32>) outs(%x : tensor<8xf32>) {
  ^bb0(%a: memref<f32>, %b: memref<8xf32>):
    %c = arith.constant 3 : index
    %v = memref.load %a[] : memref<f32>
    memref.store %v, %b[%c] : memref<8xf32>
    exec.return
  } -> tensor<8xf32>
  %1 = exec.nest "write" ins(%u : tensor<f32>) outs(%0 : tensor<8xf32>) {
  ^bb0(%a: memref<f32>, %b: memref<8xf32>):
    %c = arith.constant 4 : index
    %v = memref.load %a[] : memref<f32>
    memref.store %v, %b[%c] : memref<8xf32>
    exec.return
  } -> tensor<8xf32>
  return %1 : tensor<8xf32>
}

// An old value that is also an input, or needed later, is copied; what starts from a constant is filled.
// OUTLINE-LABEL: func.func @needed
// OUTLINE: %[[T:.*]] = exec.launch
// OUTLINE: exec.launch @[[BOTH:.*]] ins(%[[T]] : tensor<8xf32>) outs(
// OUTLINE: exec.launch @[[FILLED:.*]] ins(%[[T]] : tensor<8xf32>) outs(
// OUTLINE-NOT: updates
// OUTLINE: return
func.func @needed(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %e = tensor.empty() : tensor<8xf32>
  %t = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  } -> tensor<8xf32>
  %0 = exec.nest "shift" ins(%t : tensor<8xf32>) outs(%t : tensor<8xf32>) {
  ^bb0(%a: memref<8xf32>, %b: memref<8xf32>):
    %c3 = arith.constant 3 : index
    %c4 = arith.constant 4 : index
    %v = memref.load %a[%c3] : memref<8xf32>
    memref.store %v, %b[%c4] : memref<8xf32>
    exec.return
  } -> tensor<8xf32>
  %ones = arith.constant dense<1.0> : tensor<8xf32>
  %1 = exec.nest "write" ins(%t : tensor<8xf32>) outs(%ones : tensor<8xf32>) {
  ^bb0(%a: memref<8xf32>, %b: memref<8xf32>):
    %c3 = arith.constant 3 : index
    %v = memref.load %a[%c3] : memref<8xf32>
    memref.store %v, %b[%c3] : memref<8xf32>
    exec.return
  } -> tensor<8xf32>
  return %0, %1 : tensor<8xf32>, tensor<8xf32>
}

//--- tasks.mlir
// Iterations of the one parallel loop are tasks; scratch comes from the arena.
// TASKS: func.func private @k0_loops(%[[A:[^:]*]]: memref<4x32xf32>, %{{[^:]*}}: memref<4x32xf32>, %{{[^:]*}}: memref<4xf32>, %[[BEGIN:[^:]*]]: index, %[[END:[^:]*]]: index
// TASKS-SAME: exec.tasks = 4
// TASKS: scf.for %{{.*}} = %[[BEGIN]] to %[[END]]
// TASKS: func.func @main
// TASKS: exec.launch @k0_loops {{.*}}scratch(
func.func @main(%x: tensor<4x32xf32>) -> tensor<4x32xf32> {
  %e = tensor.empty() : tensor<4x32xf32>
  %0 = exec.nest "first" ins(%x : tensor<4x32xf32>) outs(%e : tensor<4x32xf32>) {
  ^bb0(%a: memref<4x32xf32>, %b: memref<4x32xf32>):
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %c32 = arith.constant 32 : index
    %t = memref.alloc() : memref<4xf32>
    scf.parallel (%i) = (%c0) to (%c4) step (%c1) {
      %v = memref.load %a[%i, %c0] : memref<4x32xf32>
      memref.store %v, %t[%i] : memref<4xf32>
      scf.for %j = %c0 to %c32 step %c1 {
        %w = memref.load %t[%i] : memref<4xf32>
        memref.store %w, %b[%i, %j] : memref<4x32xf32>
      }
      scf.reduce
    }
    exec.return
  } -> tensor<4x32xf32>
  return %0 : tensor<4x32xf32>
}

//--- bad.mlir
func.func @types(%x: tensor<8xf32>) {
  // expected-error@+1 {{argument 0 must be the buffer of 'tensor<8xf32>', but is 'memref<4xf32>'}}
  %0 = exec.nest "write" ins() outs(%x : tensor<8xf32>) {
  ^bb0(%a: memref<4xf32>):
    exec.return
  } -> tensor<8xf32>
  return
}

// -----

func.func @results(%x: tensor<8xf32>) {
  // expected-error@+1 {{has results of other types than its outputs}}
  %0 = exec.nest "write" ins() outs(%x : tensor<8xf32>) {
  ^bb0(%a: memref<8xf32>):
    exec.return
  } -> tensor<4xf32>
  return
}

// -----

func.func @arguments(%x: tensor<8xf32>) {
  // expected-error@+1 {{has a body of 0 arguments for 1 operands}}
  %0 = exec.nest "write" ins() outs(%x : tensor<8xf32>) {
    exec.return
  } -> tensor<8xf32>
  return
}

// -----

exec.kernel loops @k inputs 0 outputs 1 {
^bb0(%a: memref<8xf32>):
  exec.return
}
func.func @updates(%x: memref<8xf32>) {
  // expected-error@+1 {{lists output 1 as updated, it has 1}}
  exec.launch @k updates [1] ins() outs(%x : memref<8xf32>)
  return
}
