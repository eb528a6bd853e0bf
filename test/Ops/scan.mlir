// tcc.scan: a counted loop over rows. Values and gradients: ControlValues.cpp.
// RUN: split-file %s %t
// RUN: tcc-opt %t/ok.mlir | tcc-opt | FileCheck %s --check-prefix=ROUNDTRIP
// RUN: tcc-opt %t/ok.mlir --tcc-lower-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: tcc-opt %t/grad.mlir --tcc-expand-transforms --tcc-simplify | FileCheck %s --check-prefix=GRAD
// RUN: tcc-opt %t/simplify.mlir --tcc-simplify | FileCheck %s --check-prefix=SIMPLIFY
// RUN: %npy %t/h.npy f8 3 0.5 -0.25 1.0
// RUN: %npy %t/x.npy f8 4,3 0.1 0.2 0.3 -0.4 0.5 0.6 0.7 -0.8 0.9 1.0 -1.1 1.2
// RUN: tcc grad %t/twice.mlir %t/h.npy %t/x.npy --entry=squared --wrt=0,1 --check --out-dir=%t
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- ok.mlir
// ROUNDTRIP: tcc.scan 6 reverse carry(%[[C:.*]] = %{{.*}} : tensor<4xf32>) over(%[[X:.*]] = %{{.*}} : tensor<6x4xf32>) {
// ROUNDTRIP: tcc.add %[[C]], %[[X]]
// ROUNDTRIP: tcc.yield %{{.*}}, %[[C]] : tensor<4xf32>, tensor<4xf32>
// LINALG-LABEL: func.func @main
// LINALG-NOT: tcc.
// LINALG: %[[R:.*]]:2 = scf.for %[[I:.*]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[C:.*]] = %arg0, %[[YS:.*]] = %{{.*}})
// LINALG: %[[ROW:.*]] = arith.subi %{{.*}}, %[[I]] : index
// LINALG: tensor.extract_slice %arg1[%[[ROW]], 0] [1, 4] [1, 1] : tensor<6x4xf32> to tensor<4xf32>
// LINALG: tensor.insert_slice %[[C]] into %[[YS]][%[[ROW]], 0] [1, 4] [1, 1]
func.func @main(%h0: tensor<4xf32>, %xs: tensor<6x4xf32>) -> (tensor<4xf32>, tensor<6x4xf32>) {
  %h, %ys = tcc.scan 6 reverse carry(%c = %h0 : tensor<4xf32>) over(%x = %xs : tensor<6x4xf32>) {
    %n = tcc.add %c, %x : tensor<4xf32>, tensor<4xf32>
    tcc.yield %n, %c : tensor<4xf32>, tensor<4xf32>
  }
  return %h, %ys : tensor<4xf32>, tensor<6x4xf32>
}

//--- grad.mlir
// The first loop keeps what each round begins with, the second goes the other way.
// GRAD-LABEL: func.func @grad
// GRAD: %[[F:.*]]:2 = tcc.scan 6 carry(%[[H:.*]] = %arg0
// GRAD: tcc.yield %{{.*}}, %[[H]]
// GRAD: tcc.scan 6 reverse carry(%[[D:.*]] = %{{.*}} : tensor<4xf32>) over(%[[KEPT:.*]] = %[[F]]#1 : tensor<6x4xf32>) {
// GRAD: %[[M:.*]] = tcc.mul %[[D]], %[[KEPT]]
// GRAD: tcc.add %[[M]], %[[M]]
// GRAD-NOT: tcc.scan
func.func private @loss(%h0: tensor<4xf32>) -> tensor<f32> {
  %h = tcc.scan 6 carry(%c = %h0 : tensor<4xf32>) {
    %n = tcc.mul %c, %c : tensor<4xf32>, tensor<4xf32>
    tcc.yield %n : tensor<4xf32>
  }
  %s = tcc.reduce_sum %h axes [0] : tensor<4xf32>
  return %s : tensor<f32>
}
func.func @grad(%h0: tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>) {
  %0:2 = tcc.value_and_grad @loss(%h0) wrt [0] : (tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>)
  return %0#0, %0#1 : tensor<f32>, tensor<4xf32>
}

