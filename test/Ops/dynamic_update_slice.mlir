// tcc.dynamic_update_slice: a slice at clamped starts replaced, in place where the old value is dead.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc %t/ok.mlir --emit=plan | FileCheck %s --check-prefix=PLAN
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.dynamic_update_slice %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<1x8xf32>, tensor<i32>, tensor<i32>
// LINALG-LABEL: func.func @main
// LINALG: exec.nest "dynamic_update_slice" ins(%arg2, %arg3, %arg1 : tensor<i32>, tensor<i32>, tensor<1x8xf32>) outs(%arg0 : tensor<4x8xf32>)
// LINALG: ^bb0(%{{.*}}: memref<i32>, %{{.*}}: memref<i32>, %[[FROM:.*]]: memref<1x8xf32>, %[[TO:.*]]: memref<4x8xf32>):
// LINALG: arith.maxsi
// LINALG: arith.minsi
// LINALG: scf.for
// LINALG: memref.load %[[FROM]]
// LINALG: memref.store %{{.*}}, %[[TO]]
// LINALG-NOT: tcc.

// The donated cache is updated in place: one launch, nothing copied.
// PLAN: func.func @main(%[[X:[^:]*]]: memref<4x8xf32>
// PLAN: exec.launch @{{.*}} updates [0] ins({{.*}}) outs(%[[X]] : memref<4x8xf32>)
// PLAN-NOT: exec.launch
// PLAN: return
func.func @main(%x: tensor<4x8xf32> {tcc.donate = 0 : i64}, %u: tensor<1x8xf32>, %i: tensor<i32>, %j: tensor<i32>) -> tensor<4x8xf32> {
  %0 = tcc.dynamic_update_slice %x, %u, %i, %j : tensor<4x8xf32>, tensor<1x8xf32>, tensor<i32>, tensor<i32>
  return %0 : tensor<4x8xf32>
}

//--- fold.mlir
// All of it, or nothing.
// FOLD-LABEL: func.func @main
// FOLD-NEXT: return %arg1, %arg0
func.func @main(%x: tensor<4xf32>, %u: tensor<4xf32>, %n: tensor<0xf32>, %i: tensor<i32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = tcc.dynamic_update_slice %x, %u, %i : tensor<4xf32>, tensor<4xf32>, tensor<i32>
  %1 = tcc.dynamic_update_slice %x, %n, %i : tensor<4xf32>, tensor<0xf32>, tensor<i32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-DAG: %[[DX:.*]] = tcc.dynamic_update_slice %[[DY:.*]], %{{.*}}, %arg2 : tensor<8xf32>, tensor<3xf32>, tensor<i32>
// GRAD-DAG: %[[DU:.*]] = tcc.dynamic_slice %[[DY]], %arg2 sizes [3] : tensor<8xf32>, tensor<i32>
// GRAD: return %[[DX]], %[[DU]]
func.func private @loss(%x: tensor<8xf32>, %u: tensor<3xf32>, %i: tensor<i32>, %c: tensor<8xf32>) -> tensor<f32> {
  %0 = tcc.dynamic_update_slice %x, %u, %i : tensor<8xf32>, tensor<3xf32>, tensor<i32>
  %1 = tcc.mul %0, %c : tensor<8xf32>, tensor<8xf32>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<8xf32>
  return %2 : tensor<f32>
}
func.func @grad(%x: tensor<8xf32>, %u: tensor<3xf32>, %i: tensor<i32>, %c: tensor<8xf32>) -> (tensor<8xf32>, tensor<3xf32>) {
  %0:3 = tcc.value_and_grad @loss(%x, %u, %i, %c) wrt [0, 1]
      : (tensor<8xf32>, tensor<3xf32>, tensor<i32>, tensor<8xf32>) -> (tensor<f32>, tensor<8xf32>, tensor<3xf32>)
  return %0#1, %0#2 : tensor<8xf32>, tensor<3xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4xf32>, %u: tensor<5xf32>, %i: tensor<i32>) {
  // expected-error@+1 {{update [5] does not fit into the operand, [4]}}
  %0 = tcc.dynamic_update_slice %x, %u, %i : tensor<4xf32>, tensor<5xf32>, tensor<i32>
  return
}

// -----

func.func @main(%x: tensor<4xf32>, %u: tensor<2xf64>, %i: tensor<i32>) {
  // expected-error@+1 {{update must have the operand's element type and rank, but is 'tensor<2xf64>' for 'tensor<4xf32>'}}
  %0 = tcc.dynamic_update_slice %x, %u, %i : tensor<4xf32>, tensor<2xf64>, tensor<i32>
  return
}
