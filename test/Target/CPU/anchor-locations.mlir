// RUN: tcc-opt %s --tcc-cpu-anchor-locations --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

// CHECK-NOT: fused
// CHECK:     llvm.fadd {{.*}} loc("model.cpp":3:7)
// CHECK:     llvm.fmul {{.*}} loc("model.cpp":9:1)
// CHECK-NOT: fused
llvm.func @f(%x: f32) -> f32 {
  %0 = llvm.fadd %x, %x : f32 loc(fused[unknown, "model.cpp":3:7, "model.cpp":4:7])
  %1 = llvm.fmul %0, %0 : f32 loc(fused<"why">[fused["w"("model.cpp":9:1)]])
  llvm.return %1 : f32
}
