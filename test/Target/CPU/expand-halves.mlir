// RUN: split-file %s %t
// RUN: tcc-opt %t/vectors.mlir --tcc-cpu-expand-halves | FileCheck %s --implicit-check-not=extf --implicit-check-not=truncf
// RUN: tcc-opt %t/vectors.mlir --tcc-cpu-expand-halves=f16=false | FileCheck %s --check-prefix=BRAIN
// RUN: tcc %t/tensors.mlir --target=cpu:x86-64 --emit=asm | FileCheck %s --check-prefix=ASM

//--- vectors.mlir
// Shapes stay.
// CHECK-LABEL: func.func @f16(
// CHECK:         arith.bitcast {{.*}} : vector<8xf16> to vector<8xi16>
// CHECK:         arith.bitcast {{.*}} : vector<8xi16> to vector<8xf16>
// CHECK:         return
// BRAIN-LABEL: func.func @f16(
// BRAIN:         arith.extf {{.*}} : vector<8xf16> to vector<8xf32>
// BRAIN:         arith.truncf {{.*}} : vector<8xf32> to vector<8xf16>
func.func @f16(%x: vector<8xf16>) -> vector<8xf16> {
  %0 = arith.extf %x : vector<8xf16> to vector<8xf32>
  %1 = arith.addf %0, %0 : vector<8xf32>
  %2 = arith.truncf %1 : vector<8xf32> to vector<8xf16>
  return %2 : vector<8xf16>
}

// CHECK-LABEL: func.func @bf16(
// CHECK:         arith.shli {{.*}} : i32
// CHECK:         arith.bitcast {{.*}} : i16 to bf16
// CHECK:         math.absf {{.*}} : f32
// CHECK:         arith.andi {{.*}} : i16
// BRAIN-LABEL: func.func @bf16(
// BRAIN-NOT:     arith.truncf
func.func @bf16(%x: bf16, %y: f32) -> (f32, bf16, f32, bf16) {
  %0 = arith.extf %x : bf16 to f32
  %1 = arith.truncf %y : f32 to bf16
  %2 = math.absf %y : f32
  %3 = math.absf %x : bf16
  return %0, %1, %2, %3 : f32, bf16, f32, bf16
}

//--- tensors.mlir
// No library is called to move, to choose or to compare halves.
// ASM-NOT: __{{trunc|extend}}
// ASM: tcc_entry
// ASM-NOT: __{{trunc|extend}}
func.func @main(%a: tensor<37xbf16>, %b: tensor<37xf16>) -> (tensor<37xbf16>, tensor<37xf16>, tensor<37xi1>) {
  %0 = tcc.max %a, %a : tensor<37xbf16>, tensor<37xbf16>
  %1 = tcc.add %b, %b : tensor<37xf16>, tensor<37xf16>
  %2 = tcc.compare lt %b, %1 : tensor<37xf16>, tensor<37xf16>
  return %0, %1, %2 : tensor<37xbf16>, tensor<37xf16>, tensor<37xi1>
}
