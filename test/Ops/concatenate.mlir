// tcc.concatenate: tensors one after the other; its transpose slices them apart.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.concatenate %{{.*}}, %{{.*}} axis 1 : tensor<2x3xf32>, tensor<2x5xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-SAME: outs(%{{.*}} : tensor<2x8xf32>)
// LINALG-DAG: tensor.extract %{{.*}} : tensor<2x3xf32>
// LINALG-DAG: tensor.extract %{{.*}} : tensor<2x5xf32>
// LINALG-NOT: tcc.
func.func @main(%a: tensor<2x3xf32>, %b: tensor<2x5xf32>) -> tensor<2x8xf32> {
  %0 = tcc.concatenate %a, %b axis 1 : tensor<2x3xf32>, tensor<2x5xf32>
  return %0 : tensor<2x8xf32>
}

//--- grad.mlir
// GRAD-LABEL: func.func @grad
// GRAD-DAG: %[[DA:.*]] = tcc.slice %{{.*}} starts [0, 0] limits [2, 3]
// GRAD-DAG: %[[DB:.*]] = tcc.slice %{{.*}} starts [0, 3] limits [2, 8]
// GRAD: return %[[DA]], %[[DB]]
func.func private @loss(%a: tensor<2x3xf32>, %b: tensor<2x5xf32>, %c: tensor<2x8xf32>) -> tensor<f32> {
  %0 = tcc.concatenate %a, %b axis 1 : tensor<2x3xf32>, tensor<2x5xf32>
  %1 = tcc.mul %0, %c : tensor<2x8xf32>, tensor<2x8xf32>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<2x8xf32>
  return %2 : tensor<f32>
}
func.func @grad(%a: tensor<2x3xf32>, %b: tensor<2x5xf32>, %c: tensor<2x8xf32>) -> (tensor<2x3xf32>, tensor<2x5xf32>) {
  %0:3 = tcc.value_and_grad @loss(%a, %b, %c) wrt [0, 1]
      : (tensor<2x3xf32>, tensor<2x5xf32>, tensor<2x8xf32>) -> (tensor<f32>, tensor<2x3xf32>, tensor<2x5xf32>)
  return %0#1, %0#2 : tensor<2x3xf32>, tensor<2x5xf32>
}

//--- bad.mlir
func.func @main(%a: tensor<2x3xf32>, %b: tensor<4x3xf32>) {
  // expected-error@+2 {{operand 1 is 'tensor<4x3xf32>', which does not go with 'tensor<2x3xf32>'}}
  // expected-note@+1 {{hint: element types and all dimensions but that of axis 1 must agree}}
  %0 = tcc.concatenate %a, %b axis 1 : tensor<2x3xf32>, tensor<4x3xf32>
  return
}

// -----

func.func @main(%a: tensor<2x3xf32>) {
  // expected-error@+1 {{axis 2 is out of range: the operand has rank 2}}
  %0 = tcc.concatenate %a axis 2 : tensor<2x3xf32>
  return
}
