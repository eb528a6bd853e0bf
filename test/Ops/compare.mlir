// Six predicates; integers are signed, but false is below true, and NaN is unequal to everything.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
func.func @compare(%x: tensor<4x8xf32>, %y: tensor<8xf32>, %i: tensor<4xi32>, %p: tensor<4xi1>)
    -> (tensor<4x8xi1>, tensor<4x8xi1>, tensor<4xi1>, tensor<4xi1>) {
  %0 = tcc.compare lt %x, %y : tensor<4x8xf32>, tensor<8xf32>
  %1 = tcc.compare ne %x, %y : tensor<4x8xf32>, tensor<8xf32>
  %2 = tcc.compare ge %i, %i : tensor<4xi32>, tensor<4xi32>
  %3 = tcc.compare gt %p, %p : tensor<4xi1>, tensor<4xi1>
  return %0, %1, %2, %3 : tensor<4x8xi1>, tensor<4x8xi1>, tensor<4xi1>, tensor<4xi1>
}
// ROUNDTRIP: tcc.compare lt %{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<8xf32>
// LINALG: arith.cmpf olt
// LINALG: arith.cmpf une
// LINALG: arith.cmpi sge
// LINALG: arith.cmpi ugt
// LINALG-NOT: tcc.compare

// The order of the bits, where NaN has its place: as integers, negative ones turned around.
func.func @total(%x: tensor<4xf32>) -> tensor<4xi1> {
  %0 = tcc.compare lt total %x, %x : tensor<4xf32>, tensor<4xf32>
  return %0 : tensor<4xi1>
}
// ROUNDTRIP: tcc.compare lt total %{{.*}}, %{{.*}} : tensor<4xf32>, tensor<4xf32>
// LINALG-LABEL: @total
// LINALG: arith.bitcast %{{.*}} : f32 to i32
// LINALG: arith.xori
// LINALG: arith.cmpi slt, %{{.*}} : i32

//--- fold.mlir
func.func @constants() -> (tensor<3xi1>, tensor<3xi1>, tensor<2xi1>) {
  %0 = tcc.constant dense<[1.0, 2.0, 0x7FC00000]> : tensor<3xf32>
  %1 = tcc.constant dense<2.0> : tensor<f32>
  %2 = tcc.compare le %0, %1 : tensor<3xf32>, tensor<f32>
  %3 = tcc.compare eq %0, %0 : tensor<3xf32>, tensor<3xf32>
  %4 = tcc.constant dense<[true, false]> : tensor<2xi1>
  %5 = tcc.constant dense<false> : tensor<i1>
  %6 = tcc.compare gt %4, %5 : tensor<2xi1>, tensor<i1>
  return %2, %3, %6 : tensor<3xi1>, tensor<3xi1>, tensor<2xi1>
}
// FOLD-DAG: %[[LE:.*]] = tcc.constant dense<[true, true, false]> : tensor<3xi1>
// FOLD-DAG: %[[GT:.*]] = tcc.constant dense<[true, false]> : tensor<2xi1>
// FOLD: return %[[LE]], %[[LE]], %[[GT]]

func.func @total() -> tensor<4xi1> {
  %0 = tcc.constant dense<[0x7FC00000, -0.0, 0xFFC00000, 1.0]> : tensor<4xf32>
  %1 = tcc.constant dense<[0x7F800000, 0.0, 0xFF800000, 1.0]> : tensor<4xf32>
  %2 = tcc.compare lt total %0, %1 : tensor<4xf32>, tensor<4xf32>
  return %2 : tensor<4xi1>
}
// FOLD-LABEL: @total
// FOLD: tcc.constant dense<[false, true, true, false]>

//--- bad.mlir
func.func @compare(%x: tensor<3xf32>, %y: tensor<2x4xf32>) {
  // expected-error @below {{'tcc.compare' op cannot broadcast 'tensor<3xf32>' with 'tensor<2x4xf32>': dimension 1 is 3 in one and 4 in the other}}
  // expected-note @below {{hint: shapes are aligned}}
  %0 = tcc.compare eq %x, %y : tensor<3xf32>, tensor<2x4xf32>
  return
}

// -----

func.func @predicate(%x: tensor<3xf32>) {
  // expected-error @below {{unknown predicate 'less': expected eq, ne, lt, le, gt or ge}}
  %0 = tcc.compare less %x, %x : tensor<3xf32>, tensor<3xf32>
  return
}
