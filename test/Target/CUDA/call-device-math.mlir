// Functions that are no instruction come from libclc, those of the CPU's polynomials are the same polynomials; nothing is left to
// libdevice, which only a toolkit has.
// RUN: tcc %s --target=cuda --emit=gpu | FileCheck %s
// RUN: tcc %s --target=cuda --emit=ptx | FileCheck %s --check-prefix=PTX
// CHECK-NOT: math.exp
// CHECK: math.sin
// PTX-NOT: .extern
// PTX-NOT: __nv_
// PTX: .visible .entry
func.func @main(%x: tensor<256xf32>, %y: tensor<256xf64>) -> (tensor<256xf32>, tensor<256xf64>) {
  %0 = tcc.exp %x : tensor<256xf32>
  %1 = tcc.sin %0 : tensor<256xf32>
  %2 = tcc.log %y : tensor<256xf64>
  return %1, %2 : tensor<256xf32>, tensor<256xf64>
}
