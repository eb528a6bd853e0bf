// What cannot be done block by block is refused, with the op that mixes rows and the way out; --shape= takes it.
// RUN: rm -rf %t && mkdir %t
// RUN: %exits 3 tcc %s --entry=mean -o %t/m.so | FileCheck %s --check-prefix=MEAN
// RUN: tcc %s --entry=mean --shape=x=4x8 -o %t/m.so
// RUN: %exits 3 tcc %s --entry=pairs -o %t/m.so | FileCheck %s --check-prefix=PAIRS
// RUN: %exits 3 tcc %s --entry=square -o %t/m.so | FileCheck %s --check-prefix=SQUARE
// RUN: %exits 3 tcc %s --entry=fixed -o %t/m.so | FileCheck %s --check-prefix=FIXED
// RUN: %exits 3 tcc %s --entry=rows -o %t/m.so | FileCheck %s --check-prefix=ROWS
// RUN: %exits 3 tcc %s --entry=flip -o %t/m.so | FileCheck %s --check-prefix=FLIP
// RUN: %exits 3 tcc %s --entry=donated -o %t/m.so | FileCheck %s --check-prefix=DONATED
// RUN: %exits 3 tcc %s --entry=table -o %t/m.so | FileCheck %s --check-prefix=TABLE
// RUN: %exits 3 tcc %s --entry=joined -o %t/m.so | FileCheck %s --check-prefix=JOINED
// RUN: %exits 3 tcc %s --entry=step -o %t/m.so | FileCheck %s --check-prefix=STEP

// MEAN: symbolic-batch.mlir:[[#@LINE+3]]:8: error: not supported: a symbolic batch: tcc.reduce_mean mixes its rows
// MEAN: note: compile it for one batch: --shape=x=<rows>x8
func.func @mean(%x: tensor<?x8xf32> {tcc.name = "x"}) -> tensor<?x8xf32> {
  %0 = tcc.reduce_mean %x axes [0] : tensor<?x8xf32>
  %1 = tcc.sub %x, %0 : tensor<?x8xf32>, tensor<8xf32>
  return %1 : tensor<?x8xf32>
}

// PAIRS: not supported: a symbolic batch: tcc.matmul mixes its rows
// PAIRS: --shape=arg0=<rows>x8 --shape=arg1=8x<rows>
func.func @pairs(%x: tensor<?x8xf32>, %y: tensor<8x?xf32>) -> tensor<?x?xf32> {
  %1 = tcc.matmul %x, %y : tensor<?x8xf32>, tensor<8x?xf32>
  return %1 : tensor<?x?xf32>
}

// SQUARE: not supported: a symbolic batch: argument 0 (arg0) has two symbolic dimensions, only one can be the batch
func.func @square(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %1 = tcc.exp %x : tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}

// FIXED: not supported: a symbolic batch: with 1009 rows, 'tcc.add' op cannot broadcast
func.func @fixed(%x: tensor<?x8xf32>, %y: tensor<64x8xf32>) -> tensor<64x8xf32> {
  %1 = tcc.add %x, %y : tensor<?x8xf32>, tensor<64x8xf32>
  return %1 : tensor<64x8xf32>
}

// ROWS: not supported: a symbolic batch: result 0 has 2 rows for each row of the batch
func.func @rows(%x: tensor<?x2x4xf32>) -> tensor<?x4xf32> {
  %0 = tcc.reshape %x to [-1, 4] : tensor<?x2x4xf32>
  return %0 : tensor<?x4xf32>
}

// FLIP: not supported: a symbolic batch: tcc.reshape mixes its rows
func.func @flip(%x: tensor<?x4xf32>) -> tensor<4x?xf32> {
  %0 = tcc.reshape %x to [4, -1] : tensor<?x4xf32>
  return %0 : tensor<4x?xf32>
}

// DONATED: not supported: a symbolic batch: argument 0 (arg0) is donated, and every block of rows would update it
func.func @donated(%x: tensor<?x4xf32> {tcc.donate = 0}) -> tensor<?x4xf32> {
  %0 = tcc.exp %x : tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// TABLE: not supported: a symbolic batch: tcc.take depends on how many rows there are
func.func @table(%x: tensor<?x4xf32>, %i: tensor<?xi32>) -> tensor<?x4xf32> {
  %0 = tcc.take %x, %i axis 0 : tensor<?x4xf32>, tensor<?xi32>
  return %0 : tensor<?x4xf32>
}

// JOINED: not supported: a symbolic batch: tcc.concatenate computes with the number of a row
func.func @joined(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %1 = tcc.concatenate %x, %y axis 0 : tensor<?x4xf32>, tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

func.func private @loss(%w: tensor<4x3xf32>, %x: tensor<?x4xf32>, %l: tensor<?xi32>) -> tensor<f32> {
  %0 = tcc.matmul %x, %w : tensor<?x4xf32>, tensor<4x3xf32>
  %1 = tcc.cross_entropy %0, %l : tensor<?x3xf32>, tensor<?xi32>
  %2 = tcc.reduce_mean %1 axes [0] : tensor<?xf32>
  return %2 : tensor<f32>
}

// STEP: not supported: a symbolic batch:
// STEP: note: compile it for one batch: --shape=x=<rows>x4 --shape=arg2=<rows>
func.func @step(%w: tensor<4x3xf32>, %x: tensor<?x4xf32> {tcc.name = "x"}, %l: tensor<?xi32>) -> (tensor<f32>, tensor<4x3xf32>) {
  %0:2 = tcc.value_and_grad @loss(%w, %x, %l) wrt [0]
      : (tensor<4x3xf32>, tensor<?x4xf32>, tensor<?xi32>) -> (tensor<f32>, tensor<4x3xf32>)
  return %0#0, %0#1 : tensor<f32>, tensor<4x3xf32>
}
