// Groups and their kinds, without fusion before: each function shows one.
// RUN: tcc-opt %s --tcc-outline-kernels --split-input-file --verify-diagnostics | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// A softmax is one kernel: rows need nothing of each other. The exponentials live in the result's buffer.
// CHECK: exec.kernel rowwise @[[K:.*]] inputs 1 outputs 1 attributes {bytes = 256 : i64, flops = 160 : i64, fused = ["reduce", "subf", "exp", "divf"]}
// CHECK: %[[X:.*]] = bufferization.to_tensor %arg0 restrict
// CHECK: %[[OUT:.*]] = bufferization.to_tensor %arg1 restrict writable
// CHECK: %[[E:.*]] = linalg.generic {{.*}}outs(%[[OUT]] : tensor<4x8xf32>)
// CHECK: linalg.generic {{.*}}ins(%[[E]], %{{.*}}) outs(%[[E]] : tensor<4x8xf32>)
// CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %arg1
// CHECK: func.func @softmax
// CHECK: %[[D:.*]] = bufferization.alloc_tensor()
// CHECK: exec.launch @[[K]] pointwise [0] ins(%arg0 : tensor<4x8xf32>) outs(%[[D]] : tensor<4x8xf32>)
// CHECK-NOT: exec.launch
func.func @softmax(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %low = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %er = tensor.empty() : tensor<4xf32>
  %e = tensor.empty() : tensor<4x8xf32>
  %f0 = linalg.fill ins(%low : f32) outs(%er : tensor<4xf32>) -> tensor<4xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%er : tensor<4xf32>) -> tensor<4xf32>
  %m = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x8xf32>) outs(%f0 : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.maximumf %a, %o : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  %n = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %m : tensor<4x8xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    %r = math.exp %d : f32
    linalg.yield %r : f32
  } -> tensor<4x8xf32>
  %s = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%n : tensor<4x8xf32>) outs(%f1 : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.addf %a, %o : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%n, %s : tensor<4x8xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %r = arith.divf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// Slices of one tensor are cut inside the kernel that reads them; what is joined is one kernel, too.
// CHECK: exec.kernel elementwise @[[ADD:.*]] inputs 1 outputs 1
// CHECK: tensor.extract_slice %{{.*}}[0, 0] [4, 4] [1, 1]
// CHECK: tensor.extract_slice %{{.*}}[0, 4] [4, 4] [1, 1]
// CHECK: exec.kernel loops @[[JOIN:.*]] inputs 2 outputs 1 {{.*}}fused = ["insert_slice"]
// CHECK: func.func @slices
// CHECK-NOT: tensor.extract_slice
// CHECK: %[[S:.*]] = exec.launch @[[ADD]] ins(%arg0 :
// CHECK: exec.launch @[[JOIN]] ins(%[[S]], %arg0 :
#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @slices(%x: tensor<4x8xf32>) -> tensor<4x12xf32> {
  %e = tensor.empty() : tensor<4x4xf32>
  %l = tensor.extract_slice %x[0, 0] [4, 4] [1, 1] : tensor<4x8xf32> to tensor<4x4xf32>
  %r = tensor.extract_slice %x[0, 4] [4, 4] [1, 1] : tensor<4x8xf32> to tensor<4x4xf32>
  %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%l, %r : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %t = arith.addf %a, %b : f32
    linalg.yield %t : f32
  } -> tensor<4x4xf32>
  %j = tensor.empty() : tensor<4x12xf32>
  %j0 = tensor.insert_slice %s into %j[0, 0] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<4x12xf32>
  %j1 = tensor.insert_slice %x into %j0[0, 4] [4, 8] [1, 1] : tensor<4x8xf32> into tensor<4x12xf32>
  return %j1 : tensor<4x12xf32>
}

// -----

