// A program for a GPU, run on this machine without one: the values of the CPU. From a file, and from the cache, too.
// RUN: rm -rf %t && mkdir %t
// RUN: %npy %t/x.npy f4 2,3 -1 2 -3 4 -5 6
// RUN: tcc run %s %t/x.npy --target=cuda-emu --out-dir=%t/emulated
// RUN: tcc run %s %t/x.npy --target=cuda-emu --out-dir=%t/again
// RUN: tcc run %s %t/x.npy --out-dir=%t/cpu
// RUN: tcc %s --target=cuda-emu -o %t/m.so
// RUN: tcc run %t/m.so %t/x.npy --out-dir=%t/file
// RUN: cmp %t/emulated/out0.npy %t/cpu/out0.npy && cmp %t/again/out0.npy %t/cpu/out0.npy && cmp %t/file/out0.npy %t/cpu/out0.npy
// RUN: tcc %s --target=cuda-emu | FileCheck %s
// CHECK: @main for cuda-emu:sm_80
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  %1 = tcc.reduce_sum %0 axes [0] : tensor<2x3xf32>
  %2 = tcc.add %0, %1 : tensor<2x3xf32>, tensor<3xf32>
  return %2 : tensor<2x3xf32>
}
