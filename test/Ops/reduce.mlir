// tcc.reduce: any reduction by a region on single elements, of several tensors at once.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.reduce %{{.*}}, %{{.*}} from %{{.*}}, %{{.*}} axes [1] : tensor<4x6xf32>, tensor<4x6xi32> {
// ROUNDTRIP-NEXT: ^bb0(%[[S:.*]]: tensor<f32>, %[[L:.*]]: tensor<i32>, %[[A:.*]]: tensor<f32>, %[[B:.*]]: tensor<i32>):
// ROUNDTRIP: tcc.yield %{{.*}}, %{{.*}} : tensor<f32>, tensor<i32>

// An initial value that is known is a fill, one that is not is spread.
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic {{.*}} ins(%arg2 : tensor<f32>)
// LINALG: linalg.fill
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["parallel", "reduction"]
// LINALG: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: i32, %[[S:.*]]: f32, %[[L:.*]]: i32):
// LINALG: %[[SQUARE:.*]] = arith.mulf %[[A]], %[[A]]
// LINALG: %[[SUM:.*]] = arith.addf %[[S]], %[[SQUARE]]
// LINALG: %[[LEAST:.*]] = arith.minsi %[[L]], %[[B]]
// LINALG: linalg.yield %[[SUM]], %[[LEAST]]
// LINALG-NOT: tcc.
func.func @main(%x: tensor<4x6xf32>, %y: tensor<4x6xi32>, %start: tensor<f32>) -> (tensor<4xf32>, tensor<4xi32>) {
  %most = tcc.constant dense<2147483647> : tensor<i32>
  %0:2 = tcc.reduce %x, %y from %start, %most axes [1] : tensor<4x6xf32>, tensor<4x6xi32> {
  ^bb0(%s: tensor<f32>, %l: tensor<i32>, %a: tensor<f32>, %b: tensor<i32>):
    %two = tcc.constant dense<2.0> : tensor<f32>
    %square = tcc.pow %a, %two : tensor<f32>, tensor<f32>
    %sum = tcc.add %s, %square : tensor<f32>, tensor<f32>
    %least = tcc.min %l, %b : tensor<i32>, tensor<i32>
    tcc.yield %sum, %least : tensor<f32>, tensor<i32>
  }
  return %0#0, %0#1 : tensor<4xf32>, tensor<4xi32>
}

//--- grad.mlir
// A region of one multiplication is differentiated as tcc.reduce_prod.
// GRAD-LABEL: func.func @grad
// GRAD: tcc.reduce_prod
// GRAD-NOT: tcc.div
// GRAD: return
func.func private @loss(%x: tensor<3xf32>, %start: tensor<f32>) -> tensor<f32> {
  %0 = tcc.reduce %x from %start axes [0] : tensor<3xf32> {
  ^bb0(%p: tensor<f32>, %a: tensor<f32>):
    %q = tcc.mul %a, %p : tensor<f32>, tensor<f32>
    tcc.yield %q : tensor<f32>
  }
  return %0 : tensor<f32>
}
func.func @grad(%x: tensor<3xf32>, %start: tensor<f32>) -> (tensor<3xf32>, tensor<f32>) {
  %0:3 = tcc.value_and_grad @loss(%x, %start) wrt [0, 1] : (tensor<3xf32>, tensor<f32>) -> (tensor<f32>, tensor<3xf32>, tensor<f32>)
  return %0#1, %0#2 : tensor<3xf32>, tensor<f32>
}