// A gather reads its table as an input of the kernel; a constant tensor is one, too, and stays in the plan.
// CHECK: exec.kernel elementwise @[[K:.*]] inputs 2 outputs 1
// CHECK: ^bb0(%[[I:.*]]: memref<3xi32>, %[[T:.*]]: memref<2x4xf32>, %{{.*}}: memref<3x4xf32>):
// CHECK: %[[TABLE:.*]] = bufferization.to_tensor %[[T]]
// CHECK: tensor.extract %[[TABLE]]
// CHECK: func.func @gather
// CHECK: %[[C:.*]] = arith.constant dense<{{.*}}> : tensor<2x4xf32>
// CHECK: exec.launch @[[K]] ins(%arg0, %[[C]] :
func.func @gather(%i: tensor<3xi32>) -> tensor<3x4xf32> {
  %table = arith.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]> : tensor<2x4xf32>
  %e = tensor.empty() : tensor<3x4xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%i : tensor<3xi32>) outs(%e : tensor<3x4xf32>) {
  ^bb0(%a: i32, %o: f32):
    %r = arith.index_cast %a : i32 to index
    %c = linalg.index 1 : index
    %v = tensor.extract %table[%r, %c] : tensor<2x4xf32>
    linalg.yield %v : f32
  } -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// Views cost nothing and follow the launch that they look at. Every result has a launch of its own: an argument, a constant
// and what is returned twice are copied; an argument that is its own update is not.
// CHECK: func.func @results
// CHECK-DAG: exec.launch {{.*}}ins(%arg0 : tensor<2x2xf32>)
// CHECK-DAG: %[[V:.*]]:2 = exec.launch {{.*}}ins(%arg1 : tensor<4xf32>)
// CHECK-DAG: %[[E:.*]] = tensor.expand_shape %[[V]]#0
// CHECK-DAG: %[[C:.*]] = exec.launch {{.*}}ins(%cst : tensor<2xf32>)
// CHECK: return %{{.*}}, %[[E]], %[[V]]#1, %[[C]], %arg2
#id = affine_map<(d0) -> (d0)>
func.func @results(%x: tensor<2x2xf32>, %y: tensor<4xf32>, %z: tensor<f32> {tcc.donate = 4 : i64})
    -> (tensor<2x2xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<2xf32>, tensor<f32>) {
  %e = tensor.empty() : tensor<4xf32>
  %v = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%y : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.negf %a : f32
    linalg.yield %t : f32
  } -> tensor<4xf32>
  %w = tensor.expand_shape %v [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  %c = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %x, %w, %v, %c, %z : tensor<2x2xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<2xf32>, tensor<f32>
}

// -----

// The old value is read first, whatever the program's order.
// CHECK: func.func @reader_first
// CHECK: exec.launch {{.*}}ins(%arg0 : tensor<4xf32>) {{.*}}-> tensor<f32>
// CHECK: exec.launch {{.*}}pointwise [0] ins(%arg0 : tensor<4xf32>) {{.*}}-> tensor<4xf32>
func.func @reader_first(%p: tensor<4xf32> {tcc.donate = 0 : i64}) -> (tensor<4xf32>, tensor<f32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %es = tensor.empty() : tensor<f32>
  %q = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%p : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.negf %a : f32
    linalg.yield %t : f32
  } -> tensor<4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%es : tensor<f32>) -> tensor<f32>
  %s = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%p : tensor<4xf32>) outs(%f : tensor<f32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.addf %a, %o : f32
    linalg.yield %t : f32
  } -> tensor<f32>
  return %q, %s : tensor<4xf32>, tensor<f32>
}

// -----

func.func @dynamic(%x: tensor<?xf32>) -> tensor<?xf32> { // expected-error {{argument 0 is of type 'tensor<?xf32>'; only tensors of static shape are supported}}
  return %x : tensor<?xf32>
}

// -----

func.func @scalar(%x: f32) { // expected-error {{argument 0 is of type 'f32'; only tensors of static shape are supported}}
  return
}
