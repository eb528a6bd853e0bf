// RUN: split-file %s %t
// RUN: %npy %t/x.npy f4 2,3 1 -2 3
// RUN: cp %t/m.mlir %t/fake.so
// RUN: %exits 1 tcc run %t/fake.so %t/x.npy > %t/log
// RUN: FileCheck %s --input-file=%t/log

// CHECK: fake.so' is not a shared library; expected one made by `tcc -o model.so`

//--- m.mlir
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tcc.relu %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