// Any other region as the tree that combines neighbours.
// GRAD-LABEL: func.func @grad_of_tree
// GRAD-NOT: tcc.reduce %
// GRAD: tcc.slice %arg0 starts [0] limits [2] strides [2]
// GRAD: tcc.slice %arg0 starts [1] limits [2] strides [2]
// GRAD: tcc.slice %arg0 starts [2] limits [3] strides [1]
// GRAD: tcc.concatenate
// GRAD: return
func.func private @norm(%x: tensor<3xf32>, %start: tensor<f32>) -> tensor<f32> {
  %0 = tcc.reduce %x from %start axes [0] : tensor<3xf32> {
  ^bb0(%p: tensor<f32>, %a: tensor<f32>):
    %p2 = tcc.square %p : tensor<f32>
    %a2 = tcc.square %a : tensor<f32>
    %s = tcc.add %p2, %a2 : tensor<f32>, tensor<f32>
    %n = tcc.sqrt %s : tensor<f32>
    tcc.yield %n : tensor<f32>
  }
  return %0 : tensor<f32>
}
func.func @grad_of_tree(%x: tensor<3xf32>, %start: tensor<f32>) -> tensor<3xf32> {
  %0:2 = tcc.value_and_grad @norm(%x, %start) wrt [0] : (tensor<3xf32>, tensor<f32>) -> (tensor<f32>, tensor<3xf32>)
  return %0#1 : tensor<3xf32>
}

//--- bad.mlir
func.func @axis(%x: tensor<4x6xf32>, %start: tensor<f32>) {
  // expected-error@+1 {{axis 2 is out of range: the operand has rank 2}}
  %0 = tcc.reduce %x from %start axes [2] : tensor<4x6xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    tcc.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @shapes(%x: tensor<4x6xf32>, %y: tensor<6x4xf32>, %start: tensor<f32>) {
  // expected-error@+1 {{inputs must have one shape, but are 'tensor<4x6xf32>', 'tensor<6x4xf32>'}}
  %0:2 = tcc.reduce %x, %y from %start, %start axes [1] : tensor<4x6xf32>, tensor<6x4xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>, %c: tensor<f32>, %d: tensor<f32>):
    tcc.yield %a, %b : tensor<f32>, tensor<f32>
  }
  return
}

// -----

func.func @arguments(%x: tensor<4x6xf32>, %start: tensor<f32>) {
  // expected-error@+1 {{its region must take ('tensor<f32>', 'tensor<f32>'), but takes ('tensor<f32>', 'tensor<i32>')}}
  %0 = tcc.reduce %x from %start axes [1] : tensor<4x6xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<i32>):
    tcc.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @results(%x: tensor<4x6xf32>, %start: tensor<f32>) {
  %0 = tcc.reduce %x from %start axes [1] : tensor<4x6xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %less = tcc.compare lt %a, %b : tensor<f32>, tensor<f32>
    // expected-error@+1 {{must give ('tensor<f32>') to its region of 'tcc.reduce', but gives ('tensor<i1>')}}
    tcc.yield %less : tensor<i1>
  }
  return
}

// -----

func.func @elements(%x: tensor<4x6xf32>, %start: tensor<f32>) {
  // expected-note@+1 {{the region is this op's}}
  %0 = tcc.reduce %x from %start axes [1] : tensor<4x6xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    // expected-error@+1 {{'tcc.reshape' op does not compute element by element, as the ops in a region of 'tcc.reduce' must}}
    %c = tcc.reshape %a to [1] : tensor<f32>
    tcc.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @rank(%x: tensor<4x6xf32>, %start: tensor<f32>) {
  %0 = tcc.reduce %x from %start axes [1] : tensor<4x6xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    // expected-error@+1 {{gives 'tensor<2xf32>', but a region of 'tcc.reduce' computes with single elements}}
    %c = tcc.constant dense<1.0> : tensor<2xf32>
    tcc.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @captured(%x: tensor<4x6xf32>, %start: tensor<f32>) {
  // expected-note@+1 {{required by region isolation constraints}}
  %0 = tcc.reduce %x from %start axes [1] : tensor<4x6xf32> {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    // expected-error@+1 {{using value defined outside the region}}
    %c = tcc.add %a, %start : tensor<f32>, tensor<f32>
    tcc.yield %c : tensor<f32>
  }
  return
}
