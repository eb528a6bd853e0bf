// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:2:8: error: {{.*}}tensor<32x128xf32>{{.*}}tensor<127xf32>

//--- m.mlir
func.func @main(%x: tensor<32x128xf32>, %y: tensor<127xf32>) -> tensor<32x128xf32> {
  %0 = tcc.add %x, %y : tensor<32x128xf32>, tensor<127xf32>
  return %0 : tensor<32x128xf32>
}
