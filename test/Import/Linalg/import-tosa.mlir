// RUN: tcc-opt %s --tcc-import-tosa --tcc-import-linalg | FileCheck %s --check-prefix=IR --implicit-check-not=tosa.
// RUN: tcc run %s | FileCheck %s
// RUN: tcc run %s --entry=network | FileCheck %s --check-prefix=NETWORK
// RUN: tcc run %s --entry=control | FileCheck %s --check-prefix=CONTROL
// RUN: tcc run %s --entry=positions | FileCheck %s --check-prefix=POSITIONS

// IR-LABEL: func.func @main
// IR: linalg.batch_matmul
// CHECK: out0: 2x2xf32 1 6 6 0
func.func @main() -> tensor<2x2xf32> {
  %x = "tosa.const"() {values = dense<[[[1.0, 2.0, 3.0], [4.0, -5.0, 6.0]]]> : tensor<1x2x3xf32>} : () -> tensor<1x2x3xf32>
  %w = "tosa.const"() {values = dense<[[[1.0, 0.0], [0.0, 2.0], [0.0, 1.0]]]> : tensor<1x3x2xf32>} : () -> tensor<1x3x2xf32>
  %b = "tosa.const"() {values = dense<[[0.0, 0.0]]> : tensor<1x2xf32>} : () -> tensor<1x2xf32>
  %b2 = "tosa.const"() {values = dense<[[0.0], [3.0]]> : tensor<2x1xf32>} : () -> tensor<2x1xf32>
  %zero = "tosa.const"() {values = dense<0.0> : tensor<1xf32>} : () -> tensor<1xf32>
  %shape = tosa.const_shape {values = dense<[2, 2]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %0 = tosa.matmul %x, %w, %zero, %zero : (tensor<1x2x3xf32>, tensor<1x3x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x2x2xf32>
  %1 = tosa.reshape %0, %shape : (tensor<1x2x2xf32>, !tosa.shape<2>) -> tensor<2x2xf32>
  %2 = tosa.add %1, %b : (tensor<2x2xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %3 = tosa.add %2, %b2 : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %4 = tosa.clamp %3 {min_val = 0.0 : f32, max_val = 6.0 : f32} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %4 : tensor<2x2xf32>
}

// A convolution with a window of ones and padding, a pooling, and the place of the largest.
// NETWORK: out0: 1x3x2x1xf32 12.5 12.5 24.5 24.5 15.5 15.5
// NETWORK: out1: 1xi32 2
// NETWORK: out2: 1x1xf32 26.25
func.func @network() -> (tensor<1x3x2x1xf32>, tensor<1xi32>, tensor<1x1xf32>) {
  %x = "tosa.const"() {values = dense<[[[[0.0], [1.0], [2.0]], [[3.0], [4.0], [5.0]], [[6.0], [7.0], [8.0]]]]> : tensor<1x3x3x1xf32>} : () -> tensor<1x3x3x1xf32>
  %w = "tosa.const"() {values = dense<1.0> : tensor<1x2x2x1xf32>} : () -> tensor<1x2x2x1xf32>
  %b = "tosa.const"() {values = dense<0.5> : tensor<1xf32>} : () -> tensor<1xf32>
  %zero = "tosa.const"() {values = dense<0.0> : tensor<1xf32>} : () -> tensor<1xf32>
  %c = tosa.conv2d %x, %w, %b, %zero, %zero {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 1, 0, 1>, stride = array<i64: 1, 1>} : (tensor<1x3x3x1xf32>, tensor<1x2x2x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x3x3x1xf32>
  %p = tosa.max_pool2d %c {kernel = array<i64: 1, 2>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>} : (tensor<1x3x3x1xf32>) -> tensor<1x3x2x1xf32>
  %shape = tosa.const_shape {values = dense<[1, 6]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %f = tosa.reshape %p, %shape : (tensor<1x3x2x1xf32>, !tosa.shape<2>) -> tensor<1x6xf32>
  %a = tosa.argmax %f {axis = 1 : i32} : (tensor<1x6xf32>) -> tensor<1xi32>
  %s = tosa.reduce_sum %f {axis = 1 : i32} : (tensor<1x6xf32>) -> tensor<1x1xf32>
  %quarter = "tosa.const"() {values = dense<0.25> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  %shift = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  %m = tosa.mul %s, %quarter, %shift : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1xi8>) -> tensor<1x1xf32>
  return %p, %a, %m : tensor<1x3x2x1xf32>, tensor<1xi32>, tensor<1x1xf32>
}

// CONTROL: out0: 2xf32 -1 -2
// CONTROL: out1: 2xf32 32 64
// CONTROL: out2: i32 5
func.func @control() -> (tensor<2xf32>, tensor<2xf32>, tensor<i32>) {
  %x = "tosa.const"() {values = dense<[1.0, 2.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %zero = "tosa.const"() {values = dense<0> : tensor<i32>} : () -> tensor<i32>
  %one = "tosa.const"() {values = dense<1> : tensor<i32>} : () -> tensor<i32>
  %five = "tosa.const"() {values = dense<5> : tensor<i32>} : () -> tensor<i32>
  %w:2 = tosa.while_loop (%k = %zero, %y = %x) : (tensor<i32>, tensor<2xf32>) -> (tensor<i32>, tensor<2xf32>) {
    %more = tosa.greater %five, %k : (tensor<i32>, tensor<i32>) -> tensor<i1>
    tosa.yield %more : tensor<i1>
  } do {
  ^bb0(%k: tensor<i32>, %y: tensor<2xf32>):
    %k1 = tosa.add %k, %one : (tensor<i32>, tensor<i32>) -> tensor<i32>
    %y1 = tosa.add %y, %y : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    tosa.yield %k1, %y1 : tensor<i32>, tensor<2xf32>
  }
  %p = tosa.greater %w#0, %five : (tensor<i32>, tensor<i32>) -> tensor<i1>
  %c = tosa.cond_if %p : tensor<i1> -> tensor<2xf32> {
    tosa.yield %x : tensor<2xf32>
  } else {
    %1 = "tosa.const"() {values = dense<0.0> : tensor<1xf32>} : () -> tensor<1xf32>
    %2 = tosa.negate %x, %1, %1 : (tensor<2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<2xf32>
    tosa.yield %2 : tensor<2xf32>
  }
  return %c, %w#1, %w#0 : tensor<2xf32>, tensor<2xf32>, tensor<i32>
}

// Indices that lead outside are clamped: nothing outside of a tensor is read or written.
// POSITIONS: out0: 1x4x1xf32 30 1 10 20
// POSITIONS: out1: 1x3x1xf32 2 3 0
func.func @positions() -> (tensor<1x4x1xf32>, tensor<1x3x1xf32>) {
  %v = "tosa.const"() {values = dense<[[[0.0], [1.0], [2.0], [3.0]]]> : tensor<1x4x1xf32>} : () -> tensor<1x4x1xf32>
  %new = "tosa.const"() {values = dense<[[[10.0], [20.0], [30.0]]]> : tensor<1x3x1xf32>} : () -> tensor<1x3x1xf32>
  %i = "tosa.const"() {values = dense<[[2, 2147483647, -2147483648]]> : tensor<1x3xi32>} : () -> tensor<1x3xi32>
  %s = tosa.scatter %v, %i, %new : (tensor<1x4x1xf32>, tensor<1x3xi32>, tensor<1x3x1xf32>) -> tensor<1x4x1xf32>
  %g = tosa.gather %v, %i : (tensor<1x4x1xf32>, tensor<1x3xi32>) -> tensor<1x3x1xf32>
  return %s, %g : tensor<1x4x1xf32>, tensor<1x3x1xf32>
}
