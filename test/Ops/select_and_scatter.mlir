// tcc.select_and_scatter: each window's value, put where the window's chosen element stands.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-simplify --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/no-grad.mlir --tcc-expand-transforms -split-input-file -verify-diagnostics
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.select_and_scatter %{{.*}}, %{{.*}}, %{{.*}} window [3] strides [2] low [1] : tensor<8xf32>, tensor<4xf32>, tensor<f32> select {
// ROUNDTRIP: } scatter {
// First where each window's chosen element is, then each place asks the windows that may have chosen it.
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: %[[PLACES:.*]]:2 = linalg.generic
// LINALG: arith.cmpf oge
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["parallel", "reduction"]
// LINALG: tensor.extract %[[PLACES]]#0
// LINALG: arith.addf
// LINALG-NOT: tcc.
func.func @main(%x: tensor<8xf32>, %s: tensor<4xf32>, %init: tensor<f32>) -> tensor<8xf32> {
  %0 = tcc.select_and_scatter %x, %s, %init window [3] strides [2] low [1] : tensor<8xf32>, tensor<4xf32>, tensor<f32> select {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %keep : tensor<i1>
  } scatter {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %sum = tcc.add %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %sum : tensor<f32>
  }
  return %0 : tensor<8xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: tcc.select_and_gather %arg0, %{{.*}} window [2] strides [2]
func.func private @loss(%x: tensor<8xf32>, %s: tensor<4xf32>, %init: tensor<f32>) -> tensor<f32> {
  %0 = tcc.select_and_scatter %x, %s, %init window [2] strides [2] : tensor<8xf32>, tensor<4xf32>, tensor<f32> select {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %keep : tensor<i1>
  } scatter {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %sum = tcc.add %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %sum : tensor<f32>
  }
  %1 = tcc.reduce_sum %0 axes [0] : tensor<8xf32>
  return %1 : tensor<f32>
}
func.func @grad(%x: tensor<8xf32>, %s: tensor<4xf32>, %init: tensor<f32>) -> tensor<4xf32> {
  %0:2 = tcc.value_and_grad @loss(%x, %s, %init) wrt [1] : (tensor<8xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}

//--- no-grad.mlir
func.func private @loss(%x: tensor<8xf32>, %s: tensor<4xf32>, %init: tensor<f32>) -> tensor<f32> {
  // expected-error@+1 {{'tcc.select_and_scatter' op has no derivative: its scatter region is not a sum}}
  %0 = tcc.select_and_scatter %x, %s, %init window [2] strides [2] : tensor<8xf32>, tensor<4xf32>, tensor<f32> select {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %keep : tensor<i1>
  } scatter {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %sum = tcc.mul %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %sum : tensor<f32>
  }
  %1 = tcc.reduce_sum %0 axes [0] : tensor<8xf32>
  return %1 : tensor<f32>
}
func.func @grad(%x: tensor<8xf32>, %s: tensor<4xf32>, %init: tensor<f32>) -> tensor<4xf32> {
  // expected-note@+1 {{asked for by this transform of @loss}}
  %0:2 = tcc.value_and_grad @loss(%x, %s, %init) wrt [1] : (tensor<8xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}

//--- bad.mlir
func.func @main(%x: tensor<8xf32>, %s: tensor<5xf32>, %init: tensor<f32>) {
  // expected-error@+1 {{source must have an element for each window, [4], but is 'tensor<5xf32>'}}
  %0 = tcc.select_and_scatter %x, %s, %init window [2] strides [2] : tensor<8xf32>, tensor<5xf32>, tensor<f32> select {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %keep : tensor<i1>
  } scatter {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %sum = tcc.add %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %sum : tensor<f32>
  }
  return
}

// -----

func.func @main(%x: tensor<8xf32>, %s: tensor<4xf32>, %init: tensor<1xf32>) {
  // expected-error@+1 {{init must be one element of source's type, but is 'tensor<1xf32>'}}
  %0 = tcc.select_and_scatter %x, %s, %init window [2] strides [2] : tensor<8xf32>, tensor<4xf32>, tensor<1xf32> select {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %keep : tensor<i1>
  } scatter {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %sum = tcc.add %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %sum : tensor<f32>
  }
  return
}

// -----

func.func @main(%x: tensor<8xf32>, %s: tensor<4xf32>, %init: tensor<f32>) {
  %0 = tcc.select_and_scatter %x, %s, %init window [2] strides [2] : tensor<8xf32>, tensor<4xf32>, tensor<f32> select {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    // expected-error@+1 {{must give ('tensor<i1>') to the select region of 'tcc.select_and_scatter', but gives ('tensor<f32>')}}
    tcc.yield %a : tensor<f32>
  } scatter {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %sum = tcc.add %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %sum : tensor<f32>
  }
  return
}
