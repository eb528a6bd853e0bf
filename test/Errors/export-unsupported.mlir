// RUN: %exits 3 tcc %s --emit=stablehlo > %t
// RUN: FileCheck %s --input-file=%t

// What StableHLO has no form for is named, with its place.
// CHECK: export-unsupported.mlir:[[#@LINE+3]]:{{.*}} error: not supported: op 'tcc.select_and_scatter' in StableHLO
// CHECK: note: dilated windows
func.func @main(%x: tensor<9xf32>, %y: tensor<5xf32>, %zero: tensor<f32>) -> tensor<9xf32> {
  %0 = tcc.select_and_scatter %x, %y, %zero window [3] window_dilation [2] : tensor<9xf32>, tensor<5xf32>, tensor<f32> select {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %keep : tensor<i1>
  } scatter {
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %sum = tcc.add %a, %b : tensor<f32>, tensor<f32>
    tcc.yield %sum : tensor<f32>
  }
  return %0 : tensor<9xf32>
}
