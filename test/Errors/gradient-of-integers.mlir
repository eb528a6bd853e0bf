// RUN: split-file %s %t
// RUN: %npy %t/ints2.npy i4 2
// RUN: %exits 1 tcc grad %t/m.mlir %t/ints2.npy --wrt=0 > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: error: 'tcc.value_and_grad' op {{.*}}
// CHECK: hint: sum it up, or take its mean

//--- m.mlir
func.func @main(%x: tensor<2xi32>) -> tensor<2xi32> {
  %0 = tcc.add %x, %x : tensor<2xi32>, tensor<2xi32>
  return %0 : tensor<2xi32>
}
