// tcc.normal: random numbers as a function of key, id and position. Words are Philox4x32-10.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.normal %{{.*}}, f32 shape [3, 5] id 7 : tensor<2xi64>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: linalg.generic
// LINALG-COUNT-20: arith.mului_extended
// LINALG-NOT: arith.mului_extended
// LINALG-DAG: math.log
// LINALG-DAG: math.cos
// LINALG-NOT: tcc.
func.func @main(%key: tensor<2xi64>) -> tensor<3x5xf32> {
  %0 = tcc.normal %key, f32 shape [3, 5] id 7 : tensor<2xi64>
  return %0 : tensor<3x5xf32>
}

//--- bad.mlir
func.func @main(%key: tensor<3xi64>) {
  // expected-error@+1 {{key must be tensor<2xi64>, seed and step, but is 'tensor<3xi64>'}}
  %0 = tcc.normal %key, f32 shape [2] id 0 : tensor<3xi64>
  return
}

// -----

func.func @main(%key: tensor<2xi64>) {
  // expected-error@+1 {{draws numbers of a float type, not 'i32'}}
  %0 = tcc.normal %key, i32 shape [2] id 0 : tensor<2xi64>
  return
}

// -----

func.func @main(%key: tensor<2xi64>) {
  // expected-error@+1 {{id must fit into 32 bits, but is -1}}
  %0 = tcc.normal %key, f32 shape [2] id -1 : tensor<2xi64>
  return
}

// -----

func.func @main(%key: tensor<2xi64>) {
  // expected-error@+1 {{has more elements than one id can number}}
  %0 = tcc.normal %key, f32 shape [1000000, 1000000] id 0 : tensor<2xi64>
  return
}
