// What computes with floats of 8 bits does so in f32; what moves, holds or converts them does not.
// RUN: tcc-opt %s --tcc-promote-small-floats | FileCheck %s
// RUN: tcc-opt %s --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %s --tcc-promote-small-floats --tcc-lower-to-linalg --tcc-lower-element-types | FileCheck %s --check-prefix=BITS

// CHECK-LABEL: func.func @main
// CHECK: %[[R:.*]] = tcc.reverse %[[X:.*]] axes [0] : tensor<4xf8E4M3FN>
// CHECK: %[[A:.*]] = tcc.convert %[[R]] to f32
// CHECK: %[[B:.*]] = tcc.convert %[[X]] to f32
// CHECK: %[[S:.*]] = tcc.add %[[A]], %[[B]] : tensor<4xf32>, tensor<4xf32>
// CHECK: %[[T:.*]] = tcc.convert %[[S]] to f8E4M3FN
// CHECK: tcc.concatenate %[[T]], %[[X]] axis 0 : tensor<4xf8E4M3FN>, tensor<4xf8E4M3FN>
// CHECK: tcc.convert %{{.*}} to f32 : tensor<8xf8E4M3FN>
// CHECK: tcc.dot %{{.*}} as f32 : tensor<8xf32>, tensor<8xf32>
// BITS: func.func @main(%{{.*}}: tensor<4xi8> {tcc.element_type = f8E4M3FN}) -> (tensor<8xi8> {tcc.element_type = f8E4M3FN}, tensor<f32>)
// BITS-NOT: f8E4M3FN
func.func @main(%x: tensor<4xf8E4M3FN>) -> (tensor<8xf8E4M3FN>, tensor<f32>) {
  %0 = tcc.reverse %x axes [0] : tensor<4xf8E4M3FN>
  %1 = tcc.add %0, %x : tensor<4xf8E4M3FN>, tensor<4xf8E4M3FN>
  %2 = tcc.concatenate %1, %x axis 0 : tensor<4xf8E4M3FN>, tensor<4xf8E4M3FN>
  %3 = tcc.dot %2, %2 batch [] x [] contracting [0] x [0] as f32 : tensor<8xf8E4M3FN>, tensor<8xf8E4M3FN>
  return %2, %3 : tensor<8xf8E4M3FN>, tensor<f32>
}

// A region's ops, one by one.
// CHECK-LABEL: func.func @region
// CHECK: tcc.reduce %{{.*}} from %{{.*}} axes [0] : tensor<4xf8E5M2>
// CHECK: ^bb0(%[[A:.*]]: tensor<f8E5M2>, %[[B:.*]]: tensor<f8E5M2>):
// CHECK: tcc.convert %[[A]] to f32
// CHECK: tcc.convert %[[B]] to f32
// CHECK: tcc.sub
// CHECK: tcc.convert %{{.*}} to f8E5M2
// CHECK: tcc.yield %{{.*}} : tensor<f8E5M2>
func.func @region(%x: tensor<4xf8E5M2>, %i: tensor<f8E5M2>) -> tensor<f8E5M2> {
  %0 = tcc.reduce %x from %i axes [0] : tensor<4xf8E5M2> {
  ^bb0(%a: tensor<f8E5M2>, %b: tensor<f8E5M2>):
    %d = tcc.sub %a, %b : tensor<f8E5M2>, tensor<f8E5M2>
    tcc.yield %d : tensor<f8E5M2>
  }
  return %0 : tensor<f8E5M2>
}

// A conversion that is known is the same: of a NaN without mantissa, too.
// FOLD-LABEL: func.func @folded
// FOLD: tcc.constant dense<[1.000000e+00, {{0x[7F]FC00000}}]> : tensor<2xf32>
func.func @folded() -> tensor<2xf32> {
  %0 = tcc.constant dense<[0x7F, 0xFF]> : tensor<2xf8E8M0FNU>
  %1 = tcc.convert %0 to f32 : tensor<2xf8E8M0FNU>
  return %1 : tensor<2xf32>
}
