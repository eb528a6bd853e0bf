// RUN: split-file %s %t
// RUN: %npy %t/x.npy f4 2,3 1
// RUN: head -c 140 %t/x.npy > %t/cut.npy
// RUN: %exits 1 tcc run %t/m.mlir %t/cut.npy > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: tcc: error: {{.*}}cut.npy: the .npy header says 2x3xf32, 24 bytes, but 12 follow
// CHECK: hint: the file may be cut off

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
