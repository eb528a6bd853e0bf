// Rows: one function, a block a row, sums by shuffles and through shared memory; 16 bytes an access; the same on every GPU.
// RUN: tcc %s --target=cuda --emit=tiled | FileCheck %s --check-prefix=TILED
// RUN: tcc %s --target=cuda --emit=gpu | FileCheck %s
// RUN: tcc %s --target=cuda --emit=ptx > %t.80.ptx
// RUN: FileCheck %s --input-file=%t.80.ptx --check-prefix=PTX -DCHIP=sm_80
// RUN: tcc %s --target=cuda --emit=ptx | diff %t.80.ptx -
// RUN: tcc %s --target=cuda:sm_90a --emit=ptx | FileCheck %s --check-prefix=PTX -DCHIP=sm_90a

// TILED: schedule = #exec.grid<rows = 1, threads = 128>

// CHECK: gpu.module @device
// CHECK: gpu.func @k0_rowwise(%[[X:[^:]*]]: memref<64x1000xf32> {llvm.align = 256 : i64, llvm.noalias}
// CHECK-SAME: workgroup({{.*}} : memref<4xf32, #gpu.address_space<workgroup>>)
// CHECK-SAME: known_block_size = array<i32: 128, 1, 1>, known_grid_size = array<i32: 64, 1, 1>
// CHECK: vector.load %[[X]]{{.*}} {alignment = 16 : i64} : memref<64x1000xf32>, vector<4xf32>
// CHECK-COUNT-5: gpu.shuffle
// CHECK: gpu.barrier
// CHECK: func.func @main
// CHECK-NOT: exec.launch
// CHECK: gpu.launch_func @device::@k0_rowwise blocks in (%c64{{.*}}) threads in (%c128

// PTX: .target [[CHIP]]
// PTX: .visible .entry k0_rowwise(
// PTX: .maxntid 128
// PTX: ld.global.nc.v4.b32
// PTX: shfl.sync.bfly.b32
// PTX: ld.shared.v4.b32
// PTX: st.global.v4.b32
func.func @main(%x: tensor<64x1000xf32>) -> tensor<64x1000xf32> {
  %0 = tcc.softmax %x axis 1 : tensor<64x1000xf32>
  return %0 : tensor<64x1000xf32>
}
