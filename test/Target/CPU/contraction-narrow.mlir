// Factors that are narrower than their sum: widened where they are loaded or packed, once; or packed as pairs, where the CPU multiplies
// two at a time. Values: op-values and the conformance set.
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels=cpu=skylake-avx512 --tcc-cpu-lower-kernels-to-vector=cpu=skylake-avx512 | FileCheck %s
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels=cpu=znver4 --tcc-cpu-lower-kernels-to-vector=cpu=znver4 | FileCheck %s --check-prefix=PAIRS

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(d0, d1) -> (d0, d1)>

// Both sides are packed as f32; the tile reads nothing else, and its result is rounded on registers.
// PAIRS-LABEL: func.func private @bf16(
// PAIRS:         vector.shuffle {{.*}} : vector<16xi16>, vector<16xi16>
// PAIRS:         vector.load {{.*}}, vector<2xbf16>
// PAIRS:         llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"
// PAIRS-NOT:     vector.fma
// PAIRS:         arith.truncf {{.*}} : vector<16xf32> to vector<16xbf16>
// CHECK-LABEL: func.func private @bf16(
// CHECK:         arith.extf {{.*}} : vector<16xbf16> to vector<16xf32>
// CHECK:         vector.fma
// CHECK:         arith.truncf {{.*}} : vector<16xf32> to vector<16xbf16>
// CHECK:         return
exec.kernel contraction @bf16 inputs 2 outputs 1 {
^bb0(%x: memref<128x128xbf16>, %w: memref<128x128xbf16>, %y: memref<128x128xbf16>, %s: memref<128x128xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%s : memref<128x128xf32>)
  linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : memref<128x128xbf16>, memref<128x128xbf16>) outs(%s : memref<128x128xf32>) {
  ^bb0(%p: bf16, %q: bf16, %o: f32):
    %0 = arith.extf %p : bf16 to f32
    %1 = arith.extf %q : bf16 to f32
    %2 = arith.mulf %0, %1 : f32
    %3 = arith.addf %o, %2 : f32
    linalg.yield %3 : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
    ins(%s : memref<128x128xf32>) outs(%y : memref<128x128xbf16>) {
  ^bb0(%p: f32, %o: bf16):
    %0 = arith.truncf %p : f32 to bf16
    linalg.yield %0 : bf16
  }
  exec.return
}

// Integers, with and without a sign.
// PAIRS-LABEL: func.func private @i8(
// PAIRS-NOT:     arith.xori {{.*}} : vector<64xi8>
// PAIRS:         llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// PAIRS-NOT:     arith.subi {{.*}} : vector<16xi32>
// CHECK-LABEL: func.func private @i8(
// CHECK-DAG:     arith.extsi {{.*}} : vector<16xi8> to vector<16xi32>
// CHECK-DAG:     arith.extui {{.*}} : i8 to i32
// CHECK:         arith.muli {{.*}} : vector<16xi32>
// CHECK:         return
exec.kernel contraction @i8 inputs 2 outputs 1 {
^bb0(%x: memref<16x64xi8>, %w: memref<64x16xi8>, %y: memref<16x16xi32>):
  %zero = arith.constant 0 : i32
  linalg.fill ins(%zero : i32) outs(%y : memref<16x16xi32>)
  linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : memref<16x64xi8>, memref<64x16xi8>) outs(%y : memref<16x16xi32>) {
  ^bb0(%p: i8, %q: i8, %o: i32):
    %0 = arith.extui %p : i8 to i32
    %1 = arith.extsi %q : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %o, %2 : i32
    linalg.yield %3 : i32
  }
  exec.return
}

// Few rows: the matrix is not packed, its rows become pairs where they are read; those of the other side are in memory as they are.
// PAIRS-LABEL: func.func private @streamed(
// PAIRS-NOT:     vector.store {{.*}} : memref<{{.*}}>, vector<16xi32>
// PAIRS:         vector.shuffle {{.*}} : vector<16xi16>, vector<16xi16>
// PAIRS:         vector.load {{.*}}, vector<2xi16>
// PAIRS:         llvm.call_intrinsic "llvm.x86.avx512.vpdpwssd.512"
exec.kernel contraction @streamed inputs 2 outputs 1 {
^bb0(%x: memref<2x256xi16>, %w: memref<256x512xi16>, %y: memref<2x512xi32>):
  %zero = arith.constant 0 : i32
  linalg.fill ins(%zero : i32) outs(%y : memref<2x512xi32>)
  linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : memref<2x256xi16>, memref<256x512xi16>) outs(%y : memref<2x512xi32>) {
  ^bb0(%p: i16, %q: i16, %o: i32):
    %0 = arith.extsi %p : i16 to i32
    %1 = arith.extsi %q : i16 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %o, %2 : i32
    linalg.yield %3 : i32
  }
  exec.return
}

// Turned, it is no product of pairs: its sides have changed.
// PAIRS-LABEL: func.func private @turned(
// PAIRS-NOT:     llvm.call_intrinsic
// PAIRS:         return
exec.kernel contraction @turned inputs 2 outputs 1 {
^bb0(%x: memref<8x300xbf16>, %w: memref<64x300xbf16>, %y: memref<8x64xf32>):
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<8x64xf32>)
  linalg.generic {indexing_maps = [#a, affine_map<(m, n, k) -> (n, k)>, #c], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : memref<8x300xbf16>, memref<64x300xbf16>) outs(%y : memref<8x64xf32>) {
  ^bb0(%p: bf16, %q: bf16, %o: f32):
    %0 = arith.extf %p : bf16 to f32
    %1 = arith.extf %q : bf16 to f32
    %2 = arith.mulf %0, %1 : f32
    %3 = arith.addf %o, %2 : f32
    linalg.yield %3 : f32
  }
  exec.return
}

// Four bytes at a time: the signs of one side are moved, and what that adds to the sums is taken off.
// PAIRS-LABEL: func.func private @signs(
// PAIRS:         arith.xori {{.*}} : vector<64xi8>
// PAIRS-COUNT-2: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// PAIRS:         arith.subi {{.*}} : vector<16xi32>
exec.kernel contraction @signs inputs 2 outputs 1 {
^bb0(%x: memref<64x256xi8>, %w: memref<256x512xi8>, %y: memref<64x512xi32>):
  %zero = arith.constant 0 : i32
  linalg.fill ins(%zero : i32) outs(%y : memref<64x512xi32>)
  linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%x, %w : memref<64x256xi8>, memref<256x512xi8>) outs(%y : memref<64x512xi32>) {
  ^bb0(%p: i8, %q: i8, %o: i32):
    %0 = arith.extsi %p : i8 to i32
    %1 = arith.extsi %q : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %o, %2 : i32
    linalg.yield %3 : i32
  }
  exec.return
}
