// One conversion takes a kernel's function to the LLVM dialect; nothing of another dialect is left.
// RUN: tcc-opt %s --tcc-cpu-convert-to-llvm | FileCheck %s --implicit-check-not=arith. --implicit-check-not=memref. --implicit-check-not=vector.load --implicit-check-not=unrealized

// CHECK-LABEL: llvm.func @axpy
// CHECK:         llvm.load {{.*}} -> vector<16xf32>
// CHECK:         llvm.intr.fma
// CHECK:         llvm.store
func.func @axpy(%x: memref<16xf32>, %y: memref<16xf32>, %a: f32) {
  %c0 = arith.constant 0 : index
  %0 = vector.load %x[%c0] : memref<16xf32>, vector<16xf32>
  %1 = vector.load %y[%c0] : memref<16xf32>, vector<16xf32>
  %2 = vector.broadcast %a : f32 to vector<16xf32>
  %3 = vector.fma %2, %0, %1 : vector<16xf32>
  vector.store %3, %y[%c0] : memref<16xf32>, vector<16xf32>
  return
}

// What has neither an instruction nor an intrinsic is a call of libm.
// CHECK-LABEL: llvm.func @error_function
// CHECK:         llvm.call @erf
func.func @error_function(%x: f64) -> f64 {
  %0 = math.erf %x : f64
  return %0 : f64
}
