// tcc.yield: ends a region of a tcc op, and nothing else.
// RUN: split-file %s %t
// RUN: tcc-opt %t/bad.mlir -split-input-file -verify-diagnostics

//--- bad.mlir
func.func @main(%x: tensor<4xf32>) {
  // expected-note@+2 {{hint: a function ends with return}}
  // expected-error@+1 {{ends a region of a tcc op, but stands in 'func.func'}}
  tcc.yield %x : tensor<4xf32>
}
