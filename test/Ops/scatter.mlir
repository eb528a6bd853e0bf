// tcc.scatter: windows combined with updates in their order; what does not fit inside is left out.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.scatter add %{{.*}} at %{{.*}} from %{{.*}} update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1 : tensor<8x3xf32> at tensor<5xi32> from tensor<5x3xf32>
// ROUNDTRIP: tcc.scatter custom %{{.*}}, %{{.*}} at %{{.*}} from %{{.*}}, %{{.*}} clip {{.*}} by {
// LINALG-LABEL: func.func @main
// LINALG: exec.nest "scatter" ins(%arg1, %arg2 : tensor<5xi32>, tensor<5x3xf32>) outs(%arg0 : tensor<8x3xf32>)
// LINALG: ^bb0(%[[I:.*]]: memref<5xi32>, %[[U:.*]]: memref<5x3xf32>, %[[X:.*]]: memref<8x3xf32>):
// LINALG: scf.for
// LINALG: memref.load %[[I]]
// LINALG: %[[INSIDE:.*]] = arith.cmpi ule
// LINALG: scf.if %[[INSIDE]]
// LINALG: scf.for
// LINALG-DAG: %[[OLD:.*]] = memref.load %[[X]]
// LINALG-DAG: %[[NEW:.*]] = memref.load %[[U]]
// LINALG: %[[SUM:.*]] = arith.addf %[[OLD]], %[[NEW]]
// LINALG: memref.store %[[SUM]], %[[X]]
func.func @main(%x: tensor<8x3xf32>, %i: tensor<5xi32>, %u: tensor<5x3xf32>) -> tensor<8x3xf32> {
  %0 = tcc.scatter add %x at %i from %u update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0]
      index_vector_dim 1 : tensor<8x3xf32> at tensor<5xi32> from tensor<5x3xf32>
  return %0 : tensor<8x3xf32>
}
// Clamped, nothing is left out.
// LINALG-LABEL: func.func @two
// LINALG: exec.nest "scatter"
// LINALG-NOT: scf.if
// LINALG: arith.maximumf
// LINALG: arith.addi
// LINALG: exec.return
func.func @two(%x: tensor<8xf32>, %y: tensor<8xi32>, %i: tensor<5xi64>, %u: tensor<5xf32>, %v: tensor<5xi32>) -> (tensor<8xf32>, tensor<8xi32>) {
  %0:2 = tcc.scatter custom %x, %y at %i from %u, %v clip inserted_window_dims [0] scatter_dims_to_operand_dims [0]
      index_vector_dim 1 : tensor<8xf32>, tensor<8xi32> at tensor<5xi64> from tensor<5xf32>, tensor<5xi32> by {
  ^bb0(%a: tensor<f32>, %b: tensor<i32>, %c: tensor<f32>, %d: tensor<i32>):
    %m = tcc.max %a, %c : tensor<f32>, tensor<f32>
    %s = tcc.add %b, %d : tensor<i32>, tensor<i32>
    tcc.yield %m, %s : tensor<f32>, tensor<i32>
  }
  return %0#0, %0#1 : tensor<8xf32>, tensor<8xi32>
}

//--- grad.mlir
// A region that is one sum is a sum.
// GRAD-LABEL: func.func @grad
// GRAD: %[[DU:.*]] = tcc.gather %[[DY:.*]], %arg1 drop sizes [1]
// GRAD: return %[[DY]], %[[DU]]
func.func private @loss(%x: tensor<8xf32>, %i: tensor<5xi32>, %u: tensor<5xf32>, %c: tensor<8xf32>) -> tensor<f32> {
  %0 = tcc.scatter custom %x at %i from %u inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1
      : tensor<8xf32> at tensor<5xi32> from tensor<5xf32> by {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %s = tcc.add %b, %a : tensor<f32>, tensor<f32>
    tcc.yield %s : tensor<f32>
  }
  %1 = tcc.mul %0, %c : tensor<8xf32>, tensor<8xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<8xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<8xf32>, %i: tensor<5xi32>, %u: tensor<5xf32>, %c: tensor<8xf32>) -> (tensor<8xf32>, tensor<5xf32>) {
  %0:3 = tcc.value_and_grad @loss(%x, %i, %u, %c) wrt [0, 2]
      : (tensor<8xf32>, tensor<5xi32>, tensor<5xf32>, tensor<8xf32>) -> (tensor<f32>, tensor<8xf32>, tensor<5xf32>)
  return %0#1, %0#2 : tensor<8xf32>, tensor<5xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<8xf32>, %i: tensor<5xi32>, %u: tensor<4xf32>) {
  // expected-error@+1 {{updates are [4], but indices ask for [5]}}
  %0 = tcc.scatter set %x at %i from %u inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1
      : tensor<8xf32> at tensor<5xi32> from tensor<4xf32>
  return
}

// -----

func.func @main(%x: tensor<8xi1>, %i: tensor<5xi32>, %u: tensor<5xi1>) {
  // expected-error@+1 {{cannot combine truth values by add}}
  %0 = tcc.scatter add %x at %i from %u inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1
      : tensor<8xi1> at tensor<5xi32> from tensor<5xi1>
  return
}

// -----

func.func @main(%x: tensor<8xf32>, %i: tensor<5xi32>, %u: tensor<5xf32>) {
  // expected-error@+1 {{needs a region to combine by}}
  %0 = tcc.scatter custom %x at %i from %u inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1
      : tensor<8xf32> at tensor<5xi32> from tensor<5xf32>
  return
}

// -----

func.func @main(%x: tensor<8xf32>, %i: tensor<5xi32>, %u: tensor<5xf32>) {
  // expected-error@+1 {{unknown combiner 'sum': expected set, add, mul, min, max or custom}}
  %0 = tcc.scatter sum %x at %i from %u inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1
      : tensor<8xf32> at tensor<5xi32> from tensor<5xf32>
  return
}

// -----

func.func @main(%x: tensor<8xf32>, %i: tensor<5xi32>, %u: tensor<5x9xf32>) {
  // expected-error@+1 {{windows of [9] do not fit into the operand, [8]}}
  %0 = tcc.scatter set %x at %i from %u update_window_dims [1] scatter_dims_to_operand_dims [0] index_vector_dim 1
      : tensor<8xf32> at tensor<5xi32> from tensor<5x9xf32>
  return
}
