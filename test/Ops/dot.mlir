// tcc.dot: products over any axes, one contraction without copies.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.dot %{{.*}}, %{{.*}} batch [1] x [0] contracting [0] x [2] : tensor<3x8x5xf32>, tensor<8x4x3xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: iterator_types = ["parallel", "parallel", "parallel", "reduction"]
// LINALG-SAME: ins(%{{.*}}, %{{.*}} : tensor<3x8x5xf32>, tensor<8x4x3xf32>)
// LINALG: arith.mulf
// LINALG: arith.addf
// LINALG-NOT: linalg.generic
// LINALG-NOT: tcc.
func.func @main(%a: tensor<3x8x5xf32>, %b: tensor<8x4x3xf32>) -> tensor<8x5x4xf32> {
  %0 = tcc.dot %a, %b batch [1] x [0] contracting [0] x [2]
      : tensor<3x8x5xf32>, tensor<8x4x3xf32>
  return %0 : tensor<8x5x4xf32>
}

// A wider result is summed as such.
// ROUNDTRIP: tcc.dot %{{.*}}, %{{.*}} batch [] x [] contracting [1] x [0] as i32 : tensor<5x7xi8>, tensor<7x2xi8>
// LINALG-LABEL: func.func @bytes
// LINALG: linalg.generic
// LINALG: arith.extsi {{.*}} : i8 to i32
// LINALG: arith.muli {{.*}} : i32
func.func @bytes(%a: tensor<5x7xi8>, %b: tensor<7x2xi8>) -> tensor<5x2xi32> {
  %0 = tcc.dot %a, %b batch [] x [] contracting [1] x [0] as i32 : tensor<5x7xi8>, tensor<7x2xi8>
  return %0 : tensor<5x2xi32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-SAME: (%[[A:.*]]: tensor<8x2x5xf32>, %[[B:.*]]: tensor<8x4x5xf32>
// GRAD-DAG: %[[DA:.*]] = tcc.dot %[[DY:.*]], %[[B]] batch [0] x [0] contracting [2] x [1]
// GRAD-DAG: %[[DB:.*]] = tcc.dot %[[DY]], %[[A]] batch [0] x [0] contracting [1] x [1]
// GRAD-NOT: tcc.transpose
// GRAD: return %[[DA]], %[[DB]]
func.func private @loss(%a: tensor<8x2x5xf32>, %b: tensor<8x4x5xf32>, %c: tensor<8x2x4xf32>) -> tensor<f32> {
  %0 = tcc.dot %a, %b batch [0] x [0] contracting [2] x [2] : tensor<8x2x5xf32>, tensor<8x4x5xf32>
  %1 = tcc.mul %0, %c : tensor<8x2x4xf32>, tensor<8x2x4xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2] : tensor<8x2x4xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<8x2x5xf32>, %b: tensor<8x4x5xf32>, %c: tensor<8x2x4xf32>) -> (tensor<8x2x5xf32>, tensor<8x4x5xf32>) {
  %0:3 = tcc.value_and_grad @loss(%a, %b, %c) wrt [0, 1]
      : (tensor<8x2x5xf32>, tensor<8x4x5xf32>, tensor<8x2x4xf32>) -> (tensor<f32>, tensor<8x2x5xf32>, tensor<8x4x5xf32>)
  return %0#1, %0#2 : tensor<8x2x5xf32>, tensor<8x4x5xf32>
}

// A factor that is narrower than the cotangent is not widened before.
// GRAD-LABEL: func.func @narrow
// GRAD-NOT: tcc.convert
// GRAD-DAG: %[[DA:.*]] = tcc.dot {{.*}}%arg1{{.*}} as f32
// GRAD-DAG: %[[DB:.*]] = tcc.dot {{.*}}%arg0{{.*}} as f32
func.func private @sum(%a: tensor<2x5xbf16>, %b: tensor<5x4xbf16>) -> tensor<f32> {
  %0 = tcc.dot %a, %b batch [] x [] contracting [1] x [0] as f32 : tensor<2x5xbf16>, tensor<5x4xbf16>
  %1 = tcc.mul %0, %0 : tensor<2x4xf32>, tensor<2x4xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<2x4xf32>
  return %2 : tensor<f32>
}
func.func @narrow(%a: tensor<2x5xbf16>, %b: tensor<5x4xbf16>) -> (tensor<2x5xbf16>, tensor<5x4xbf16>) {
  %0:3 = tcc.value_and_grad @sum(%a, %b) wrt [0, 1]
      : (tensor<2x5xbf16>, tensor<5x4xbf16>) -> (tensor<f32>, tensor<2x5xbf16>, tensor<5x4xbf16>)
  return %0#1, %0#2 : tensor<2x5xbf16>, tensor<5x4xbf16>
}

//--- bad.mlir
func.func @main(%a: tensor<2x3xi8>, %b: tensor<3x2xf32>) {
  // expected-error@+2 {{operands must have one element type, but are 'tensor<2x3xi8>' and 'tensor<3x2xf32>'}}
  // expected-note@+1 {{hint: tcc.convert changes an element type; 'as' gives the sum's}}
  %0 = tcc.dot %a, %b batch [] x [] contracting [1] x [0] : tensor<2x3xi8>, tensor<3x2xf32>
  return
}

// -----
func.func @main(%a: tensor<2x3xi8>, %b: tensor<3x2xui8>) {
  // expected-error@+1 {{cannot give 'ui32' from products of 'i8'}}
  %0 = tcc.dot %a, %b batch [] x [] contracting [1] x [0] as ui32 : tensor<2x3xi8>, tensor<3x2xui8>
  return
}

// -----
func.func @main(%a: tensor<2x3xi8>, %b: tensor<3x2xi8>) {
  // expected-error@+1 {{cannot give 'f32' from products of 'i8'}}
  %0 = tcc.dot %a, %b batch [] x [] contracting [1] x [0] as f32 : tensor<2x3xi8>, tensor<3x2xi8>
  return
}

// -----

func.func @main(%a: tensor<2x3xf32>, %b: tensor<4x2xf32>) {
  // expected-error@+1 {{contracting axes 1 and 0 have different extents: [2, 3] against [4, 2]}}
  %0 = tcc.dot %a, %b batch [] x [] contracting [1] x [0] : tensor<2x3xf32>, tensor<4x2xf32>
  return
}

// -----

func.func @main(%a: tensor<2x3xf32>, %b: tensor<3x2xf32>) {
  // expected-error@+1 {{contracting axes come in pairs, but are [1] x []}}
  %0 = tcc.dot %a, %b batch [] x [] contracting [1] x [] : tensor<2x3xf32>, tensor<3x2xf32>
  return
}

// -----

func.func @main(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) {
  // expected-error@+1 {{left axes [0, 0]: axis 0 appears twice}}
  %0 = tcc.dot %a, %b batch [0] x [0] contracting [0] x [1] : tensor<2x3xf32>, tensor<2x3xf32>
  return
}
