// Complex numbers and floats of 8 bits at a program's edge: .npy files, printed results, artifacts and their headers.
// RUN: rm -rf %t && mkdir %t
// RUN: %npy %t/z.npy c8 2 1 2 -3 0.5
// RUN: %npy %t/x.npy u1 2 56 190
// RUN: tcc run %s %t/z.npy %t/x.npy | FileCheck %s
// RUN: tcc run %s %t/z.npy %t/x.npy --out-dir=%t/jit
// RUN: tcc %s -o %t/model.so && tcc run %t/model.so %t/z.npy %t/x.npy --out-dir=%t/library
// RUN: cmp %t/jit/out0.npy %t/library/out0.npy && cmp %t/jit/out1.npy %t/library/out1.npy
// RUN: tcc %s -o %t/model.o && FileCheck %s --check-prefix=HEADER --input-file=%t/model.h
// RUN: tcc run %s %t/jit/out0.npy %t/jit/out1.npy | FileCheck %s --check-prefix=AGAIN
// RUN: %exits 1 tcc run %s %t/x.npy %t/x.npy | FileCheck %s --check-prefix=TYPE
// RUN: tcc grad %s %t/z.npy --entry=loss | FileCheck %s --check-prefix=GRAD

// CHECK: out0: 2xc64 (2, 4) (-6, 1)
// CHECK: out1: 2xf8E4M3FN -1 1.75
// HEADER: [0] complex<f32>[2] z
// HEADER: [1] f8E4M3FN[2]
// HEADER: const float *a0_z, const uint8_t *a1
// AGAIN: out0: 2xc64 (4, 8) (-12, 2)
// AGAIN: out1: 2xf8E4M3FN 1 -1.75
// TYPE: argument 0 (z) is 2xc64, got 2xui8
// GRAD: out0: f32 14.25
// GRAD: out1: 2xc64 (2, -4) (-6, -1)
func.func @main(%z: tensor<2xcomplex<f32>> {tcc.name = "z"}, %x: tensor<2xf8E4M3FN>) -> (tensor<2xcomplex<f32>>, tensor<2xf8E4M3FN>) {
  %0 = tcc.add %z, %z : tensor<2xcomplex<f32>>, tensor<2xcomplex<f32>>
  %1 = tcc.neg %x : tensor<2xf8E4M3FN>
  return %0, %1 : tensor<2xcomplex<f32>>, tensor<2xf8E4M3FN>
}
func.func @loss(%z: tensor<2xcomplex<f32>>) -> tensor<f32> {
  %re = tcc.real %z : tensor<2xcomplex<f32>>
  %im = tcc.imag %z : tensor<2xcomplex<f32>>
  %c = tcc.complex %re, %im : tensor<2xf32>, tensor<2xf32>
  %n = tcc.neg %im : tensor<2xf32>
  %d = tcc.complex %re, %n : tensor<2xf32>, tensor<2xf32>
  %p = tcc.mul %c, %d : tensor<2xcomplex<f32>>, tensor<2xcomplex<f32>>
  %r = tcc.real %p : tensor<2xcomplex<f32>>
  %s = tcc.reduce_sum %r axes [0] : tensor<2xf32>
  return %s : tensor<f32>
}
