// Views become arithmetic; what is next to them stays as it is, constants twice the same too.
// RUN: tcc-opt %s --tcc-cpu-expand-views --verify-each | FileCheck %s

// CHECK-LABEL: func.func @views
// CHECK-NOT:   memref.collapse_shape
// CHECK-NOT:   memref.expand_shape
// CHECK-NOT:   memref.subview
// CHECK:       memref.reinterpret_cast {{.*}} offset: [0], sizes: [32], strides: [1]
// CHECK:       memref.reinterpret_cast {{.*}} sizes: [4], strides: [2]
// CHECK:       arith.constant 1 : index
// CHECK-NEXT:  arith.constant 1 : index
func.func @views(%x: memref<4x8xf32>, %y: memref<8xf32>) -> (f32, f32) {
  %flat = memref.collapse_shape %x [[0, 1]] : memref<4x8xf32> into memref<32xf32>
  %odd = memref.subview %y[1] [4] [2] : memref<8xf32> to memref<4xf32, strided<[2], offset: 1>>
  %one = arith.constant 1 : index
  %again = arith.constant 1 : index
  %0 = memref.load %flat[%one] : memref<32xf32>
  %1 = memref.load %odd[%again] : memref<4xf32, strided<[2], offset: 1>>
  return %0, %1 : f32, f32
}
