// RUN: split-file %s %t
// RUN: %exits 3 tcc --target=cuda %t/m.mlir > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: error: not supported: target 'cuda'

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
