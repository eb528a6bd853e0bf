// RUN: tcc-opt %s --tcc-import-linalg | FileCheck %s --check-prefix=IR --implicit-check-not=scf.if --implicit-check-not=linalg.softmax
// RUN: tcc run %s | FileCheck %s
// RUN: tcc run %s --entry=control | FileCheck %s --check-prefix=CONTROL
// RUN: not tcc %s --entry=gradient 2>&1 | FileCheck %s --check-prefix=GRAD

// CHECK: out0: 2x2xf32 19 22 43 50
// CHECK: out1: 2x2xf32 0.5 0.5 0.5 0.5
// CHECK: out2: 4xf32 0 2 4 6
// CHECK: out3: 2xf32 22 23
func.func @main() -> (tensor<2x2xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<2xf32>) {
  %a = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %b = arith.constant dense<[[5.0, 6.0], [7.0, 8.0]]> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<2x2xf32>
  %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<2x2xf32>) -> tensor<2x2xf32>
  %m = linalg.matmul ins(%a, %b : tensor<2x2xf32>, tensor<2x2xf32>) outs(%start : tensor<2x2xf32>) -> tensor<2x2xf32>
  %splat = tensor.splat %zero : tensor<2x2xf32>
  %s = linalg.softmax dimension(1) ins(%splat : tensor<2x2xf32>) outs(%empty : tensor<2x2xf32>) -> tensor<2x2xf32>
  %g = tensor.generate {
  ^bb0(%i: index):
    %j = arith.index_cast %i : index to i32
    %f = arith.sitofp %j : i32 to f32
    tensor.yield %f : f32
  } : tensor<4xf32>
  %twice = arith.addf %g, %g : tensor<4xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  %x = tensor.extract %m[%c0, %c1] : tensor<2x2xf32>
  %y = arith.addf %x, %one : f32
  %e = tensor.from_elements %x, %y : tensor<2xf32>
  return %m, %s, %twice, %e : tensor<2x2xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<2xf32>
}

// The counter of a loop is carried as a tensor, a branch is a switch.
// IR-LABEL: func.func @control
// IR: scf.for {{.*}} iter_args(%{{.*}}, %[[COUNTER:.*]] = %{{.*}}) -> (tensor<4xf32>, tensor<i64>)
// IR: tensor.extract %[[COUNTER]][]
// IR: scf.index_switch
// CONTROL: out0: 4xf32 10 21 32 43
// CONTROL: out1: 2xf32 7 7
func.func @control() -> (tensor<4xf32>, tensor<2xf32>) {
  %x = arith.constant dense<[0.0, 10.0, 20.0, 30.0]> : tensor<4xf32>
  %k = arith.constant dense<10.0> : tensor<4xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%acc = %x) -> (tensor<4xf32>) {
    %old = tensor.extract %acc[%i] : tensor<4xf32>
    %j = arith.index_cast %i : index to i32
    %f = arith.sitofp %j : i32 to f32
    %new = arith.addf %old, %f : f32
    %next = tensor.insert %new into %acc[%i] : tensor<4xf32>
    scf.yield %next : tensor<4xf32>
  }
  %sum = arith.addf %r, %k : tensor<4xf32>
  %first = tensor.extract %sum[%c0] : tensor<4xf32>
  %ten = arith.constant 10.0 : f32
  %p = arith.cmpf oeq, %first, %ten : f32
  %seven = arith.constant dense<7.0> : tensor<2xf32>
  %eight = arith.constant dense<8.0> : tensor<2xf32>
  %b = scf.if %p -> (tensor<2xf32>) {
    scf.yield %seven : tensor<2xf32>
  } else {
    scf.yield %eight : tensor<2xf32>
  }
  return %sum, %b : tensor<4xf32>, tensor<2xf32>
}

// A gradient is taken of tcc ops: below them there is none.
// GRAD: error: 'linalg.generic' has no derivative
func.func private @square(%x: tensor<f32>) -> tensor<f32> {
  %y = arith.mulf %x, %x : tensor<f32>
  return %y : tensor<f32>
}
func.func @gradient(%x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %v, %g = tcc.value_and_grad @square(%x) wrt [0] : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %v, %g : tensor<f32>, tensor<f32>
}
