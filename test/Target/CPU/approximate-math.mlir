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

// Of two numbers the bits tell which zero it is; beside +0 an addition does, beside other constants nothing need.
// CHECK-LABEL: func.func @maximum(
// CHECK-SAME:    %[[X:.*]]: f32, %[[Y:.*]]: f32)
// CHECK:         %[[E:.*]] = arith.maximumf %[[X]], %[[Y]] fastmath<nsz,contract> : f32
// CHECK:         %[[A:.*]] = arith.andi
// CHECK:         %[[B:.*]] = arith.bitcast %[[A]] : i32 to f32
// CHECK:         %[[S:.*]] = arith.cmpf oeq, %[[X]], %[[Y]]
// CHECK:         arith.select %[[S]], %[[B]], %[[E]]
// CHECK:         %[[R:.*]] = arith.maximumf %[[X]], %{{.*}} fastmath<nsz> : f32
// CHECK:         arith.addf %[[R]], %{{.*}} : f32
// CHECK:         arith.maximumf %[[X]], %{{.*}} fastmath<nsz> : f32
// CHECK-NOT:     arith.
// CHECK:         return
func.func @maximum(%x: f32, %y: f32) -> (f32, f32, f32) {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %0 = arith.maximumf %x, %y fastmath<contract> : f32
  %1 = arith.maximumf %x, %zero : f32
  %2 = arith.maximumf %x, %one : f32
  return %0, %1, %2 : f32, f32, f32
}

// The least beside +0 is LLVM's business; where the sign does not matter, nothing is done.
// CHECK-LABEL: func.func @minimum(
// CHECK:         arith.minimumf %{{.*}} : vector<4xf64>
// CHECK-NEXT:    arith.minimumf %{{.*}} fastmath<nsz> : vector<4xf64>
// CHECK-NEXT:    arith.minimumf %{{.*}} fastmath<nsz> : vector<4xf64>
// CHECK:         arith.ori %{{.*}} : vector<4xi64>
func.func @minimum(%x: vector<4xf64>, %y: vector<4xf64>) -> (vector<4xf64>, vector<4xf64>, vector<4xf64>) {
  %zero = arith.constant dense<0.0> : vector<4xf64>
  %0 = arith.minimumf %x, %zero : vector<4xf64>
  %1 = arith.minimumf %x, %y fastmath<nsz> : vector<4xf64>
  %2 = arith.minimumf %x, %y : vector<4xf64>
  return %0, %1, %2 : vector<4xf64>, vector<4xf64>, vector<4xf64>
}

// AVX-512 scales vectors by powers of two.
// SCALEF-LABEL: func.func @scaled(
// SCALEF:         llvm.call_intrinsic "llvm.x86.avx512.mask.scalef.ps.512"
// SCALEF-NOT:     llvm.call_intrinsic
// SCALEF:         return
func.func @scaled(%x: vector<16xf32>, %y: f32) -> (vector<16xf32>, f32) {
  %0 = math.exp %x : vector<16xf32>
  %1 = math.exp %y : f32
  return %0, %1 : vector<16xf32>, f32
}
