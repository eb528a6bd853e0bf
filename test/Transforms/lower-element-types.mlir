// Unsigned integers lose their sign, and the casts between the two kinds vanish; the edge remembers.
// RUN: tcc-opt %s --tcc-lower-to-linalg | FileCheck %s --check-prefix=BEFORE
// RUN: tcc-opt %s --tcc-lower-to-linalg --tcc-lower-element-types | FileCheck %s

// BEFORE: builtin.unrealized_conversion_cast %{{.*}} : ui8 to i8
// BEFORE: arith.divui

// CHECK: func.func @main(%[[X:.*]]: tensor<4xi8> {tcc.element_type = ui8}, %{{.*}}: tensor<i8> {tcc.element_type = ui8}, %{{.*}}: tensor<4xi32>)
// CHECK-SAME: -> (tensor<4xi8> {tcc.element_type = ui8}, tensor<4xi32>, tensor<4xi1>)
// CHECK-NOT: unrealized_conversion_cast
// CHECK-NOT: ui8
// CHECK: arith.divui %{{.*}} : i8
// CHECK: arith.maxui %{{.*}} : i8
// CHECK: arith.divsi %{{.*}} : i32
// CHECK: arith.cmpi ult, %{{.*}} : i8
func.func @main(%x: tensor<4xui8>, %y: tensor<ui8>, %i: tensor<4xi32>) -> (tensor<4xui8>, tensor<4xi32>, tensor<4xi1>) {
  %c = tcc.constant dense<[1, 2, 200, 255]> : tensor<4xui8>
  %0 = tcc.div %x, %y : tensor<4xui8>, tensor<ui8>
  %1 = tcc.max %0, %c : tensor<4xui8>, tensor<4xui8>
  %2 = tcc.div %i, %i : tensor<4xi32>, tensor<4xi32>
  %3 = tcc.compare lt %x, %c : tensor<4xui8>, tensor<4xui8>
  return %1, %2, %3 : tensor<4xui8>, tensor<4xi32>, tensor<4xi1>
}

// A reduction of nothing, which is the least number there is: nought, where there is no sign.
// CHECK-LABEL: func.func @empty
// CHECK: %[[LEAST:.*]] = arith.constant 0 : i16
// CHECK: linalg.fill ins(%[[LEAST]] : i16) outs(%{{.*}} : tensor<2xi16>)
// CHECK: arith.maxui
func.func @empty(%x: tensor<2x0xui16>) -> tensor<2xui16> {
  %0 = tcc.reduce_max %x axes [1] : tensor<2x0xui16>
  return %0 : tensor<2xui16>
}
