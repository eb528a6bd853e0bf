// RUN: split-file %s %t
// RUN: %exits 1 tcc-opt %t/transform.mlir --tcc-export-stablehlo > %t/log
// RUN: FileCheck %s --check-prefix=TRANSFORM --input-file=%t/log
// RUN: %exits 1 tcc-opt %t/symbolic.mlir --tcc-export-stablehlo > %t/log
// RUN: FileCheck %s --check-prefix=SYMBOLIC --input-file=%t/log

// RUN: %exits 1 tcc-opt %t/linalg.mlir --tcc-export-stablehlo > %t/log
// RUN: FileCheck %s --check-prefix=LINALG --input-file=%t/log

// What StableHLO has no form for is named, with its place.
// TRANSFORM: transform.mlir:5:10: error: not supported: op 'tcc.value_and_grad' in StableHLO
// SYMBOLIC: symbolic.mlir:2:8: error: not supported: op 'tcc.exp' in StableHLO
// SYMBOLIC: note: a symbolic shape
// LINALG: linalg.mlir:2:8: error: not supported: op 'linalg.add' in StableHLO

//--- transform.mlir
func.func @loss(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}

//--- symbolic.mlir
func.func @main(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %0 = tcc.exp %x : tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

//--- linalg.mlir
func.func @main(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %0 = linalg.add ins(%x, %y : tensor<3xf32>, tensor<3xf32>) outs(%x : tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
