// tcc.reduce_window: any reduction of each window.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.reduce_window %{{.*}}, %{{.*}} from %{{.*}}, %{{.*}} window [2] strides [3] : tensor<9xf32>, tensor<9xi32> {
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: iterator_types = ["reduction", "parallel"]
// LINALG: arith.mulf
// LINALG: arith.minsi
// LINALG-NOT: tcc.
func.func @main(%x: tensor<9xf32>, %y: tensor<9xi32>, %one: tensor<f32>, %most: tensor<i32>) -> (tensor<3xf32>, tensor<3xi32>) {
  %0:2 = tcc.reduce_window %x, %y from %one, %most window [2] strides [3] : tensor<9xf32>, tensor<9xi32> {
  ^bb0(%p: tensor<f32>, %l: tensor<i32>, %a: tensor<f32>, %b: tensor<i32>):
    %q = tcc.mul %p, %a : tensor<f32>, tensor<f32>
    %m = tcc.min %l, %b : tensor<i32>, tensor<i32>
    tcc.yield %q, %m : tensor<f32>, tensor<i32>
  }
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xi32>
}

//--- grad.mlir
// From what changes nothing, one sum is a pool.
// GRAD-LABEL: func.func @grad
// GRAD: tcc.pool sum %{{.*}} window [2] strides [1] low [1] high [1]
func.func private @loss(%x: tensor<5xf32>) -> tensor<f32> {
  %zero = tcc.constant dense<0.0> : tensor<f32>
  %0 = tcc.reduce_window %x from %zero window [2] : tensor<5xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %s = tcc.add %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %s : tensor<f32>
  }
  %1 = tcc.reduce_sum %0 axes [0] : tensor<4xf32>
  return %1 : tensor<f32>
}
func.func @grad(%x: tensor<5xf32>) -> tensor<5xf32> {
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<5xf32>) -> (tensor<f32>, tensor<5xf32>)
  return %0#1 : tensor<5xf32>
}

// From anything else it is a tree: runs of 2 and of 4 elements, then windows of 5.
// GRAD-LABEL: func.func @grad_of_tree
// GRAD-NOT: tcc.reduce_window
// GRAD: tcc.mul %{{.*}} : tensor<5xf32>, tensor<5xf32>
// GRAD: tcc.mul %{{.*}} : tensor<3xf32>, tensor<3xf32>
// GRAD: tcc.mul %{{.*}} : tensor<2xf32>, tensor<2xf32>
// GRAD: return
func.func private @products(%x: tensor<6xf32>, %start: tensor<f32>) -> tensor<f32> {
  %0 = tcc.reduce_window %x from %start window [5] : tensor<6xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %s = tcc.mul %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %s : tensor<f32>
  }
  %1 = tcc.reduce_sum %0 axes [0] : tensor<2xf32>
  return %1 : tensor<f32>
}
func.func @grad_of_tree(%x: tensor<6xf32>, %start: tensor<f32>) -> tensor<6xf32> {
  %0:2 = tcc.value_and_grad @products(%x, %start) wrt [0] : (tensor<6xf32>, tensor<f32>) -> (tensor<f32>, tensor<6xf32>)
  return %0#1 : tensor<6xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<4xf32>, %start: tensor<f32>) {
  // expected-error@+1 {{its region must take ('tensor<f32>', 'tensor<f32>'), but takes ('tensor<f32>')}}
  %0 = tcc.reduce_window %x from %start window [2] : tensor<4xf32> {
  ^bb0(%a: tensor<f32>):
    tcc.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @main(%x: tensor<4xf32>, %start: tensor<f32>) {
  // expected-error@+1 {{window must be 1 or more, but came as [0]}}
  %0 = tcc.reduce_window %x from %start window [0] : tensor<4xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    tcc.yield %a : tensor<f32>
  }
  return
}
