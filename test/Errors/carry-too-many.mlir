// RUN: split-file %s %t
// RUN: %npy %t/x.npy f4 2,3 1 -2 3
// RUN: %exits 1 tcc bench %t/m.mlir %t/x.npy --carry=2 > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: error: cannot carry 2 results

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
