// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir -o %t/absent/model.so > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: error: cannot write '{{.*}}absent/model.so'

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
