// Every op with a lowering becomes linalg; what is left over is an error that names it.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s
// RUN: tcc-opt %t/bad.mlir --tcc-lower-to-linalg -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @chain(%x: tensor<2x3xf32>, %s: tensor<f32>) -> tensor<2x3xf32> {
  %0 = tcc.exp %x : tensor<2x3xf32>
  %1 = tcc.mul %0, %s : tensor<2x3xf32>, tensor<f32>
  return %1 : tensor<2x3xf32>
}
// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[SCALAR:.*]] = affine_map<(d0, d1) -> ()>
// CHECK: %[[E:.*]] = linalg.generic {{.*}} ins(%{{.*}} : tensor<2x3xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[ID]], #[[SCALAR]], #[[ID]]]{{.*}} ins(%[[E]], %{{.*}} : tensor<2x3xf32>, tensor<f32>)
// CHECK-NOT: tcc.

// Dimensions that broadcast are dropped; one that is 1 in the result too is not.
func.func @units(%x: tensor<1x3xf32>, %y: tensor<2x1xf32>, %z: tensor<1xf32>) -> (tensor<2x3xf32>, tensor<1xf32>) {
  %0 = tcc.add %x, %y : tensor<1x3xf32>, tensor<2x1xf32>
  %1 = tcc.neg %z : tensor<1xf32>
  return %0, %1 : tensor<2x3xf32>, tensor<1xf32>
}
// CHECK-LABEL: @units
// CHECK-DAG: %[[X:.*]] = tensor.collapse_shape %{{.*}} : tensor<1x3xf32> into tensor<3xf32>
// CHECK-DAG: %[[Y:.*]] = tensor.collapse_shape %{{.*}} : tensor<2x1xf32> into tensor<2xf32>
// CHECK: linalg.generic {{.*}} ins(%[[X]], %[[Y]] : tensor<3xf32>, tensor<2xf32>)
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<1xf32>)

//--- bad.mlir
func.func @composite(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'tcc.gelu' op is not supported by the lowering to linalg}}
  %0 = tcc.gelu %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @symbolic(%x: tensor<?xf32>) -> tensor<?xf32> {
  // expected-error @below {{'tcc.exp' op is not supported with the symbolic shape 'tensor<?xf32>'}}
  // expected-note @below {{hint: give the arguments' shapes}}
  %0 = tcc.exp %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}
