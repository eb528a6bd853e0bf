// RUN: split-file %s %t
// RUN: not tcc %t/custom.mlir 2>&1 | FileCheck %s --check-prefix=CUSTOM
// RUN: not tcc %t/dynamic.mlir 2>&1 | FileCheck %s --check-prefix=DYNAMIC
// RUN: not tcc %t/scalar.mlir 2>&1 | FileCheck %s --check-prefix=SCALAR
// RUN: not tcc %t/buffer.mlir 2>&1 | FileCheck %s --check-prefix=BUFFER
// RUN: %exits 3 tcc %t/custom.mlir

// CUSTOM: custom.mlir:2:8: error: not supported: {{.*}}'tosa.custom'
//--- custom.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %r = tosa.custom %x {domain_name = "a", implementation_attrs = "", operator_name = "b"} : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// DYNAMIC: dynamic.mlir:2:8: error: not supported: {{.*}}every shape must be known
//--- dynamic.mlir
func.func @main(%x: tensor<?xf32>) -> tensor<?xf32> {
  %r = tosa.exp %x : (tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// SCALAR: scalar.mlir:5:8: error: not supported: op 'scf.for' with a result of type 'index'
// SCALAR: note: loops and branches carry tensors
//--- scalar.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %k = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %c0) -> (index) {
    %b = arith.addi %a, %i : index
    scf.yield %b : index
  }
  %y = tensor.extract %x[%k] : tensor<4xf32>
  %z = tensor.from_elements %y : tensor<f32>
  return %z : tensor<f32>
}

// BUFFER: buffer.mlir:2:8: error: not supported: op 'memref.alloc'
//--- buffer.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %m = memref.alloc() : memref<4xf32>
  memref.dealloc %m : memref<4xf32>
  %y = math.exp %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
