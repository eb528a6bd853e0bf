// A sum of products of rows that a loop carries is one product behind the loop.
// RUN: split-file %s %t
// RUN: tcc-opt %t/sunk.mlir --tcc-sink-sums --tcc-simplify | FileCheck %s --check-prefix=SUNK
// RUN: tcc run %t/sunk.mlir | FileCheck %s --check-prefix=SUNK-VALUES
// RUN: tcc-opt %t/kept.mlir --tcc-sink-sums | FileCheck %s --check-prefix=KEPT

//--- sunk.mlir
// One factor is a row that comes in, the other one that goes out; what the sum began with is added once.
// SUNK: %[[YS:.*]] = tcc.scan 3 reverse over(%{{.*}} = %[[XS:.*]] : tensor<3x1x2xi32>) {
// SUNK-NOT: tcc.dot
// SUNK: }
// SUNK: %[[ALL:.*]] = tcc.dot %[[XS]], %[[YS]] batch [] x [] contracting [0, 1] x [0, 1] : tensor<3x1x2xi32>, tensor<3x1x2xi32>
// SUNK: %[[SUM:.*]] = tcc.add %[[ALL]], %{{.*}}
// SUNK: return %[[SUM]], %[[ALL]], %[[YS]]
// SUNK-VALUES: out0: {{.*}}i32 170 188 188 212
// SUNK-VALUES: out1: {{.*}}i32 70 88 88 112
func.func @main() -> (tensor<2x2xi32>, tensor<2x2xi32>, tensor<3x1x2xi32>) {
  %xs = tcc.constant dense<[[[1, 2]], [[3, 4]], [[5, 6]]]> : tensor<3x1x2xi32>
  %two = tcc.constant dense<2> : tensor<i32>
  %start = tcc.constant dense<100> : tensor<2x2xi32>
  %zero = tcc.constant dense<0> : tensor<2x2xi32>
  %r:3 = tcc.scan 3 reverse carry(%a = %start : tensor<2x2xi32>, %b = %zero : tensor<2x2xi32>) over(%x = %xs : tensor<3x1x2xi32>) {
    %y = tcc.mul %x, %two : tensor<1x2xi32>, tensor<i32>
    %p = tcc.dot %x, %y batch [] x [] contracting [0] x [0] : tensor<1x2xi32>, tensor<1x2xi32>
    %q = tcc.matmul %x, %y transpose_a : tensor<1x2xi32>, tensor<1x2xi32>
    %a1 = tcc.add %a, %p : tensor<2x2xi32>, tensor<2x2xi32>
    %b1 = tcc.add %q, %b : tensor<2x2xi32>, tensor<2x2xi32>
    tcc.yield %a1, %b1, %y : tensor<2x2xi32>, tensor<2x2xi32>, tensor<1x2xi32>
  }
  return %r#0, %r#1, %r#2 : tensor<2x2xi32>, tensor<2x2xi32>, tensor<3x1x2xi32>
}

//--- kept.mlir
// A factor that nobody keeps; a sum that rounds read; rows larger than the sum.
// KEPT: tcc.scan 3 carry(
// KEPT-COUNT-3: tcc.dot
// KEPT: }
// KEPT-NOT: tcc.dot
// KEPT: return
func.func @main(%xs: tensor<3x1x2xf32>, %us: tensor<3x9x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<3x2x2xf32>) {
  %zero = tcc.constant dense<0.0> : tensor<2x2xf32>
  %r:4 = tcc.scan 3 carry(%a = %zero : tensor<2x2xf32>, %b = %zero : tensor<2x2xf32>, %c = %zero : tensor<2x2xf32>) over(%x = %xs : tensor<3x1x2xf32>, %u = %us : tensor<3x9x2xf32>) {
    %y = tcc.tanh %x : tensor<1x2xf32>
    %p = tcc.dot %x, %y batch [] x [] contracting [0] x [0] : tensor<1x2xf32>, tensor<1x2xf32>
    %q = tcc.dot %x, %x batch [] x [] contracting [0] x [0] : tensor<1x2xf32>, tensor<1x2xf32>
    %s = tcc.dot %u, %u batch [] x [] contracting [0] x [0] : tensor<9x2xf32>, tensor<9x2xf32>
    %a1 = tcc.add %a, %p : tensor<2x2xf32>, tensor<2x2xf32>
    %b1 = tcc.add %b, %q : tensor<2x2xf32>, tensor<2x2xf32>
    %c1 = tcc.add %c, %s : tensor<2x2xf32>, tensor<2x2xf32>
    tcc.yield %a1, %b1, %c1, %b : tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>
  }
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<3x2x2xf32>
}
