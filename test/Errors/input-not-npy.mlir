// RUN: split-file %s %t
// RUN: %exits 1 tcc run %t/m.mlir %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: tcc: error: {{.*}}m.mlir: expected a .npy file, which starts with

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
