// RUN: split-file %s %t
// RUN: %npy %t/x.npy f4 2,3 1 -2 3
// RUN: %exits 1 tcc grad %t/m.mlir %t/x.npy > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: error: 'tcc.value_and_grad' op needs a function whose first result is a float of rank 0, but @main gives 'tensor<2x3xf32>'

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
