// RUN: split-file %s %t
// RUN: %exits 3 tcc --target=cuda %t/m.mlir -o %t/m.so > %t/log
// RUN: FileCheck %s --input-file=%t/log
// CHECK: error: not supported: target 'cuda' beyond --emit=ptx

// RUN: %exits 3 tcc --target=cuda:sm_70 %t/m.mlir --emit=ptx > %t/log
// RUN: FileCheck %s --input-file=%t/log --check-prefix=OLD
// OLD: error: not supported: target 'cuda:sm_70': a GPU before sm_80

// RUN: %exits 1 tcc --target=cuda:90 %t/m.mlir --emit=ptx > %t/log
// RUN: FileCheck %s --input-file=%t/log --check-prefix=NAME
// NAME: error: no target 'cuda:90'; expected cuda or cuda:<architecture>, e.g. cuda:sm_90a

// RUN: %exits 1 tcc --target=cuda %t/m.mlir --emit=vector > %t/log
// RUN: FileCheck %s --input-file=%t/log --check-prefix=STAGE
// STAGE: error: a program for cuda:sm_80 has no stage 'vector'

// RUN: %exits 3 tcc --target=cuda-emu %t/batch.mlir -o %t/m.so > %t/log
// RUN: FileCheck %s --input-file=%t/log --check-prefix=BATCH
// BATCH: error: not supported: a symbolic batch: on target 'cuda-emu'

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
//--- batch.mlir
func.func @main(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %0 = tcc.relu %x : tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
