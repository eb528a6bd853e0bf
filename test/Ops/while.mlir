// tcc.while: repeats while a condition holds. Values: ControlValues.cpp.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/ok.mlir --tcc-simplify | FileCheck %s --check-prefix=SIMPLIFY
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms -verify-diagnostics
// RUN: tcc-opt %t/never.mlir --tcc-simplify | FileCheck %s --check-prefix=NEVER
// RUN: tcc-opt %t/always.mlir --tcc-lower-to-linalg -verify-diagnostics
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.while (%[[I:.*]] = %{{.*}} : tensor<i32>, %[[K:.*]] = %{{.*}} : tensor<4xf32>, %[[X:.*]] = %{{.*}} : tensor<4xf32>) {
// ROUNDTRIP: tcc.compare lt %[[I]], %arg0
// ROUNDTRIP: tcc.yield %{{.*}} : tensor<i1>
// ROUNDTRIP: } do {
// ROUNDTRIP: tcc.mul %[[X]], %[[K]]
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: scf.while
// LINALG: %[[MORE:.*]] = tensor.extract %{{.*}}[] : tensor<i1>
// LINALG: scf.condition(%[[MORE]])
// SIMPLIFY: tcc.while (%{{.*}} = %{{.*}} : tensor<i32>, %[[X:.*]] = %arg1 : tensor<4xf32>) {
// SIMPLIFY: tcc.mul %[[X]], %arg1
func.func @main(%n: tensor<i32>, %x0: tensor<4xf32>) -> tensor<4xf32> {
  %zero = tcc.constant dense<0> : tensor<i32>
  %one = tcc.constant dense<1> : tensor<i32>
  %r:3 = tcc.while (%i = %zero : tensor<i32>, %k = %x0 : tensor<4xf32>, %x = %x0 : tensor<4xf32>) {
    %more = tcc.compare lt %i, %n : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
    %y = tcc.mul %x, %k : tensor<4xf32>, tensor<4xf32>
    tcc.yield %next, %k, %y : tensor<i32>, tensor<4xf32>, tensor<4xf32>
  }
  return %r#2 : tensor<4xf32>
}

//--- grad.mlir
func.func private @loss(%n: tensor<f32>, %x0: tensor<f32>) -> tensor<f32> {
  // expected-note@+2 {{hint: reverse mode needs a bound: use tcc.scan, or count from a constant up to a constant}}
  // expected-error@+1 {{has no gradient: how often it runs is not known}}
  %r = tcc.while (%x = %x0 : tensor<f32>) {
    %more = tcc.compare lt %x, %n : tensor<f32>, tensor<f32>
    tcc.yield %more : tensor<i1>
  } do {
    %y = tcc.add %x, %x0 : tensor<f32>, tensor<f32>
    tcc.yield %y : tensor<f32>
  }
  return %r : tensor<f32>
}
func.func @grad(%n: tensor<f32>, %x: tensor<f32>) -> tensor<f32> {
  // expected-note@+1 {{asked for by this transform of @loss}}
  %0:2 = tcc.value_and_grad @loss(%n, %x) wrt [1] : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}

//--- never.mlir
// NEVER-LABEL: func.func @main
// NEVER-NEXT: return %arg0
func.func @main(%x0: tensor<f32>) -> tensor<f32> {
  %false = tcc.constant dense<false> : tensor<i1>
  %r = tcc.while (%x = %x0 : tensor<f32>) {
    tcc.yield %false : tensor<i1>
  } do {
    %y = tcc.sin %x : tensor<f32>
    tcc.yield %y : tensor<f32>
  }
  return %r : tensor<f32>
}

//--- always.mlir
func.func @main(%x0: tensor<f32>) -> tensor<f32> {
  %true = tcc.constant dense<true> : tensor<i1>
  // expected-error@+1 {{never ends: its condition is always true}}
  %r = tcc.while (%x = %x0 : tensor<f32>) {
    tcc.yield %true : tensor<i1>
  } do {
    %y = tcc.sin %x : tensor<f32>
    tcc.yield %y : tensor<f32>
  }
  return %r : tensor<f32>
}

//--- bad.mlir
func.func @main(%x0: tensor<f32>) {
  // expected-error@+1 {{condition must yield 'tensor<i1>', but yields 'tensor<f32>'}}
  %r = tcc.while (%x = %x0 : tensor<f32>) {
    // expected-note@+1 {{it is yielded here}}
    tcc.yield %x : tensor<f32>
  } do {
    tcc.yield %x : tensor<f32>
  }
  return
}

// -----

func.func @main(%x0: tensor<f32>, %c: tensor<i1>) {
  // expected-error@+1 {{body must yield 'tensor<f32>', but yields 'tensor<i1>'}}
  %r = tcc.while (%x = %x0 : tensor<f32>) {
    tcc.yield %c : tensor<i1>
  } do {
    // expected-note@+1 {{it is yielded here}}
    tcc.yield %c : tensor<i1>
  }
  return
}
