// A reduction over one element, of two tensors at once: it starts from what it combines with.
// RUN: tcc-conformance --checks %s -v --interpret | FileCheck %s
// CHECK: 1 passed, 0 failed

module @jit_main {
  func.func public @main() -> tensor<i32> {
    %0 = call @inputs() : () -> tensor<1xf32>
    %1:2 = call @argmax(%0) : (tensor<1xf32>) -> (tensor<f32>, tensor<i32>)
    check.expect_eq_const %1#0, dense<-3.0> : tensor<f32>
    check.expect_eq_const %1#1, dense<7> : tensor<i32>
    return %1#1 : tensor<i32>
  }
  func.func private @inputs() -> tensor<1xf32> {
    %0 = stablehlo.constant dense<-3.0> : tensor<1xf32>
    return %0 : tensor<1xf32>
  }
  func.func private @argmax(%arg0: tensor<1xf32>) -> (tensor<f32>, tensor<i32>) {
    %places = stablehlo.constant dense<7> : tensor<1xi32>
    %least = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %none = stablehlo.constant dense<-1> : tensor<i32>
    %0:2 = stablehlo.reduce(%arg0 init: %least), (%places init: %none) across dimensions = [0] : (tensor<1xf32>, tensor<1xi32>, tensor<f32>, tensor<i32>) -> (tensor<f32>, tensor<i32>)
     reducer(%a: tensor<f32>, %b: tensor<f32>) (%i: tensor<i32>, %j: tensor<i32>) {
      %1 = stablehlo.compare GE, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %2 = stablehlo.select %1, %a, %b : tensor<i1>, tensor<f32>
      %3 = stablehlo.select %1, %i, %j : tensor<i1>, tensor<i32>
      stablehlo.return %2, %3 : tensor<f32>, tensor<i32>
    }
    return %0#0, %0#1 : tensor<f32>, tensor<i32>
  }
}
