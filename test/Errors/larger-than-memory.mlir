// Sizes that no machine has are refused before anything is allocated.
// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/argument.mlir | FileCheck %s --check-prefix=ARGUMENT
// RUN: %exits 1 tcc %t/constant.mlir | FileCheck %s --check-prefix=CONSTANT
// RUN: %exits 1 tcc %t/overflow.mlir | FileCheck %s --check-prefix=OVERFLOW

// ARGUMENT: argument.mlir:1:17: error: argument 0 is larger than any memory: 'tensor<1000000000000000xf32>'
// CONSTANT: constant.mlir:1:1: error: result 0 is larger than any memory
// OVERFLOW: error: argument 0 is larger than any memory

//--- argument.mlir
func.func @main(%x: tensor<1000000000000000xf32>) -> tensor<1000000000000000xf32> {
  return %x : tensor<1000000000000000xf32>
}

//--- constant.mlir
func.func @main() -> tensor<1000000000000000xf32> {
  %0 = tcc.constant dense<1.0> : tensor<1000000000000000xf32>
  return %0 : tensor<1000000000000000xf32>
}

//--- overflow.mlir
func.func @main(%x: tensor<4294967296x4294967296x4294967296xf32>) -> tensor<4294967296x4294967296x4294967296xf32> {
  return %x : tensor<4294967296x4294967296x4294967296xf32>
}
