// RUN: tcc-opt %s | tcc-opt | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | tcc-opt | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC

// One type stands for all, or a function's type.
// CHECK-LABEL: @types
func.func @types(%x: tensor<4xf32>, %z: tensor<4xcomplex<f32>>, %p: tensor<i1>) -> tensor<4xi1> {
  // CHECK: stablehlo.exponential %{{.*}} : tensor<4xf32>
  // GENERIC: "stablehlo.exponential"(%{{.*}}) : (tensor<4xf32>) -> tensor<4xf32>
  %0 = stablehlo.exponential %x : tensor<4xf32>
  // CHECK: stablehlo.add %{{.*}}, %{{.*}} : tensor<4xf32>
  %1 = stablehlo.add %0, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // CHECK: stablehlo.abs %{{.*}} : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  %2 = stablehlo.abs %z : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  // CHECK: stablehlo.complex %{{.*}}, %{{.*}} : tensor<4xcomplex<f32>>
  %3 = stablehlo.complex %1, %2 : tensor<4xcomplex<f32>>
  // CHECK: stablehlo.select %{{.*}}, %{{.*}}, %{{.*}} : tensor<i1>, tensor<4xf32>
  %4 = stablehlo.select %p, %1, %2 : tensor<i1>, tensor<4xf32>
  // CHECK: stablehlo.convert %{{.*}} : (tensor<4xf32>) -> tensor<4xi32>
  %5 = stablehlo.convert %4 : (tensor<4xf32>) -> tensor<4xi32>
  // CHECK: stablehlo.clamp %{{.*}}, %{{.*}}, %{{.*}} : tensor<4xi32>
  %6 = stablehlo.clamp %5, %5, %5 : tensor<4xi32>
  // CHECK: stablehlo.is_finite %{{.*}} : (tensor<4xf32>) -> tensor<4xi1>
  %7 = stablehlo.is_finite %4 : (tensor<4xf32>) -> tensor<4xi1>
  return %7 : tensor<4xi1>
}

// CHECK-LABEL: @attributes
func.func @attributes(%x: tensor<4xf32>, %i: tensor<4xi32>) -> tensor<4xi1> {
  // CHECK: stablehlo.reduce_precision %{{.*}}, format = e8m7 : tensor<4xf32>
  // GENERIC: exponent_bits = 8 : i32, mantissa_bits = 7 : i32
  %0 = stablehlo.reduce_precision %x, format = e8m7 : tensor<4xf32>
  // CHECK: stablehlo.compare GT, %{{.*}}, %{{.*}}, TOTALORDER : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // GENERIC: compare_type = #stablehlo<comparison_type TOTALORDER>, comparison_direction = #stablehlo<comparison_direction GT>
  %1 = stablehlo.compare GT, %0, %x, TOTALORDER : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // CHECK: stablehlo.compare NE, %{{.*}}, %{{.*}} : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi1>
  %2 = stablehlo.compare NE, %i, %i : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi1>
  // CHECK: stablehlo.tanh %{{.*}} {result_accuracy = #stablehlo.result_accuracy<{{.*}}ulps = 2{{.*}}>} : tensor<4xf32>
  %3 = stablehlo.tanh %x {result_accuracy = #stablehlo.result_accuracy<ulps = 2, mode = #stablehlo.result_accuracy_mode<TOLERANCE>>} : tensor<4xf32>
  // CHECK: stablehlo.add {{.*}} {mhlo.frontend_attributes = {a = "b"}}
  %4 = stablehlo.add %x, %3 {mhlo.frontend_attributes = {a = "b"}} : tensor<4xf32>
  %5 = stablehlo.and %1, %2 : tensor<4xi1>
  return %5 : tensor<4xi1>
}

// CHECK-LABEL: @map
func.func @map(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: "stablehlo.map"(%{{.*}}) <{dimensions = array<i64: 0>}> ({
  %0 = "stablehlo.map"(%x) <{dimensions = array<i64: 0>}> ({
  ^bb0(%e: tensor<f32>):
    %1 = stablehlo.negate %e : tensor<f32>
    stablehlo.return %1 : tensor<f32>
  }) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: @chlo
func.func @chlo(%x: tensor<4xf32>, %y: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // CHECK: chlo.erf_inv %{{.*}} : tensor<4xf32> -> tensor<4xf32>
  %0 = chlo.erf_inv %x : tensor<4xf32> -> tensor<4xf32>
  // CHECK: chlo.next_after %{{.*}}, %{{.*}} : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %1 = chlo.next_after %0, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  // CHECK: chlo.broadcast_add %{{.*}}, %{{.*}} {broadcast_dimensions = array<i64: 1>} : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %2 = chlo.broadcast_add %1, %y {broadcast_dimensions = array<i64: 1>} : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: chlo.broadcast_compare %{{.*}}, %{{.*}} {comparison_direction = #chlo<comparison_direction LT>} : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xi1>
  %3 = chlo.broadcast_compare %1, %y {comparison_direction = #chlo<comparison_direction LT>} : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xi1>
  // CHECK: chlo.constant dense<1.000000e+00> : tensor<4xf32>
  %4 = chlo.constant dense<1.0> : tensor<4xf32>
  // CHECK: chlo.top_k(%{{.*}}, k = 2) : tensor<2x4xf32> -> (tensor<2x2xf32>, tensor<2x2xi32>)
  %v, %i = chlo.top_k(%y, k = 2) : tensor<2x4xf32> -> (tensor<2x2xf32>, tensor<2x2xi32>)
  return %2 : tensor<2x4xf32>
}
