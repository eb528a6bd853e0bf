// Another element type: floats to integers saturate, NaN is 0, only 0 is false.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/fold.mlir --tcc-simplify | FileCheck %s --check-prefix=FOLD
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// No library that programs are linked with makes halves of f64: two steps, the first of which rounds to odd, so
// that both together round once.
func.func @halve(%x: tensor<4xf64>) -> tensor<4xbf16> {
  %0 = tcc.convert %x to bf16 : tensor<4xf64>
  return %0 : tensor<4xbf16>
}
// LINALG-LABEL: func.func @halve
// LINALG: %[[SINGLE:.*]] = arith.truncf %{{[a-z0-9]+}} : f64 to f32
// LINALG: %[[BITS:.*]] = arith.bitcast %[[SINGLE]] : f32 to i32
// LINALG: %[[ODD:.*]] = arith.bitcast %{{.*}} : i32 to f32
// LINALG: %[[ONCE:.*]] = arith.select %{{.*}}, %[[ODD]], %[[SINGLE]]
// LINALG: arith.truncf %[[ONCE]] {{.*}}f32 to bf16

func.func @convert(%x: tensor<4xf32>, %i: tensor<4xi32>, %p: tensor<4xi1>)
    -> (tensor<4xf64>, tensor<4xi32>, tensor<4xi1>, tensor<4xf32>, tensor<4xf32>, tensor<4xi8>) {
  %0 = tcc.convert %x to f64 : tensor<4xf32>
  %1 = tcc.convert %x to i32 : tensor<4xf32>
  %2 = tcc.convert %x to i1 : tensor<4xf32>
  %3 = tcc.convert %i to f32 : tensor<4xi32>
  %4 = tcc.convert %p to f32 : tensor<4xi1>
  %5 = tcc.convert %i to i8 : tensor<4xi32>
  return %0, %1, %2, %3, %4, %5 : tensor<4xf64>, tensor<4xi32>, tensor<4xi1>, tensor<4xf32>, tensor<4xf32>, tensor<4xi8>
}
// ROUNDTRIP: tcc.convert %{{.*}} to f64 : tensor<4xf32>
// LINALG-LABEL: func.func @convert
// LINALG: arith.extf %{{.*}} : f32 to f64
// LINALG: %[[HIGH:.*]] = arith.cmpf oge, %[[X:.*]], %{{.*}} : f32
// LINALG: %[[SAFE:.*]] = arith.select %{{.*}}, %[[X]], %{{.*}} : f32
// LINALG: arith.fptosi %[[SAFE]] : f32 to i32
// LINALG: arith.select %[[HIGH]], %c2147483647_i32
// LINALG: arith.cmpf une
// LINALG: arith.sitofp %{{.*}} : i32 to f32
// LINALG: arith.uitofp %{{.*}} : i1 to f32
// LINALG: arith.trunci %{{.*}} : i32 to i8
// LINALG-NOT: tcc.convert

//--- fold.mlir
func.func @constants(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xi32>, tensor<3xi1>, tensor<3xi8>) {
  %0 = tcc.convert %x to f32 : tensor<4xf32>
  %1 = tcc.constant dense<[-1.5, 2.5, 3.0e9, 0x7FC00000]> : tensor<4xf32>
  %2 = tcc.convert %1 to i32 : tensor<4xf32>
  %3 = tcc.constant dense<[0, 2, 300]> : tensor<3xi32>
  %4 = tcc.convert %3 to i1 : tensor<3xi32>
  %5 = tcc.convert %3 to i8 : tensor<3xi32>
  return %0, %2, %4, %5 : tensor<4xf32>, tensor<4xi32>, tensor<3xi1>, tensor<3xi8>
}
// FOLD: @constants(%[[X:.*]]: tensor<4xf32>)
// FOLD-DAG: %[[I:.*]] = tcc.constant dense<[-1, 2, 2147483647, 0]> : tensor<4xi32>
// FOLD-DAG: %[[P:.*]] = tcc.constant dense<[false, true, true]> : tensor<3xi1>
// FOLD-DAG: %[[C:.*]] = tcc.constant dense<[0, 2, 44]> : tensor<3xi8>
// FOLD: return %[[X]], %[[I]], %[[P]], %[[C]]

//--- grad.mlir
func.func private @f(%x: tensor<4xf32>, %w: tensor<4xf64>) -> tensor<f64> {
  %0 = tcc.convert %x to f64 : tensor<4xf32>
  %1 = tcc.mul %0, %w : tensor<4xf64>, tensor<4xf64>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<4xf64>
  return %2 : tensor<f64>
}
func.func @grad(%x: tensor<4xf32>, %t: tensor<4xf64>) -> tensor<4xf32> {
  %0:2 = tcc.value_and_grad @f(%x, %t) wrt [0] : (tensor<4xf32>, tensor<4xf64>) -> (tensor<f64>, tensor<4xf32>)
  return %0#1 : tensor<4xf32>
}
// GRAD: @grad(%{{.*}}: tensor<4xf32>, %[[T:.*]]: tensor<4xf64>)
// GRAD: %[[DX:.*]] = tcc.convert %[[T]] to f32
// GRAD: return %[[DX]]

//--- bad.mlir
func.func @convert(%x: tensor<4xf32>) {
  // expected-error @below {{'tcc.convert' op needs an element type to convert to, such as f32 or i32}}
  %0 = tcc.convert %x to tensor<4xf32> : tensor<4xf32>
  return
}
