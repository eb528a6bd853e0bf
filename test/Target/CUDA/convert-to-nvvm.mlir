// Bare pointers, workgroup memory as a global of its space, what a launch is as an attribute; indices have 32 bits where buffers are small.
// RUN: tcc-opt %s --tcc-cuda-lower-to-nvvm | FileCheck %s
module attributes {gpu.container_module} {
  gpu.module @device {
    // CHECK: llvm.mlir.global internal @turn_shared_0() {addr_space = 3 : i32, alignment = 16 : i64} : !llvm.array<64 x f32>
    // CHECK: llvm.func @turn(%[[X:.*]]: !llvm.ptr {llvm.align = 256 : i64, llvm.noalias}, %{{.*}}: !llvm.ptr) attributes {
    // CHECK-SAME: exec.launch = {blocks = 1 : i64, buffers = array<i64: 256, 256>, threads = 64 : i64}
    // CHECK-SAME: nvvm.kernel
    // CHECK-SAME: nvvm.maxntid = array<i32: 64, 1, 1>
    // CHECK: nvvm.read.ptx.sreg.tid.x {{.*}}: i32
    // CHECK-NOT: i64
    // CHECK: nvvm.barrier
    // CHECK: llvm.return
    gpu.func @turn(%x: memref<64xf32> {llvm.align = 256 : i64, llvm.noalias}, %y: memref<64xf32>) workgroup(%s: memref<64xf32, #gpu.address_space<workgroup>>) kernel
        attributes {known_block_size = array<i32: 64, 1, 1>, known_grid_size = array<i32: 1, 1, 1>} {
      %c63 = arith.constant 63 : index
      %id = gpu.thread_id x
      %v = memref.load %x[%id] : memref<64xf32>
      memref.store %v, %s[%id] : memref<64xf32, #gpu.address_space<workgroup>>
      gpu.barrier
      %other = arith.subi %c63, %id : index
      %w = memref.load %s[%other] : memref<64xf32, #gpu.address_space<workgroup>>
      memref.store %w, %y[%id] : memref<64xf32>
      gpu.return
    }
  }
}
