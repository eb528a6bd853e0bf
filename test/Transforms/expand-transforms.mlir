// Calls are inlined and transforms expanded, innermost first. Derivatives of constants fold, so values can be checked.
// RUN: split-file %s %t
// RUN: tcc-opt %t/calls.mlir --tcc-expand-transforms | FileCheck %s --check-prefix=CALLS
// RUN: tcc-opt %t/values.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=VALUES
// RUN: tcc-opt %t/locations.mlir --tcc-expand-transforms --mlir-print-debuginfo --mlir-print-local-scope \
// RUN:   | FileCheck %s --check-prefix=LOC
// RUN: tcc-opt %t/bad.mlir --tcc-expand-transforms -split-input-file -verify-diagnostics

//--- calls.mlir
func.func private @double(%x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %0 = tcc.add %x, %x : tensor<f32>, tensor<f32>
  return %0, %x : tensor<f32>, tensor<f32>
}
func.func private @twice(%x: tensor<f32>) -> tensor<f32> {
  %0:2 = func.call @double(%x) : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  %1:2 = func.call @double(%0#0) : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  %2 = tcc.mul %1#0, %1#1 : tensor<f32>, tensor<f32>
  return %2 : tensor<f32>
}
func.func private @elsewhere(tensor<f32>) -> tensor<f32>
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %0 = func.call @twice(%x) : (tensor<f32>) -> tensor<f32>
  %1 = func.call @elsewhere(%0) : (tensor<f32>) -> tensor<f32>
  return %1 : tensor<f32>
}
// CALLS-NOT: @double
// CALLS-NOT: @twice
// CALLS: func private @elsewhere
// CALLS: @main(%[[X:.*]]: tensor<f32>)
// CALLS-NEXT: %[[A:.*]] = tcc.add %[[X]], %[[X]]
// CALLS-NEXT: %[[B:.*]] = tcc.add %[[A]], %[[A]]
// CALLS-NEXT: %[[C:.*]] = tcc.mul %[[B]], %[[A]]
// CALLS-NEXT: call @elsewhere(%[[C]])

//--- values.mlir
func.func private @cube(%x: tensor<f64>) -> tensor<f64> {
  %0 = tcc.mul %x, %x : tensor<f64>, tensor<f64>
  %1 = tcc.mul %0, %x : tensor<f64>, tensor<f64>
  return %1 : tensor<f64>
}
func.func private @slope(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = tcc.value_and_grad @cube(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}
func.func private @curvature(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = tcc.value_and_grad @slope(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}
// x^3 at 3: 3 x^2 = 27, 6 x = 18, 6.
func.func @derivatives() -> (tensor<f64>, tensor<f64>, tensor<f64>) {
  %x = tcc.constant dense<3.0> : tensor<f64>
  %0:2 = tcc.value_and_grad @cube(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  %1:2 = tcc.value_and_grad @curvature(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1, %1#0, %1#1 : tensor<f64>, tensor<f64>, tensor<f64>
}
// VALUES-LABEL: @derivatives
// VALUES-DAG: %[[D1:.*]] = tcc.constant dense<2.700000e+01>
// VALUES-DAG: %[[D2:.*]] = tcc.constant dense<1.800000e+01>
// VALUES-DAG: %[[D3:.*]] = tcc.constant dense<6.000000e+00>
// VALUES: return %[[D1]], %[[D2]], %[[D3]]

func.func private @product(%a: tensor<f64>, %b: tensor<f64>) -> tensor<f64> {
  %0 = tcc.mul %a, %b : tensor<f64>, tensor<f64>
  return %0 : tensor<f64>
}
// One value passed twice is still two arguments: each gradient is 3, not 6.
func.func @shared() -> (tensor<f64>, tensor<f64>) {
  %x = tcc.constant dense<3.0> : tensor<f64>
  %0:3 = tcc.value_and_grad @product(%x, %x) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}
// VALUES-LABEL: @shared
// VALUES: %[[D:.*]] = tcc.constant dense<3.000000e+00>
// VALUES: return %[[D]], %[[D]]

func.func private @first(%a: tensor<f64>, %b: tensor<4xf64>) -> tensor<f64> {
  return %a : tensor<f64>
}
func.func @constant(%a: tensor<f64>, %b: tensor<4xf64>) -> (tensor<f64>, tensor<4xf64>) {
  %0:3 = tcc.value_and_grad @first(%a, %b) wrt [0, 1] : (tensor<f64>, tensor<4xf64>) -> (tensor<f64>, tensor<f64>, tensor<4xf64>)
  return %0#1, %0#2 : tensor<f64>, tensor<4xf64>
}
// VALUES-LABEL: @constant
// VALUES-DAG: %[[ONE:.*]] = tcc.constant dense<1.000000e+00> : tensor<f64>
// VALUES-DAG: %[[ZERO:.*]] = tcc.constant dense<0.000000e+00> : tensor<4xf64>
// VALUES: return %[[ONE]], %[[ZERO]]

//--- locations.mlir
func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  %0 = tcc.exp %x : tensor<f32> loc("model.py":3:1)
  %1 = tcc.gelu %0 : tensor<f32> loc("model.py":4:1)
  return %1 : tensor<f32>
}
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %0:2 = tcc.value_and_grad @f(%x) wrt [0] : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}
// LOC: %[[Y:.*]] = tcc.exp %{{.*}} loc("model.py":3:1)
// LOC: tcc.erf {{.*}} loc("model.py":4:1)
// LOC: tcc.exp {{.*}} loc("model.py":4:1)
// LOC: tcc.mul %{{.*}}, %[[Y]] {{.*}} loc("model.py":3:1)
// LOC-NOT: loc(unknown)

//--- bad.mlir
func.func @even(%x: tensor<f32>) -> tensor<f32> {
  // expected-note @below {{through @odd, used here}}
  %0 = func.call @odd(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
func.func private @odd(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{makes @even recursive, which is not supported}}
  // expected-note @below {{hint: a function must not reach itself by calls}}
  %0 = func.call @even(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func private @elsewhere(tensor<f32>) -> tensor<f32>
func.func private @loss(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'func.call' has no derivative}}
  %0 = func.call @elsewhere(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  // expected-note @below {{asked for by this transform of @loss}}
  %0:2 = tcc.value_and_grad @loss(%x) wrt [0] : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}

// -----

func.func private @elsewhere(tensor<f32>) -> tensor<f32>
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{cannot transform @elsewhere, which has no body}}
  %0:2 = tcc.value_and_grad @elsewhere(%x) wrt [0] : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}

// -----

func.func private @branches(%x: tensor<f32>) -> tensor<f32> {
  cf.br ^bb1
^bb1:
  return %x : tensor<f32>
}
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{is not supported: @branches has branches between blocks}}
  %0 = func.call @branches(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
