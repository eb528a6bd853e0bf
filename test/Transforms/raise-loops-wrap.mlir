// Counters are read as their type reads them, and one that would wrap is left to run.
// RUN: split-file %s %t
// RUN: tcc run %t/unsigned.mlir | FileCheck %s --check-prefix=UNSIGNED
// RUN: tcc-opt %t/wraps.mlir --tcc-raise-loops | FileCheck %s --check-prefix=WRAPS

//--- unsigned.mlir
// 200 rounds, though the bits of ui8 200 are those of i8 -56.
// UNSIGNED: out0: i32{{.*}} 200
// UNSIGNED: out1: ui8{{.*}} 200
func.func @main() -> (tensor<i32>, tensor<ui8>) {
  %zero = tcc.constant dense<0> : tensor<ui8>
  %one = tcc.constant dense<1> : tensor<ui8>
  %bound = tcc.constant dense<200> : tensor<ui8>
  %none = tcc.constant dense<0> : tensor<i32>
  %unit = tcc.constant dense<1> : tensor<i32>
  %r:2 = tcc.while (%i = %zero : tensor<ui8>, %n = %none : tensor<i32>) {
    %more = tcc.compare lt %i, %bound : tensor<ui8>, tensor<ui8>
    tcc.yield %more : tensor<i1>
  } do {
    %next = tcc.add %i, %one : tensor<ui8>, tensor<ui8>
    %m = tcc.add %n, %unit : tensor<i32>, tensor<i32>
    tcc.yield %next, %m : tensor<ui8>, tensor<i32>
  }
  return %r#1, %r#0 : tensor<i32>, tensor<ui8>
}

//--- wraps.mlir
// 120 + 100 is no i8.
// WRAPS: tcc.while
// WRAPS-NOT: tcc.scan
func.func @main(%x: tensor<i32>) -> tensor<i32> {
  %zero = tcc.constant dense<120> : tensor<i8>
  %step = tcc.constant dense<100> : tensor<i8>
  %bound = tcc.constant dense<125> : tensor<i8>
  %r:2 = tcc.while (%i = %zero : tensor<i8>, %n = %x : tensor<i32>) {
    %more = tcc.compare lt %i, %bound : tensor<i8>, tensor<i8>
    tcc.yield %more : tensor<i1>
  } do {
    %next = tcc.add %i, %step : tensor<i8>, tensor<i8>
    %m = tcc.add %n, %x : tensor<i32>, tensor<i32>
    tcc.yield %next, %m : tensor<i8>, tensor<i32>
  }
  return %r#1 : tensor<i32>
}
