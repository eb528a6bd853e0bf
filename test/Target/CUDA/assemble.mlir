// The assembler takes it for all generations, without spills.
// REQUIRES: ptxas
// RUN: bash -c 'for chip in sm_80 sm_86 sm_89 sm_90a sm_100a; do tcc %s --target=cuda:$chip --emit=ptx > %t.ptx && %ptxas -v -arch=$chip %t.ptx -o %t.cubin 2>&1 || exit 1; done' > %t.log
// RUN: FileCheck %s --input-file=%t.log
// RUN: not grep -E "[1-9][0-9]* bytes (stack|spill)" %t.log
// CHECK-COUNT-5: 0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
func.func @main(%x: tensor<32x64xf32>, %w: tensor<64x16xf32>, %b: tensor<16xf32>) -> (tensor<32x16xf32>, tensor<16xf32>) {
  %0 = tcc.matmul %x, %w : tensor<32x64xf32>, tensor<64x16xf32>
  %1 = tcc.add %0, %b : tensor<32x16xf32>, tensor<16xf32>
  %2 = tcc.softmax %1 axis 1 : tensor<32x16xf32>
  %3 = tcc.reduce_sum %2 axes [0] : tensor<32x16xf32>
  return %2, %3 : tensor<32x16xf32>, tensor<16xf32>
}
