// One conversion for all dialects that are left: control flow, indices, vectors with masks, math.
// RUN: tcc-opt %s --tcc-cpu-convert-to-llvm --verify-each | FileCheck %s \
// RUN:   --implicit-check-not=unrealized --implicit-check-not=vector. --implicit-check-not=memref.

// CHECK-LABEL: llvm.func @f
// CHECK:       llvm.br
// CHECK:       llvm.icmp "s{{[lg]}}t" {{.*}} : vector<16xi32>
// CHECK:       llvm.intr.masked.load
// CHECK:       llvm.intr.fmuladd
// CHECK:       llvm.intr.sqrt
// CHECK:       llvm.intr.masked.store
// CHECK:       llvm.cond_br
func.func @f(%x: memref<64xf32>, %n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  cf.br ^loop(%zero : index)
^loop(%i: index):
  %mask = vector.create_mask %n : vector<16xi1>
  %none = arith.constant dense<0.0> : vector<16xf32>
  %v = vector.maskedload %x[%i], %mask, %none : memref<64xf32>, vector<16xi1>, vector<16xf32> into vector<16xf32>
  %w = vector.fma %v, %v, %v : vector<16xf32>
  %r = math.sqrt %w : vector<16xf32>
  vector.maskedstore %x[%i], %mask, %r : memref<64xf32>, vector<16xi1>, vector<16xf32>
  %next = arith.addi %i, %one : index
  %more = arith.cmpi ult, %next, %n : index
  cf.cond_br %more, ^loop(%next : index), ^end
^end:
  return
}

// exp(x) - 1 and log(1 + x) would lose every bit near nought.
// CHECK-LABEL: llvm.func @exact
// CHECK:       llvm.call @expm1(
// CHECK:       llvm.call @log1p(
func.func @exact(%x: f64) -> f64 {
  %0 = math.expm1 %x : f64
  %1 = math.log1p %0 : f64
  return %1 : f64
}
