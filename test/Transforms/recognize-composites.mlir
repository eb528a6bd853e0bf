// Composites are found in what frameworks spell out, the broadcasts of JAX included.
// RUN: tcc-opt %s --tcc-simplify --tcc-recognize-composites --tcc-simplify | FileCheck %s

func.func @softmax(%x: tensor<6x5xf32>) -> tensor<6x5xf32> {
  %least = tcc.constant dense<0xFF800000> : tensor<6xf32>
  %r = tcc.reduce_max %x axes [1] : tensor<6x5xf32>
  %m = tcc.max %least, %r : tensor<6xf32>, tensor<6xf32>
  %m1 = tcc.reshape %m to [6, 1] : tensor<6xf32>
  %m2 = tcc.broadcast %m1 to [6, 5] : tensor<6x1xf32>
  %0 = tcc.sub %x, %m2 : tensor<6x5xf32>, tensor<6x5xf32>
  %e = tcc.exp %0 : tensor<6x5xf32>
  %s = tcc.reduce_sum %e axes [1] : tensor<6x5xf32>
  %s1 = tcc.reshape %s to [6, 1] : tensor<6xf32>
  %s2 = tcc.broadcast %s1 to [6, 5] : tensor<6x1xf32>
  %y = tcc.div %e, %s2 : tensor<6x5xf32>, tensor<6x5xf32>
  return %y : tensor<6x5xf32>
}
// CHECK-LABEL: @softmax
// CHECK-NEXT: tcc.softmax %arg0 axis 1
// CHECK-NEXT: return

// The sum of other exponentials is no softmax, nor is one that stands along the other axis.
func.func @not_softmax(%x: tensor<5x5xf32>) -> (tensor<5x5xf32>, tensor<5x5xf32>) {
  %m = tcc.reduce_max %x axes [1] keepdims : tensor<5x5xf32>
  %0 = tcc.sub %x, %m : tensor<5x5xf32>, tensor<5x1xf32>
  %e = tcc.exp %0 : tensor<5x5xf32>
  %s = tcc.reduce_sum %e axes [0] keepdims : tensor<5x5xf32>
  %y = tcc.div %e, %s : tensor<5x5xf32>, tensor<1x5xf32>
  %t = tcc.reduce_sum %e axes [1] : tensor<5x5xf32>
  %z = tcc.div %e, %t : tensor<5x5xf32>, tensor<5xf32>
  return %y, %z : tensor<5x5xf32>, tensor<5x5xf32>
}
// CHECK-LABEL: @not_softmax
// CHECK-NOT: tcc.softmax

func.func @log_softmax(%x: tensor<6x5xf32>) -> tensor<6x5xf32> {
  %m = tcc.reduce_max %x axes [1] : tensor<6x5xf32>
  %m1 = tcc.reshape %m to [6, 1] : tensor<6xf32>
  %m2 = tcc.broadcast %m1 to [6, 5] : tensor<6x1xf32>
  %0 = tcc.sub %x, %m2 : tensor<6x5xf32>, tensor<6x5xf32>
  %e = tcc.exp %0 : tensor<6x5xf32>
  %s = tcc.reduce_sum %e axes [1] : tensor<6x5xf32>
  %s1 = tcc.reshape %s to [6, 1] : tensor<6xf32>
  %l = tcc.log %s1 : tensor<6x1xf32>
  %l1 = tcc.broadcast %l to [6, 5] : tensor<6x1xf32>
  %y = tcc.sub %0, %l1 : tensor<6x5xf32>, tensor<6x5xf32>
  return %y : tensor<6x5xf32>
}
// CHECK-LABEL: @log_softmax
// CHECK-NEXT: tcc.log_softmax %arg0 axis 1
// CHECK-NEXT: return

func.func @log_sum_exp(%x: tensor<4x6xf32>, %isFinite: tensor<4xi1>) -> tensor<4xf32> {
  %zero = tcc.constant dense<0.0> : tensor<4xf32>
  %m = tcc.reduce_max %x axes [1] : tensor<4x6xf32>
  %shift = tcc.select %isFinite, %m, %zero : tensor<4xi1>, tensor<4xf32>, tensor<4xf32>
  %s1 = tcc.reshape %shift to [4, 1] : tensor<4xf32>
  %s2 = tcc.broadcast %s1 to [4, 6] : tensor<4x1xf32>
  %0 = tcc.sub %x, %s2 : tensor<4x6xf32>, tensor<4x6xf32>
  %e = tcc.exp %0 : tensor<4x6xf32>
  %s = tcc.reduce_sum %e axes [1] : tensor<4x6xf32>
  %a = tcc.abs %s : tensor<4xf32>
  %l = tcc.log %a : tensor<4xf32>
  %y = tcc.add %l, %shift : tensor<4xf32>, tensor<4xf32>
  return %y : tensor<4xf32>
}
// CHECK-LABEL: @log_sum_exp
// CHECK-NEXT: tcc.log_sum_exp %arg0 axis 1
// CHECK-NEXT: return