//--- simplify.mlir
// What never changes, what nobody reads and what is the same each round leave the loop.
// SIMPLIFY-LABEL: func.func @main
// SIMPLIFY: %[[W:.*]] = tcc.exp %arg1
// SIMPLIFY: tcc.scan 5 carry(%[[X:.*]] = %arg0 : tensor<4xf32>) {
// SIMPLIFY-NEXT: %[[N:.*]] = tcc.mul %[[X]], %[[W]]
// SIMPLIFY-NEXT: tcc.yield %[[N]] : tensor<4xf32>
func.func @main(%x0: tensor<4xf32>, %w0: tensor<4xf32>, %rows: tensor<5x2xf32>) -> tensor<4xf32> {
  %x, %w, %d, %ys = tcc.scan 5 carry(%x = %x0 : tensor<4xf32>, %w = %w0 : tensor<4xf32>, %d = %w0 : tensor<4xf32>)
      over(%row = %rows : tensor<5x2xf32>) {
    %e = tcc.exp %w : tensor<4xf32>
    %n = tcc.mul %x, %e : tensor<4xf32>, tensor<4xf32>
    %m = tcc.add %d, %x : tensor<4xf32>, tensor<4xf32>
    tcc.yield %n, %w, %m, %row : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<2xf32>
  }
  return %x : tensor<4xf32>
}

//--- twice.mlir
func.func private @loss(%h0: tensor<3xf64>, %xs: tensor<4x3xf64>) -> tensor<f64> {
  %h = tcc.scan 4 carry(%c = %h0 : tensor<3xf64>) over(%x = %xs : tensor<4x3xf64>) {
    %p = tcc.mul %c, %x : tensor<3xf64>, tensor<3xf64>
    %s = tcc.sin %p : tensor<3xf64>
    %n = tcc.add %s, %h0 : tensor<3xf64>, tensor<3xf64>
    tcc.yield %n : tensor<3xf64>
  }
  %s = tcc.reduce_sum %h axes [0] : tensor<3xf64>
  return %s : tensor<f64>
}
func.func @squared(%h0: tensor<3xf64>, %xs: tensor<4x3xf64>) -> tensor<f64> {
  %0:3 = tcc.value_and_grad @loss(%h0, %xs) wrt [0, 1]
      : (tensor<3xf64>, tensor<4x3xf64>) -> (tensor<f64>, tensor<3xf64>, tensor<4x3xf64>)
  %1 = tcc.mul %0#1, %0#1 : tensor<3xf64>, tensor<3xf64>
  %2 = tcc.reduce_sum %1 axes [0] : tensor<3xf64>
  %3 = tcc.mul %0#2, %0#2 : tensor<4x3xf64>, tensor<4x3xf64>
  %4 = tcc.reduce_sum %3 axes [0, 1] : tensor<4x3xf64>
  %5 = tcc.add %2, %4 : tensor<f64>, tensor<f64>
  return %5 : tensor<f64>
}

//--- bad.mlir
func.func @main(%x: tensor<5x4xf32>) {
  // expected-error@+1 {{runs over 6 rows, but input 0 is 'tensor<5x4xf32>'}}
  %0 = tcc.scan 6 over(%r = %x : tensor<5x4xf32>) {
    tcc.yield %r : tensor<4xf32>
  }
  return
}

// -----

func.func @main(%x: tensor<f32>) {
  // expected-error@+1 {{expected tensors with rows (rank 1 or more), got 'tensor<f32>'}}
  %0 = tcc.scan 6 over(%r = %x : tensor<f32>) {
    tcc.yield %r : tensor<f32>
  }
  return
}

// -----

func.func @main(%x: tensor<4xf32>, %y: tensor<2xf32>) {
  // expected-error@+1 {{body must yield 'tensor<4xf32>', but yields 'tensor<2xf32>'}}
  %0 = tcc.scan 6 carry(%r = %x : tensor<4xf32>) {
    // expected-note@+1 {{it is yielded here}}
    tcc.yield %y : tensor<2xf32>
  }
  return
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{carries 1 values, but its body yields 0}}
  %0 = tcc.scan 6 carry(%r = %x : tensor<4xf32>) {
    tcc.yield
  }
  return
}
