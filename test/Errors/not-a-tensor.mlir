// A program's edge is made of ranked tensors.
// RUN: split-file %s %t
// RUN: %exits 1 tcc %t/index.mlir | FileCheck %s --check-prefix=INDEX
// RUN: %exits 1 tcc %t/memref.mlir | FileCheck %s --check-prefix=MEMREF
// RUN: %exits 1 tcc %t/scalar.mlir | FileCheck %s --check-prefix=SCALAR
// RUN: %exits 1 tcc %t/unranked.mlir | FileCheck %s --check-prefix=UNRANKED
// RUN: %exits 1 tcc %t/monster.mlir | FileCheck %s --check-prefix=MONSTER

// INDEX: index.mlir:1:17: error: argument 0 is of type 'index'; expected a tensor
// MEMREF: memref.mlir:1:17: error: argument 0 is of type 'memref<2xf32>'; expected a tensor
// SCALAR: scalar.mlir:1:17: error: argument 0 is of type 'f32'; expected a tensor
// SCALAR: note: a scalar is a tensor of rank 0: 'tensor<f32>'
// UNRANKED: unranked.mlir:1:17: error: argument 0 is of type 'tensor<*xf32>'; expected a tensor
// UNRANKED: note: the rank must be known
// MONSTER: monster.mlir:10:17: error: argument 0 is of type 'tuple<{{.*}} ... {{.*}}'; expected a tensor

//--- index.mlir
func.func @main(%x: index) -> index {
  return %x : index
}

//--- memref.mlir
func.func @main(%x: memref<2xf32>) -> memref<2xf32> {
  return %x : memref<2xf32>
}

//--- scalar.mlir
func.func @main(%x: f32) -> f32 {
  return %x : f32
}

//--- unranked.mlir
func.func @main(%x: tensor<*xf32>) -> tensor<*xf32> {
  return %x : tensor<*xf32>
}

//--- monster.mlir
!t0 = tuple<f32, f32>
!t1 = tuple<!t0, !t0>
!t2 = tuple<!t1, !t1>
!t3 = tuple<!t2, !t2>
!t4 = tuple<!t3, !t3>
!t5 = tuple<!t4, !t4>
!t6 = tuple<!t5, !t5>
!t7 = tuple<!t6, !t6>
!t8 = tuple<!t7, !t7>
func.func @main(%x: !t8) -> !t8 {
  return %x : !t8
}
