// -o writes a library that needs no compiler, the same bytes every time; a symbolic batch is given a size.
// RUN: rm -rf %t && mkdir %t
// RUN: tcc %s --shape=x=4x8 -o %t/model.so | FileCheck %s --check-prefix=REPORT
// RUN: tcc %s --shape=x=4x8 -o %t/again.so && cmp %t/model.so %t/again.so
// RUN: tcc %s --shape=x=4x8 -o %t/model.o && tcc %s --shape=x=4x8 -o %t/model.a
// RUN: FileCheck %s --check-prefix=HEADER --input-file=%t/model.h
// RUN: %npy %t/x.npy f4 4,8 1 2 -3
// RUN: %npy %t/w.npy f4 8,3 0.5 -1 2
// RUN: tcc run %t/model.so %t/x.npy %t/w.npy --out-dir=%t/library
// RUN: tcc run %s %t/x.npy %t/w.npy --out-dir=%t/jit && cmp %t/library/out0.npy %t/jit/out0.npy
// Another batch of the same program.
// RUN: %npy %t/x7.npy f4 7,8 1 2 -3
// RUN: tcc run %s %t/x7.npy %t/w.npy | FileCheck %s --check-prefix=SEVEN
// RUN: %exits 1 tcc run %t/model.so %t/x7.npy %t/w.npy | FileCheck %s --check-prefix=FIXED
// RUN: tcc bench %s %t/x.npy %t/w.npy --json | FileCheck %s --check-prefix=BENCH

// REPORT: @main for cpu:
// HEADER: extern const tccrt_manifest model_manifest;
// SEVEN: out0: 7x3xf32
// FIXED: tcc: error: argument 0 (x): expected 4x8xf32, got 7x8xf32
// BENCH: "best_us":
// BENCH-SAME: "compile_s":
// BENCH-SAME: "med_us":
// BENCH-SAME: "reps":
// BENCH-SAME: "rss_mb":
func.func @main(%x: tensor<?x8xf32> {tcc.name = "x"}, %w: tensor<8x3xf32> {tcc.name = "w"}) -> tensor<?x3xf32> {
  %0 = tcc.matmul %x, %w : tensor<?x8xf32>, tensor<8x3xf32>
  %1 = tcc.tanh %0 : tensor<?x3xf32>
  return %1 : tensor<?x3xf32>
}
