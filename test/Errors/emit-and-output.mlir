// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir --emit=plan -o %t/m.so > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: tcc: error: --emit prints a stage and -o writes an artifact: choose one

//--- m.mlir
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