func.func @layer_norm(%x: tensor<4x33xf32>, %scale: tensor<33xf32>) -> tensor<4x33xf32> {
  %n = tcc.constant dense<33.0> : tensor<4x1xf32>
  %eps = tcc.constant dense<1.0e-05> : tensor<4x1xf32>
  %0 = tcc.reduce_sum %x axes [1] : tensor<4x33xf32>
  %1 = tcc.reshape %0 to [4, 1] : tensor<4xf32>
  %mean = tcc.div %1, %n : tensor<4x1xf32>, tensor<4x1xf32>
  %2 = tcc.broadcast %mean to [4, 33] : tensor<4x1xf32>
  %3 = tcc.sub %x, %2 : tensor<4x33xf32>, tensor<4x33xf32>
  %4 = tcc.mul %3, %3 : tensor<4x33xf32>, tensor<4x33xf32>
  %5 = tcc.reduce_sum %4 axes [1] : tensor<4x33xf32>
  %6 = tcc.reshape %5 to [4, 1] : tensor<4xf32>
  %variance = tcc.div %6, %n : tensor<4x1xf32>, tensor<4x1xf32>
  %7 = tcc.add %variance, %eps : tensor<4x1xf32>, tensor<4x1xf32>
  %8 = tcc.rsqrt %7 : tensor<4x1xf32>
  %9 = tcc.broadcast %8 to [4, 33] : tensor<4x1xf32>
  %10 = tcc.mul %3, %9 : tensor<4x33xf32>, tensor<4x33xf32>
  %11 = tcc.mul %10, %scale : tensor<4x33xf32>, tensor<33xf32>
  return %11 : tensor<4x33xf32>
}
// CHECK-LABEL: @layer_norm
// CHECK-NEXT: %[[N:.*]] = tcc.layer_norm %arg0 axes [1] epsilon 9.99{{.*}}E-6
// CHECK-NEXT: tcc.mul %[[N]], %arg1
// CHECK-NEXT: return

func.func @gelu(%x: tensor<7x20xf32>) -> (tensor<7x20xf32>, tensor<7x20xf32>) {
  %c = tcc.constant dense<4.471500e-02> : tensor<7x20xf32>
  %r = tcc.constant dense<0.797884583> : tensor<7x20xf32>
  %one = tcc.constant dense<1.0> : tensor<7x20xf32>
  %half = tcc.constant dense<0.5> : tensor<7x20xf32>
  %root = tcc.constant dense<0.707106769> : tensor<f32>
  %0 = tcc.mul %x, %x : tensor<7x20xf32>, tensor<7x20xf32>
  %1 = tcc.mul %0, %x : tensor<7x20xf32>, tensor<7x20xf32>
  %2 = tcc.mul %c, %1 : tensor<7x20xf32>, tensor<7x20xf32>
  %3 = tcc.add %x, %2 : tensor<7x20xf32>, tensor<7x20xf32>
  %4 = tcc.mul %r, %3 : tensor<7x20xf32>, tensor<7x20xf32>
  %5 = tcc.tanh %4 : tensor<7x20xf32>
  %6 = tcc.add %one, %5 : tensor<7x20xf32>, tensor<7x20xf32>
  %7 = tcc.mul %half, %6 : tensor<7x20xf32>, tensor<7x20xf32>
  %y = tcc.mul %x, %7 : tensor<7x20xf32>, tensor<7x20xf32>
  %8 = tcc.mul %x, %root : tensor<7x20xf32>, tensor<f32>
  %9 = tcc.erf %8 : tensor<7x20xf32>
  %10 = tcc.add %9, %one : tensor<7x20xf32>, tensor<7x20xf32>
  %11 = tcc.mul %x, %10 : tensor<7x20xf32>, tensor<7x20xf32>
  %z = tcc.mul %11, %half : tensor<7x20xf32>, tensor<7x20xf32>
  return %y, %z : tensor<7x20xf32>, tensor<7x20xf32>
}
// CHECK-LABEL: @gelu
// CHECK-DAG: tcc.gelu %arg0 {approximate} : tensor<7x20xf32>
// CHECK-DAG: tcc.gelu %arg0 : tensor<7x20xf32>
// CHECK-NOT: tcc.tanh
// CHECK-NOT: tcc.erf

