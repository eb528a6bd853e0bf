// tcc.while that counts becomes tcc.scan.
// RUN: split-file %s %t
// RUN: tcc-opt %t/counter.mlir --tcc-raise-loops --tcc-simplify | FileCheck %s --check-prefix=COUNTER
// RUN: tcc-opt %t/open.mlir --tcc-raise-loops | FileCheck %s --check-prefix=OPEN
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD

//--- counter.mlir
// The counter itself: 3, 5, 7, and 9 in the end.
// COUNTER-DAG: %[[LAST:.*]] = tcc.constant dense<9> : tensor<i32>
// COUNTER-DAG: tcc.iota i32 shape [3] axis 0
// COUNTER: %[[R:.*]] = tcc.scan 3 carry(%[[S:.*]] = %arg0 : tensor<i32>) over(%[[I:.*]] = %{{.*}} : tensor<3xi32>) {
// COUNTER: tcc.add %[[S]], %[[I]]
// COUNTER: return %[[LAST]], %[[R]]
func.func @main(%s0: tensor<i32>) -> (tensor<i32>, tensor<i32>) {
  %start = tcc.constant dense<3> : tensor<i32>
  %two = tcc.constant dense<2> : tensor<i32>
  %bound = tcc.constant dense<8> : tensor<i32>
  %r:2 = tcc.while (%i = %start : tensor<i32>, %s = %s0 : tensor<i32>) {
    %more = tcc.compare le %i, %bound : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %n = tcc.add %s, %i : tensor<i32>, tensor<i32>
    %next = tcc.add %i, %two : tensor<i32>, tensor<i32>
    tcc.yield %next, %n : tensor<i32>, tensor<i32>
  }
  return %r#0, %r#1 : tensor<i32>, tensor<i32>
}

//--- open.mlir
// The bound comes with the data: it stays a while.
// OPEN: tcc.while
// OPEN-NOT: tcc.scan
func.func @main(%n: tensor<i32>, %x0: tensor<4xf32>) -> tensor<4xf32> {
  %zero = tcc.constant dense<0> : tensor<i32>
  %one = tcc.constant dense<1> : tensor<i32>
  %r:2 = tcc.while (%i = %zero : tensor<i32>, %x = %x0 : tensor<4xf32>) {
    %more = tcc.compare lt %i, %n : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
    %y = tcc.sin %x : tensor<4xf32>
    tcc.yield %next, %y : tensor<i32>, tensor<4xf32>
  }
  return %r#1 : tensor<4xf32>
}

//--- grad.mlir
// A function is raised before it is differentiated.
// GRAD-LABEL: func.func @grad
// GRAD: tcc.scan 3
// GRAD: tcc.scan 3 reverse
func.func private @loss(%x0: tensor<f32>) -> tensor<f32> {
  %zero = tcc.constant dense<0> : tensor<i32>
  %one = tcc.constant dense<1> : tensor<i32>
  %three = tcc.constant dense<3> : tensor<i32>
  %r:2 = tcc.while (%i = %zero : tensor<i32>, %x = %x0 : tensor<f32>) {
    %more = tcc.compare lt %i, %three : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
    %y = tcc.sin %x : tensor<f32>
    tcc.yield %next, %y : tensor<i32>, tensor<f32>
  }
  return %r#1 : tensor<f32>
}
func.func @grad(%x: tensor<f32>) -> tensor<f32> {
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}
