// A misspelt attribute is a wish that nobody would hear.
// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/misspelt.mlir | FileCheck %s --check-prefix=MISSPELT
// RUN: %exits 1 tcc %t/number.mlir | FileCheck %s --check-prefix=NUMBER

// MISSPELT: misspelt.mlir:1:17: error: argument 0: no attribute tcc.donated; there are tcc.name, tcc.param, tcc.init and tcc.donate
// NUMBER: error: argument 0: tcc.name expects a string, got 5 : i64

//--- misspelt.mlir
func.func @main(%x: tensor<2xf32> {tcc.donated = 0}) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}

//--- number.mlir
func.func @main(%x: tensor<2xf32> {tcc.name = 5}) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
