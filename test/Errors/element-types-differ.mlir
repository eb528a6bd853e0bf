// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:2:8: error: {{.*}}f32{{.*}}f64

//--- m.mlir
func.func @main(%x: tensor<4xf32>, %y: tensor<4xf64>) -> tensor<4xf32> {
  %0 = tcc.add %x, %y : tensor<4xf32>, tensor<4xf64>
  return %0 : tensor<4xf32>
}
