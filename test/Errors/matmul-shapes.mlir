// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: m.mlir:2:8: error: {{.*}}784{{.*}}785
// CHECK: note: hint: the columns of the first operand

//--- m.mlir
func.func @main(%x: tensor<32x784xf32>, %y: tensor<785x10xf32>) -> tensor<32x10xf32> {
  %0 = tcc.matmul %x, %y : tensor<32x784xf32>, tensor<785x10xf32>
  return %0 : tensor<32x10xf32>
}
