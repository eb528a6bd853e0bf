// -o of a program with a symbolic batch: one library for any number of rows, each row as in the program of that size.
// RUN: rm -rf %t && split-file %s %t
// RUN: tcc %t/mlp.mlir -o %t/any.so | FileCheck %s --check-prefix=REPORT
// RUN: tcc %t/mlp.mlir -o %t/again.so && cmp %t/any.so %t/again.so
// RUN: FileCheck %s --check-prefix=HEADER --input-file=%t/any.h
// RUN: tcc %t/mlp.mlir -o %t/any.o && tcc %t/mlp.mlir -o %t/any.a
// RUN: %npy %t/w.npy f4 8,3 0.5 -1 2 0.25 -0.125
// RUN: bash %t/compare.sh %t "%npy"
// RUN: %npy %t/x4.npy f4 4,8 1
// RUN: %exits 1 tcc run %t/any.so %t/x4.npy %t/w.npy %t/x7.npy | FileCheck %s --check-prefix=DIFFER
// RUN: %exits 1 tcc run %t/any.so %t/w.npy %t/w.npy %t/x7.npy | FileCheck %s --check-prefix=SHAPE
// RUN: tcc bench %t/any.so %t/x7.npy %t/w.npy %t/x7.npy --json | FileCheck %s --check-prefix=BENCH
// RUN: %exits 1 tcc bench %t/any.so %t/x7.npy %t/w.npy %t/x7.npy --carry=1 | FileCheck %s --check-prefix=CARRY

// One argument has a size, the other keeps its batch.
// RUN: tcc %t/two.mlir --shape=table=5x3 -o %t/two.so | FileCheck %s --check-prefix=REPORT
// RUN: %npy %t/table.npy f4 5,3 1 2 3 4
// RUN: %npy %t/rows.npy i4 2 4 0
// RUN: tcc run %t/two.so %t/table.npy %t/rows.npy | FileCheck %s --check-prefix=TWO

// Axes of a batch that is not first, in groups, and a result that is no row's.
// RUN: tcc %t/axes.mlir -o %t/axes.so | FileCheck %s --check-prefix=REPORT
// RUN: %npy %t/a.npy f4 9,2,4 0.5 -1 2
// RUN: %npy %t/b.npy f4 3,9 0.5 -1 2
// RUN: %npy %t/v.npy f4 4,3 0.5 -1 2
// RUN: tcc run %t/axes.so %t/a.npy %t/v.npy %t/b.npy --out-dir=%t/any
// RUN: tcc %t/axes.mlir --shape=a=9x2x4 --shape=b=3x9 -o %t/nine.so
// RUN: tcc run %t/nine.so %t/a.npy %t/v.npy %t/b.npy --out-dir=%t/nine
// RUN: cmp %t/any/out0.npy %t/nine/out0.npy && cmp %t/any/out1.npy %t/nine/out1.npy
// RUN: cmp %t/any/out2.npy %t/nine/out2.npy && cmp %t/any/out3.npy %t/nine/out3.npy

// REPORT: @main for cpu:
// REPORT-NEXT: batch any, in blocks of 1, 8 or 64 rows; what follows is of a block of 64
// HEADER: [0] f32[?x8] x
// HEADER: [1] f32[8x3] w
// HEADER: [0] f32[?x3]
// HEADER: `batch` is the extent that is written ? above
// HEADER: any_call(tccrt_executable *executable, int64_t batch, const float *a0_x,
// HEADER: return tccrt_executable_call_batch(executable, batch, arguments, 3, results, 1);
// DIFFER: tcc: error: argument 2 (bias) has a batch of 7, argument 0 (x) one of 4; they must be the same
// SHAPE: tcc: error: argument 0 (x): expected ?x8xf32, got 8x3xf32
// BENCH: "best_us":
// CARRY: tcc: error: --carry is for a program
// TWO: out0: 2x3xf32 1 2 3 1 2 3

//--- mlp.mlir
func.func @main(%x: tensor<?x8xf32> {tcc.name = "x"}, %w: tensor<8x3xf32> {tcc.name = "w"}, %bias: tensor<?x8xf32> {tcc.name = "bias"}) -> tensor<?x3xf32> {
  %0 = tcc.add %x, %bias : tensor<?x8xf32>, tensor<?x8xf32>
  %1 = tcc.matmul %0, %w : tensor<?x8xf32>, tensor<8x3xf32>
  %2 = tcc.softmax %1 axis 1 : tensor<?x3xf32>
  return %2 : tensor<?x3xf32>
}
//--- two.mlir
func.func @main(%table: tensor<?x3xf32> {tcc.name = "table"}, %i: tensor<?xi32> {tcc.name = "i"}) -> tensor<?x3xf32> {
  %0 = tcc.take %table, %i axis 0 : tensor<?x3xf32>, tensor<?xi32>
  return %0 : tensor<?x3xf32>
}
//--- axes.mlir
func.func @main(%a: tensor<?x2x4xf32> {tcc.name = "a"}, %v: tensor<4x3xf32>, %b: tensor<3x?xf32> {tcc.name = "b"})
    -> (tensor<?x6xf32>, tensor<3x?xf32>, tensor<2x?x4xf32>, tensor<3xf32>) {
  %0 = tcc.reshape %a to [-1, 4] : tensor<?x2x4xf32>
  %1 = tcc.matmul %0, %v : tensor<?x4xf32>, tensor<4x3xf32>
  %2 = tcc.reshape %1 to [-1, 6] : tensor<?x3xf32>
  %3 = tcc.exp %b : tensor<3x?xf32>
  %4 = tcc.transpose %a permutation [1, 0, 2] : tensor<?x2x4xf32>
  %5 = tcc.reduce_sum %v axes [0] : tensor<4x3xf32>
  return %2, %3, %4, %5 : tensor<?x6xf32>, tensor<3x?xf32>, tensor<2x?x4xf32>, tensor<3xf32>
}
//--- compare.sh
# compare.sh FOLDER NPY: the library for any batch beside one for each size, also without a row.
set -e
for rows in 0 1 2 7 8 31 32 33 64 100; do
  $2 $1/x$rows.npy f4 $rows,8 1 2 -3 0.5 7 -1 0.125
  tcc $1/mlp.mlir --shape=x=${rows}x8 --shape=bias=${rows}x8 -o $1/fixed.so >$1/report
  tcc run $1/any.so $1/x$rows.npy $1/w.npy $1/x$rows.npy --out-dir=$1/any
  tcc run $1/fixed.so $1/x$rows.npy $1/w.npy $1/x$rows.npy --out-dir=$1/fixed
  cmp $1/any/out0.npy $1/fixed/out0.npy
done