// As JAX lays it out: batch, place, head, depth; the weights are the right operand of the second product.
func.func @attention(%q: tensor<2x5x3x4xf32>, %k: tensor<2x6x3x4xf32>, %v: tensor<2x6x3x7xf32>) -> tensor<2x3x7x5xf32> {
  %two = tcc.constant dense<2.0> : tensor<f32>
  %0 = tcc.dot %q, %k batch [0, 2] x [0, 2] contracting [3] x [3] : tensor<2x5x3x4xf32>, tensor<2x6x3x4xf32>
  %1 = tcc.div %0, %two : tensor<2x3x5x6xf32>, tensor<f32>
  %w = tcc.softmax %1 axis 3 : tensor<2x3x5x6xf32>
  %y = tcc.dot %v, %w batch [0, 2] x [0, 1] contracting [1] x [3] : tensor<2x6x3x7xf32>, tensor<2x3x5x6xf32>
  return %y : tensor<2x3x7x5xf32>
}
// CHECK-LABEL: @attention
// CHECK-DAG: %[[Q:.*]] = tcc.transpose %arg0 permutation [0, 2, 1, 3]
// CHECK-DAG: %[[K:.*]] = tcc.transpose %arg1 permutation [0, 2, 1, 3]
// CHECK-DAG: %[[V:.*]] = tcc.transpose %arg2 permutation [0, 2, 1, 3]
// CHECK: %[[A:.*]] = tcc.attention %[[Q]], %[[K]], %[[V]] scale 5.000000e-01
// CHECK: tcc.transpose %[[A]] permutation [0, 1, 3, 2]

// Products summed in a wider type are no part of attention, which has one type.
func.func @not_attention(%q: tensor<2x5x4xbf16>, %k: tensor<2x6x4xbf16>, %v: tensor<2x6x7xf32>) -> tensor<2x5x7xf32> {
  %0 = tcc.dot %q, %k batch [0] x [0] contracting [2] x [2] as f32 : tensor<2x5x4xbf16>, tensor<2x6x4xbf16>
  %w = tcc.softmax %0 axis 2 : tensor<2x5x6xf32>
  %y = tcc.dot %w, %v batch [0] x [0] contracting [2] x [1] : tensor<2x5x6xf32>, tensor<2x6x7xf32>
  return %y : tensor<2x5x7xf32>
}
// CHECK-LABEL: @not_attention
// CHECK-NOT: tcc.attention

// As JAX spells it out around LAPACK's functions: R without what is packed below it.
func.func @qr(%a: tensor<2x3x5xf32>) -> (tensor<2x3x3xf32>, tensor<2x3x5xf32>) {
  %packed, %scales = tcc.householder %a : tensor<2x3x5xf32>
  %first = tcc.slice %packed starts [0, 0, 0] limits [2, 3, 3] strides [1, 1, 1] : tensor<2x3x5xf32>
  %q = tcc.householder_product %first, %scales : tensor<2x3x3xf32>, tensor<2x3xf32>
  %less = tcc.constant dense<-1> : tensor<i32>
  %zero = tcc.constant dense<0.0> : tensor<f32>
  %row = tcc.iota i32 shape [3, 5] axis 0
  %above = tcc.add %row, %less : tensor<3x5xi32>, tensor<i32>
  %column = tcc.iota i32 shape [3, 5] axis 1
  %below = tcc.compare ge %above, %column : tensor<3x5xi32>, tensor<3x5xi32>
  %r = tcc.select %below, %zero, %packed : tensor<3x5xi1>, tensor<f32>, tensor<2x3x5xf32>
  return %q, %r : tensor<2x3x3xf32>, tensor<2x3x5xf32>
}
// CHECK-LABEL: @qr
// CHECK-NEXT: %[[Q:.*]], %[[R:.*]] = tcc.qr %arg0
// CHECK-NEXT: return %[[Q]], %[[R]]

// Where the diagonal is left out as well, or what is below it is used, it is none.
func.func @not_qr(%a: tensor<3x3xf32>, %b: tensor<3x3xf32>) -> (tensor<3x3xf32>, tensor<3x3xf32>) {
  %p, %s = tcc.householder %a : tensor<3x3xf32>
  %p1, %s1 = tcc.householder %b : tensor<3x3xf32>
  %zero = tcc.constant dense<0.0> : tensor<f32>
  %row = tcc.iota i32 shape [3, 3] axis 0
  %column = tcc.iota i32 shape [3, 3] axis 1
  %low = tcc.compare ge %row, %column : tensor<3x3xi32>, tensor<3x3xi32>
  %upper = tcc.select %low, %zero, %p : tensor<3x3xi1>, tensor<f32>, tensor<3x3xf32>
  %high = tcc.compare lt %row, %column : tensor<3x3xi32>, tensor<3x3xi32>
  %lower = tcc.select %high, %zero, %p1 : tensor<3x3xi1>, tensor<f32>, tensor<3x3xf32>
  return %upper, %lower : tensor<3x3xf32>, tensor<3x3xf32>
}
// CHECK-LABEL: @not_qr
// CHECK-NOT: tcc.qr
