// A tuning file gives a kernel its schedule: by the machine's description and the kernel's structure, which --explain tells.
// RUN: rm -rf %t && mkdir %t
// RUN: tcc tune %s --budget=0 -o %t/empty
// RUN: tcc %s --tuning=%t/empty --explain > %t/report
// RUN: FileCheck %s --input-file=%t/report --check-prefix=NONE
// NONE: schedules    0 of 1 from {{.*}}empty{{$}}
// NONE: structure {{[0-9a-f]+$}}
// RUN: sed -n 's/^ *structure \(.*\)/kernel \1 #exec.contraction<lanes = 8, tile_rows = 5, tile_vectors = 2, k_block = 7, row_block = 999999999999, column_block = 64> \/\/ by hand/p' %t/report > %t/entry
// RUN: cat %t/empty %t/entry > %t/tuning

// It is followed, as far as it is legal; without the file the rules choose.
// RUN: tcc %s --tuning=%t/tuning --emit=tiled | FileCheck %s --check-prefix=TUNED
// RUN: env TCC_TUNING=%t/tuning tcc %s --emit=tiled | FileCheck %s --check-prefix=TUNED
// RUN: tcc %s --emit=tiled | FileCheck %s --check-prefix=RULES
// RUN: env TCC_TUNING=%t/tuning tcc %s --tuning=%t/empty --emit=tiled | FileCheck %s --check-prefix=RULES
// TUNED: #exec.contraction<lanes = 8, tile_rows = 5, tile_vectors = 2, k_block = 7, {{.*}}column_block = 64
// RULES: #exec.contraction<
// RULES-NOT: tile_rows = 5
// RUN: tcc %s --tuning=%t/tuning | FileCheck %s --check-prefix=COUNT
// COUNT: schedules    1 of 1 from {{.*}}tuning{{$}}

// The plan does not show it: schedules are chosen after it.
// RUN: tcc %s --tuning=%t/tuning --emit=plan | FileCheck %s --check-prefix=PLAN --implicit-check-not=schedule
// PLAN: exec.kernel

// The values do not change.
// RUN: %npy %t/x.npy f4 32,48 1 0.3 -2.7 0.01
// RUN: %npy %t/w.npy f4 48,40 0.1 -0.3 0.7 1.3 0.9
// RUN: tcc run %s %t/x.npy %t/w.npy --out-dir=%t/rules
// RUN: tcc run %s %t/x.npy %t/w.npy --out-dir=%t/tuned --tuning=%t/tuning
// RUN: cmp %t/rules/out0.npy %t/tuned/out0.npy

// Another CPU's entries are none of this one's. What the file holds stays when more is added: the same bytes.
// RUN: tcc %s --target=cpu:generic --tuning=%t/tuning | FileCheck %s --check-prefix=OTHER
// OTHER: schedules    0 of 1 from {{.*}}tuning, which has 1 for other targets
// RUN: tcc tune %s --budget=0 -o %t/tuning
// RUN: FileCheck %s --input-file=%t/tuning --check-prefix=KEPT
// KEPT: kernel {{[0-9a-f]+}} #exec.contraction<lanes = 8, tile_rows = 5, {{.*}}> // by hand
// RUN: cp %t/tuning %t/before
// RUN: tcc tune %s --budget=0 -o %t/tuning
// RUN: cmp %t/before %t/tuning

func.func @main(%x: tensor<32x48xf32>, %w: tensor<48x40xf32>) -> tensor<32x40xf32> {
  %0 = tcc.matmul %x, %w : tensor<32x48xf32>, tensor<48x40xf32>
  return %0 : tensor<32x40xf32>
}
