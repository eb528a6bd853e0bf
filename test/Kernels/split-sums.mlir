// Reductions along the outermost axis in two steps, where there is enough to do; parts by the shape alone.
// RUN: tcc-opt %s --pass-pipeline='builtin.module(func.func(tcc-split-sums))' --split-input-file | FileCheck %s
// RUN: tcc-opt %s --pass-pipeline='builtin.module(func.func(tcc-split-sums,tcc-split-sums))' --split-input-file | FileCheck %s

// Several axes: a row for each step of the outermost one.
// CHECK-LABEL: @images
// CHECK-DAG:   %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK-DAG:   %[[EMPTY:.*]] = tensor.empty() : tensor<64x32xf32>
// CHECK:       %[[START:.*]] = linalg.fill ins(%[[ZERO]] : f32) outs(%[[EMPTY]] : tensor<64x32xf32>)
// CHECK:       %[[ROWS:.*]] = linalg.generic
// CHECK-SAME:  iterator_types = ["parallel", "reduction", "parallel"]
// CHECK-SAME:  ins(%arg0 : tensor<64x676x32xf32>) outs(%[[START]] : tensor<64x32xf32>)
// CHECK:       arith.mulf
// CHECK:       arith.addf
// CHECK:       %[[SUM:.*]] = linalg.generic
// CHECK-SAME:  iterator_types = ["reduction", "parallel"]
// CHECK-SAME:  ins(%[[ROWS]] : tensor<64x32xf32>) outs(%arg1 : tensor<32xf32>)
// CHECK-NOT:   arith.mulf
// CHECK:       arith.addf %{{.*}}, %{{.*}} fastmath<reassoc> : f32
// CHECK:       return %[[SUM]]
func.func @images(%x: tensor<64x676x32xf32>, %init: tensor<32xf32>) -> tensor<32xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d2)>], iterator_types = ["reduction", "reduction", "parallel"]} ins(%x : tensor<64x676x32xf32>) outs(%init : tensor<32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.mulf %a, %a : f32
    %s = arith.addf %o, %m fastmath<reassoc> : f32
    linalg.yield %s : f32
  } -> tensor<32xf32>
  return %0 : tensor<32xf32>
}

// -----

// One axis is cut, into as many pieces as pay for their rows.
// CHECK-LABEL: @columns
// CHECK:       %[[PARTS:.*]] = tensor.expand_shape %arg0 {{\[\[}}0, 1], [2]] output_shape [32, 128, 4096]
// CHECK:       linalg.generic
// CHECK-SAME:  iterator_types = ["parallel", "reduction", "parallel"]
// CHECK-SAME:  ins(%[[PARTS]] : tensor<32x128x4096xf32>)
// CHECK:       iterator_types = ["reduction", "parallel"]
func.func @columns(%x: tensor<4096x4096xf32>, %init: tensor<4096xf32>) -> tensor<4096xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]} ins(%x : tensor<4096x4096xf32>) outs(%init : tensor<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.maximumf %o, %a : f32
    linalg.yield %s : f32
  } -> tensor<4096xf32>
  return %0 : tensor<4096xf32>
}

// -----

// CHECK-LABEL: @all
// CHECK:       tensor.expand_shape %arg0 {{\[\[}}0, 1]] output_shape [61, 4300]
// CHECK:       iterator_types = ["parallel", "reduction"]
// CHECK:       iterator_types = ["reduction"]
func.func @all(%x: tensor<262300xi32>, %init: tensor<i32>) -> tensor<i32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<262300xi32>) outs(%init : tensor<i32>) {
  ^bb0(%a: i32, %o: i32):
    %s = arith.addi %o, %a : i32
    linalg.yield %s : i32
  } -> tensor<i32>
  return %0 : tensor<i32>
}

// -----

// Sums in a given order, a length without parts, and small ones stay.
// CHECK-LABEL: @whole
// CHECK-NOT:   tensor.expand_shape
// CHECK-COUNT-3: linalg.generic
// CHECK-NOT:   linalg.generic
func.func @whole(%x: tensor<262144xf32>, %y: tensor<262147xf32>, %z: tensor<65536xf32>, %init: tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>) {
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<262144xf32>) outs(%init : tensor<f32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%y : tensor<262147xf32>) outs(%init : tensor<f32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a fastmath<reassoc> : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%z : tensor<65536xf32>) outs(%init : tensor<f32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a fastmath<reassoc> : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  return %0, %1, %2 : tensor<f32>, tensor<f32>, tensor<f32>
}
