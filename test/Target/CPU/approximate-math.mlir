// RUN: tcc-opt %s --tcc-cpu-approximate-math | FileCheck %s
// RUN: tcc-opt %s --tcc-cpu-approximate-math=scalef=true | FileCheck %s --check-prefix=SCALEF

// Polynomials on scalars and vectors of f32, without fma (which would be a call on a CPU that has none).
// CHECK-LABEL: func.func @f32(
// CHECK-NOT:     math.{{exp|expm1|log|log1p|erf|tanh|fma}}
// CHECK:         arith.mulf {{.*}} fastmath<contract> : f32
// CHECK:         arith.mulf {{.*}} fastmath<contract> : vector<16xf32>
// CHECK-NOT:     math.{{exp|expm1|log|log1p|erf|tanh|fma}}
// CHECK:         return
func.func @f32(%x: f32, %v: vector<16xf32>) -> (f32, f32, vector<16xf32>, vector<16xf32>, f32, f32) {
  %0 = math.exp %x : f32
  %1 = math.expm1 %x : f32
  %2 = math.log %v : vector<16xf32>
  %3 = math.tanh %v : vector<16xf32>
  %4 = math.log1p %x : f32
  %5 = math.erf %x : f32
  return %0, %1, %2, %3, %4, %5 : f32, f32, vector<16xf32>, vector<16xf32>, f32, f32
}

// f64 is there for accuracy.
// CHECK-LABEL: func.func @f64(
// CHECK-NEXT:    math.exp
// CHECK-NEXT:    math.tanh
// CHECK-NEXT:    return
func.func @f64(%x: f64) -> (f64, f64) {
  %0 = math.exp %x : f64
  %1 = math.tanh %x : f64
  return %0, %1 : f64, f64
}

// CHECK-LABEL: func.func @maximum(
// CHECK:         arith.maximumf {{.*}} fastmath<nsz,contract> : f32
func.func @maximum(%x: f32, %y: f32) -> f32 {
  %0 = arith.maximumf %x, %y fastmath<contract> : f32
  return %0 : f32
}

// AVX-512 scales vectors by powers of two, denormal results included.
// SCALEF-LABEL: func.func @scaled(
// SCALEF:         llvm.call_intrinsic "llvm.x86.avx512.mask.scalef.ps.512"
// SCALEF-NOT:     llvm.call_intrinsic
// SCALEF:         return
func.func @scaled(%x: vector<16xf32>, %y: f32) -> (vector<16xf32>, f32) {
  %0 = math.exp %x : vector<16xf32>
  %1 = math.exp %y : f32
  return %0, %1 : vector<16xf32>, f32
}
