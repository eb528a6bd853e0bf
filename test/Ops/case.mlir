// tcc.case: one of several branches. Values and gradients: ControlValues.cpp.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/known.mlir --tcc-simplify | FileCheck %s --check-prefix=KNOWN
// RUN: tcc-opt %t/unsigned.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=UNSIGNED
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.case %arg0 : tensor<i32> {
// ROUNDTRIP: }, {
// ROUNDTRIP: }, {
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: %[[I:.*]] = tensor.extract %arg0[] : tensor<i32>
// LINALG: %[[INDEX:.*]] = arith.index_cast %[[I]] : i32 to index
// LINALG: scf.index_switch %[[INDEX]] -> tensor<4xf32>
// LINALG: case 0
// LINALG: scf.yield %arg1
// LINALG: case 1
// LINALG: math.sin
// LINALG: default
// LINALG: arith.mulf
func.func @main(%i: tensor<i32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tcc.case %i : tensor<i32> {
    tcc.yield %x : tensor<4xf32>
  }, {
    %y = tcc.sin %x : tensor<4xf32>
    tcc.yield %y : tensor<4xf32>
  }, {
    %y = tcc.mul %x, %x : tensor<4xf32>, tensor<4xf32>
    tcc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD: %[[G:.*]] = tcc.case %arg0 : tensor<i1> {
// GRAD: %[[COS:.*]] = tcc.cos %arg1
// GRAD: %[[D:.*]] = tcc.mul %{{.*}}, %[[COS]]
// GRAD: tcc.yield %[[D]]
// GRAD: }, {
// GRAD: tcc.yield %{{.*}} : tensor<4xf32>
// GRAD: return %[[G]]
func.func private @loss(%i: tensor<i1>, %x: tensor<4xf32>) -> tensor<f32> {
  %0 = tcc.case %i : tensor<i1> {
    %y = tcc.sin %x : tensor<4xf32>
    tcc.yield %y : tensor<4xf32>
  }, {
    tcc.yield %x : tensor<4xf32>
  }
  %s = tcc.reduce_sum %0 axes [0] : tensor<4xf32>
  return %s : tensor<f32>
}
func.func @grad(%i: tensor<i1>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %0:2 = tcc.value_and_grad @loss(%i, %x) wrt [1] : (tensor<i1>, tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}

//--- known.mlir
// The last branch stands for what is out of range.
// KNOWN-LABEL: func.func @main
// KNOWN: %[[Y:.*]] = tcc.cos %arg0
// KNOWN-NEXT: return %[[Y]]
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %i = tcc.constant dense<-1> : tensor<i32>
  %0 = tcc.case %i : tensor<i32> {
    %y = tcc.sin %x : tensor<4xf32>
    tcc.yield %y : tensor<4xf32>
  }, {
    %y = tcc.cos %x : tensor<4xf32>
    tcc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

//--- unsigned.mlir
// 200 of ui8 is no negative number: the third branch stands for it, as for all that is out of range.
// UNSIGNED: arith.index_castui
func.func @main(%i: tensor<ui8>, %x: tensor<f32>) -> tensor<f32> {
  %0 = tcc.case %i : tensor<ui8> {
    tcc.yield %x : tensor<f32>
  }, {
    %y = tcc.sin %x : tensor<f32>
    tcc.yield %y : tensor<f32>
  }, {
    %y = tcc.cos %x : tensor<f32>
    tcc.yield %y : tensor<f32>
  }
  return %0 : tensor<f32>
}

//--- bad.mlir
func.func @main(%i: tensor<2xi32>, %x: tensor<4xf32>) {
  // expected-error@+1 {{index must be of rank 0, but is 'tensor<2xi32>'}}
  %0 = tcc.case %i : tensor<2xi32> {
    tcc.yield %x : tensor<4xf32>
  }
  return
}

// -----

func.func @main(%i: tensor<i1>, %x: tensor<4xf32>) {
  // expected-error@+1 {{chooses by a truth value: two branches are expected, but there are 1}}
  %0 = tcc.case %i : tensor<i1> {
    tcc.yield %x : tensor<4xf32>
  }
  return
}

// -----

func.func @main(%i: tensor<i32>, %x: tensor<4xf32>, %y: tensor<3xf32>) {
  // expected-error@+1 {{branch must yield 'tensor<4xf32>', but yields 'tensor<3xf32>'}}
  %0 = tcc.case %i : tensor<i32> {
    tcc.yield %x : tensor<4xf32>
  }, {
    // expected-note@+1 {{it is yielded here}}
    tcc.yield %y : tensor<3xf32>
  }
  return
}
