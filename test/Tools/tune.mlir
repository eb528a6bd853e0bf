// tcc tune keeps the schedules that it found in a file; compiling takes them from there.
// RUN: rm -rf %t && mkdir %t

// What is in the file stays, and searching for no time finds nothing: the same bytes.
// RUN: tcc tune %s --budget=0 -o %t/tuning | FileCheck %s --check-prefix=NONE
// NONE: 0 of 3 kernels have a better schedule
// RUN: FileCheck %s --input-file=%t/tuning --check-prefix=EMPTY --implicit-check-not=kernel
// EMPTY: tcc-tuning 1
// RUN: cp %t/tuning %t/before
// RUN: tcc tune %s --budget=0 -o %t/tuning
// RUN: diff %t/before %t/tuning

// Each kernel is timed; the search ends with its budget.
// RUN: timeout 60 tcc tune %s --budget=1 -o %t/tuning | FileCheck %s --check-prefix=TUNE
// TUNE:      kernel {{ *}}runs {{ *}}us before {{ *}}us after {{ *}}tried
// TUNE-NEXT: k0_{{.*}} 1 {{ *[0-9.]+ *[0-9.]+ *[0-9]+}}
// TUNE-NEXT: k1_{{.*}} 1 {{ *[0-9.]+ *[0-9.]+ *[0-9]+}}
// TUNE:      of 3 kernels have a better schedule
// RUN: tcc %s --tuning=%t/tuning | FileCheck %s --check-prefix=USE
// USE: schedules    {{[0-3]}} of 3 from {{.*}}tuning{{$}}

// The values are the same, with it and without.
// RUN: %npy %t/x.npy f4 64,96 1 0.3 -2.7 0.01
// RUN: %npy %t/w.npy f4 96,128 0.1 -0.3 0.7 1.3 0.9
// RUN: tcc run %s %t/x.npy %t/w.npy --out-dir=%t/rules
// RUN: tcc run %s %t/x.npy %t/w.npy --out-dir=%t/tuned --tuning=%t/tuning
// RUN: cmp %t/rules/out0.npy %t/tuned/out0.npy

func.func @main(%x: tensor<64x96xf32>, %w: tensor<96x128xf32>) -> tensor<128x64xf32> {
  %0 = tcc.matmul %x, %w : tensor<64x96xf32>, tensor<96x128xf32>
  %1 = tcc.softmax %0 axis 1 : tensor<64x128xf32>
  %2 = tcc.transpose %1 permutation [1, 0] : tensor<64x128xf32>
  return %2 : tensor<128x64xf32>
}
