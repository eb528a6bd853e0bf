// tcc-reduce shrinks a module to the op that a test finds interesting (by failing).
// RUN: printf '#!/bin/sh\n! grep -q tcc.erf "$1"\n' > %t.sh && chmod +x %t.sh
// RUN: tcc-reduce %s -reduction-tree='traversal-mode=0 test=%t.sh' -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir

// CHECK: tcc.erf
// CHECK-NOT: tcc.exp
func.func @kept(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tcc.erf %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @dropped(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tcc.exp %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
