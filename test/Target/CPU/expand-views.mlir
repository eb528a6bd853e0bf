// Views become casts with explicit offsets and strides.
// RUN: tcc-opt %s --tcc-cpu-expand-views | FileCheck %s --implicit-check-not=memref.collapse_shape --implicit-check-not=memref.subview

// CHECK-LABEL: func.func @collapse
// CHECK-SAME:    %[[X:.*]]: memref<4x8xf32>
// CHECK:         memref.reinterpret_cast {{.*}} to offset: [0], sizes: [32], strides: [1]
func.func @collapse(%x: memref<4x8xf32>) -> memref<32xf32> {
  %0 = memref.collapse_shape %x [[0, 1]] : memref<4x8xf32> into memref<32xf32>
  return %0 : memref<32xf32>
}

// CHECK-LABEL: func.func @row
// CHECK:         memref.reinterpret_cast {{.*}} to offset: [16], sizes: [8], strides: [1]
func.func @row(%x: memref<4x8xf32>) -> memref<8xf32, strided<[1], offset: 16>> {
  %0 = memref.subview %x[2, 0] [1, 8] [1, 1] : memref<4x8xf32> to memref<8xf32, strided<[1], offset: 16>>
  return %0 : memref<8xf32, strided<[1], offset: 16>>
}
