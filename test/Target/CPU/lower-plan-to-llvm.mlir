// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir --tcc-cpu-lower-plan-to-llvm | FileCheck %s
// RUN: tcc-opt %t/bad.mlir --tcc-cpu-lower-plan-to-llvm --split-input-file --verify-diagnostics

//--- ok.mlir
// CHECK: module attributes {exec.program = {{{.*}}arena_bytes = 640{{.*}}scratch_bytes = 128
// CHECK: llvm.mlir.global internal constant @table(dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>) {{.*}}alignment = 64
memref.global "private" constant @table : memref<2xf32> = dense<[1.0, 2.0]>

// CHECK-LABEL: llvm.func internal @big(
// CHECK-SAME:    !llvm.ptr {llvm.noalias}, %{{.*}}: !llvm.ptr {llvm.noalias}, %{{.*}}: i64, %{{.*}}: i64, %{{.*}}: !llvm.ptr {llvm.noalias})
// CHECK-SAME:    no_inline
// CHECK:         memref.load
// CHECK:         llvm.return
func.func private @big(%x: memref<16xf32>, %y: memref<16xf32>, %b: index, %e: index, %s: memref<128xi8>)
    attributes {exec.kind = "elementwise", exec.tasks = 8 : i64, exec.grain = 2 : i64, exec.scratch = 128 : i64} {
  %0 = memref.load %x[%b] : memref<16xf32>
  memref.store %0, %y[%b] : memref<16xf32>
  return
}
// The runtime's calling convention around it.
// CHECK-LABEL: llvm.func internal @big.task(
// CHECK-SAME:    %[[BUFFERS:.*]]: !llvm.ptr, %[[B:.*]]: i64, %[[E:.*]]: i64, %[[S:.*]]: !llvm.ptr)
// CHECK:         %[[X:.*]] = llvm.load %[[BUFFERS]]
// CHECK:         %[[AT:.*]] = llvm.getelementptr %[[BUFFERS]]
// CHECK:         %[[Y:.*]] = llvm.load %[[AT]]
// CHECK:         llvm.call @big(%[[X]], %[[Y]], %[[B]], %[[E]], %[[S]])

// Eight tasks, but hardly any work: see the direct call below.
func.func private @small(%x: memref<16xf32>, %y: memref<16xf32>, %b: index, %e: index, %s: memref<0xi8>)
    attributes {exec.kind = "elementwise", exec.tasks = 8 : i64, exec.grain = 1 : i64, exec.flops = 16 : i64} {
  return
}

// Constants inside a kernel.
// CHECK-LABEL: llvm.func internal @inside(
// CHECK:         llvm.mlir.addressof @table
func.func private @inside(%x: memref<f32>, %y: memref<2xf32>, %b: index, %e: index, %s: memref<0xi8>)
    attributes {exec.kind = "loops", exec.tasks = 1 : i64, exec.grain = 1 : i64} {
  %t = memref.get_global @table : memref<2xf32>
  %0 = memref.load %t[%b] : memref<2xf32>
  memref.store %0, %y[%b] : memref<2xf32>
  return
}

// CHECK-LABEL: llvm.func internal @tcc_entry(
// CHECK-SAME:    %[[CALL:.*]]: !llvm.ptr)
// CHECK-DAG:     %[[ARRAY:.*]] = llvm.alloca %{{.*}} x !llvm.array<2 x ptr>
// CHECK-DAG:     %[[ARGUMENTS:.*]] = llvm.load %[[CALL]]
// CHECK-DAG:     %[[P:.*]] = llvm.load %[[ARGUMENTS]]
// CHECK:         %[[ARENA_AT:.*]] = llvm.getelementptr %[[CALL]][%{{.*}}] : (!llvm.ptr, i64) -> !llvm.ptr, i8
// CHECK:         %[[ARENA:.*]] = llvm.load %[[ARENA_AT]]
// CHECK:         %[[OFFSET:.*]] = llvm.mlir.constant(576 : i64)
// CHECK:         %[[T:.*]] = llvm.getelementptr %[[ARENA]][%[[OFFSET]]]
// CHECK:         llvm.call @small(%[[P]], %[[T]],
// CHECK:         llvm.store %[[T]], %[[ARRAY]]
// CHECK:         %[[TASK:.*]] = llvm.mlir.addressof @big.task
// CHECK-DAG:     %[[TASKS:.*]] = llvm.mlir.constant(8 : i64)
// CHECK-DAG:     %[[GRAIN:.*]] = llvm.mlir.constant(2 : i64)
// CHECK:         llvm.call %{{.*}}(%[[CALL]], %[[TASK]], %[[ARRAY]], %[[TASKS]], %[[GRAIN]])
// CHECK:         %[[TABLE:.*]] = llvm.mlir.addressof @table
// CHECK:         "llvm.intr.memcpy"(%{{.*}}, %[[TABLE]]
// CHECK:         llvm.return
func.func @main(%p: memref<16xf32> {tcc.name = "p"}, %loss: memref<f32>, %t2: memref<2xf32>, %arena: memref<640xi8>)
    attributes {tcc.num_inputs = 1 : i64, exec.results = array<i64: 0, -1, -1>, exec.arena_bytes = 640 : i64} {
  %c = arith.constant 576 : index
  %t = memref.view %arena[%c][] : memref<640xi8> to memref<4x4xf32>
  %flat = memref.collapse_shape %t [[0, 1]] : memref<4x4xf32> into memref<16xf32>
  exec.launch @small pointwise [0] ins(%p : memref<16xf32>) outs(%flat : memref<16xf32>)
  exec.launch @big pointwise [0] ins(%flat : memref<16xf32>) outs(%p : memref<16xf32>)
  exec.launch @inside ins(%loss : memref<f32>) outs(%t2 : memref<2xf32>)
  %g = memref.get_global @table : memref<2xf32>
  memref.copy %g, %t2 : memref<2xf32> to memref<2xf32>
  return
}

//--- bad.mlir
// expected-error@+1 {{expected a plan: no function has the attribute exec.results}}
module {
}

// -----
// expected-error@+1 {{expected 1 inputs, 1 results and the arena as arguments}}
func.func @main(%x: memref<4xf32>, %arena: memref<64xi8>)
    attributes {tcc.num_inputs = 1 : i64, exec.results = array<i64: -1>, exec.arena_bytes = 64 : i64} {
  return
}

// -----
// expected-error@+1 {{not supported: elements of type 'i7' at a program's edge}}
func.func @main(%x: memref<4xi7>, %arena: memref<64xi8>)
    attributes {tcc.num_inputs = 1 : i64, exec.results = array<i64>, exec.arena_bytes = 64 : i64} {
  return
}

// -----
func.func @main(%x: memref<4xf32>, %arena: memref<64xi8>)
    attributes {tcc.num_inputs = 1 : i64, exec.results = array<i64>, exec.arena_bytes = 64 : i64} {
  // expected-error@+1 {{not supported: memref.alloc in a plan for cpu}}
  %a = memref.alloc() : memref<4xf32>
  return
}

// -----
func.func private @k(%x: memref<4xf32>, %b: index, %e: index, %s: memref<0xi8>) attributes {exec.kind = "loops", exec.tasks = 1 : i64} {
  return
}
func.func @main(%x: memref<5xf32>, %arena: memref<64xi8>)
    attributes {tcc.num_inputs = 1 : i64, exec.results = array<i64: 0>, exec.arena_bytes = 64 : i64} {
  // expected-error@+1 {{operand 0 is 'memref<5xf32>', kernel @k takes 'memref<4xf32>'}}
  exec.launch @k ins() outs(%x : memref<5xf32>)
  return
}
