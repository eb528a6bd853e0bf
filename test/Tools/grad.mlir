// tcc grad: the value, then the gradients; --check compares them with central differences.
// RUN: rm -rf %t && mkdir %t
// RUN: %npy %t/x.npy f8 3 1 2 3
// RUN: %npy %t/y.npy f8 3 0.5 -1 2
// RUN: tcc grad %s %t/x.npy %t/y.npy | FileCheck %s
// RUN: tcc grad %s %t/x.npy %t/y.npy --wrt=1 --check | FileCheck %s --check-prefix=DIFFERENCES

// CHECK:      out0: f64 14.5
// CHECK-NEXT: out1: 3xf64 1 -4 12
// CHECK-NEXT: out2: 3xf64 1 4 9
// DIFFERENCES: argument 1: largest difference {{.*}}: ok
func.func @main(%x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<f64> {
  %0 = tcc.mul %x, %x : tensor<3xf64>, tensor<3xf64>
  %1 = tcc.mul %0, %y : tensor<3xf64>, tensor<3xf64>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<3xf64>
  return %2 : tensor<f64>
}
