// A loop over the parts of a concatenation, or over what padding surrounds, becomes one loop a part.
// RUN: split-file %s %t
// RUN: tcc %t/parts.mlir --emit=vector | FileCheck %s --check-prefix=PARTS
// RUN: tcc %t/padded.mlir --emit=vector | FileCheck %s --check-prefix=PADDED
// RUN: tcc %t/short.mlir --emit=vector | FileCheck %s --check-prefix=SHORT

//--- parts.mlir
// PARTS-LABEL: func.func private @k0
// PARTS-SAME: %[[B:.*]]: memref<4x48xf32>, %[[A:.*]]: memref<4x16xf32>
// PARTS-NOT: cmpi
// PARTS: scf.for
// PARTS: scf.for %[[I:.*]] = %c0{{.*}} to %c16
// PARTS-NOT: cmpi
// PARTS: scf.for %[[J:.*]] = %c16{{.*}} to %c64
// PARTS: %[[K:.*]] = arith.subi %[[J]], %c16
// PARTS: memref.load {{.*}}[%{{.*}}, %[[K]]] : memref<4x48xf32>
// PARTS-NOT: cmpi
// PARTS: return
func.func @main(%a: tensor<4x16xf32>, %b: tensor<4x48xf32>) -> tensor<4x64xf32> {
  %0 = tcc.concatenate %a, %b axis 1 : tensor<4x16xf32>, tensor<4x48xf32>
  return %0 : tensor<4x64xf32>
}

//--- padded.mlir
// The outer loop is of tasks: its parts are what each task has of them.
// PADDED-LABEL: func.func private @k0
// PADDED-NOT: cmpi
// PADDED: %[[LOW:.*]] = arith.maxsi %{{.*}}, %c8
// PADDED: scf.for %[[I:.*]] = %[[LOW]] to
// PADDED: %[[ROW:.*]] = arith.subi %[[I]], %c8
// PADDED: memref.load %{{.*}}[%[[ROW]], %{{.*}}] : memref<512x512xf32>
// PADDED-NOT: cmpi
// PADDED: return
func.func @main(%a: tensor<512x512xf32>, %b: tensor<f32>) -> tensor<520x512xf32> {
  %0 = tcc.pad %a, %b low [8, 0] high [0, 0] : tensor<512x512xf32>, tensor<f32>
  return %0 : tensor<520x512xf32>
}

//--- short.mlir
// SHORT-LABEL: func.func private @k0
// SHORT: cmpi
// SHORT: return
func.func @main(%a: tensor<4x2xf32>, %b: tensor<4x2xf32>) -> tensor<4x4xf32> {
  %0 = tcc.concatenate %a, %b axis 1 : tensor<4x2xf32>, tensor<4x2xf32>
  return %0 : tensor<4x4xf32>
}
