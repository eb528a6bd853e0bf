// Symbolic dimensions get their sizes, in callees too, each copied once per signature.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir "--tcc-specialize-shapes=entry=step shapes=32x8" | FileCheck %s
// RUN: tcc-opt %t/clash.mlir "--tcc-specialize-shapes=shapes=32x9" -verify-diagnostics
// RUN: tcc-opt %t/rank.mlir "--tcc-specialize-shapes=shapes=32" -verify-diagnostics
// RUN: tcc-opt %t/body.mlir "--tcc-specialize-shapes=shapes=32,31" -verify-diagnostics
// RUN: tcc-opt %t/text.mlir "--tcc-specialize-shapes=shapes=3by2" -verify-diagnostics
// RUN: tcc-opt %t/many.mlir "--tcc-specialize-shapes=shapes=3,3" -verify-diagnostics
// RUN: tcc-opt %t/entry.mlir "--tcc-specialize-shapes=entry=nowhere" -verify-diagnostics

//--- ok.mlir
func.func private @scale(%x: tensor<?x8xf32>, %w: tensor<8xf32>) -> tensor<?x8xf32> {
  %0 = tcc.mul %x, %w : tensor<?x8xf32>, tensor<8xf32>
  return %0 : tensor<?x8xf32>
}
func.func private @loss(%w: tensor<8xf32>, %x: tensor<?x8xf32>) -> (tensor<f32>, tensor<?x8xf32>) {
  %0 = func.call @scale(%x, %w) : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %1 = tcc.reduce_sum %0 axes [0, 1] : tensor<?x8xf32>
  return %1, %0 : tensor<f32>, tensor<?x8xf32>
}
func.func @step(%x: tensor<?x8xf32>, %w: tensor<8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>, tensor<8xf32>) {
  %0 = func.call @scale(%x, %w) : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %1:3 = tcc.value_and_grad @loss(%w, %x) wrt [0]
    : (tensor<8xf32>, tensor<?x8xf32>) -> (tensor<f32>, tensor<?x8xf32>, tensor<8xf32>)
  return %0, %1#1, %1#2 : tensor<?x8xf32>, tensor<?x8xf32>, tensor<8xf32>
}
// CHECK-NOT: tensor<?
// CHECK: func private @[[SCALE:.*]](%{{.*}}: tensor<32x8xf32>, %{{.*}}: tensor<8xf32>) -> tensor<32x8xf32>
// CHECK-NOT: tensor<?
// CHECK: func private @[[LOSS:.*]](%{{.*}}: tensor<8xf32>, %{{.*}}: tensor<32x8xf32>) -> (tensor<f32>, tensor<32x8xf32>)
// CHECK: call @[[SCALE]](
// CHECK-NOT: tensor<?
// CHECK: @step(%{{.*}}: tensor<32x8xf32>, %{{.*}}: tensor<8xf32>) -> (tensor<32x8xf32>, tensor<32x8xf32>, tensor<8xf32>)
// CHECK: call @[[SCALE]](
// CHECK: tcc.value_and_grad @[[LOSS]](
// CHECK-SAME: -> (tensor<f32>, tensor<32x8xf32>, tensor<8xf32>)
// CHECK-NOT: tensor<?

//--- clash.mlir
// expected-error @below {{argument #0 ('images') of @main is 'tensor<?x8xf32>', but the shape given for it is 32x9}}
// expected-note @below {{dimension 1 is 8 in the function; only those written as '?' can be chosen}}
func.func @main(%x: tensor<?x8xf32> {tcc.name = "images"}) {
  return
}

//--- rank.mlir
// expected-error @below {{argument #0 of @main is 'tensor<?x8xf32>', but the shape given for it is 32}}
// expected-note @below {{the rank is 2 in the function, and 1 as given}}
func.func @main(%x: tensor<?x8xf32>) {
  return
}

//--- body.mlir
func.func @main(%x: tensor<?xf32>, %y: tensor<?xf32>) {
  // expected-error @below {{cannot broadcast 'tensor<32xf32>' with 'tensor<31xf32>'}}
  // expected-note @below {{hint}}
  %0 = tcc.add %x, %y : tensor<?xf32>, tensor<?xf32>
  return
}

//--- text.mlir
// expected-error @below {{argument #0 of @main cannot take the shape '3by2': sizes joined by 'x' were expected, for a tensor}}
func.func @main(%x: tensor<?x8xf32>) {
  return
}

//--- many.mlir
// expected-error @below {{@main takes 1 arguments, but 2 shapes are given}}
func.func @main(%x: tensor<?xf32>) {
  return
}

//--- entry.mlir
// expected-error @below {{there is no function @nowhere with a body}}
module {
}
