// A tensor without elements may be read uninitialised: a lowering or a folder leaves tensor.empty where
// a value is used, and a kernel outlined around that use must not reach outside itself.
// RUN: tcc %s --emit=kernels | FileCheck %s
// RUN: tcc %s --emit=obj > %t.o

// CHECK: exec.kernel loops @[[K:[a-z0-9_]+]] inputs 0
// CHECK: linalg.fill
// CHECK: func.func @main
// CHECK: exec.launch @[[K]]
func.func @main(%table: tensor<3x2xf32>, %rows: tensor<0xi32>) -> (tensor<0x2xf32>, tensor<4x2xf32>) {
  %0 = tcc.take %table, %rows axis 0 : tensor<3x2xf32>, tensor<0xi32>
  %1 = tcc.scatter_add %0, %rows rows 4 : tensor<0x2xf32>, tensor<0xi32>
  return %0, %1 : tensor<0x2xf32>, tensor<4x2xf32>
}
