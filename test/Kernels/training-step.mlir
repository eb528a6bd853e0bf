// A training step of one layer, by hand: dense + bias + relu, its gradients, momentum and a step count. Forms five kernels; the
// parameters are updated in place; every op has a location; the same input gives the same bytes.
// RUN: tcc-opt %s --pass-pipeline='builtin.module(func.func(tcc-fuse-kernels),tcc-outline-kernels,tcc-bufferize-plan,tcc-plan-memory)' -o %t.1
// RUN: tcc-opt %s --pass-pipeline='builtin.module(func.func(tcc-fuse-kernels),tcc-outline-kernels,tcc-bufferize-plan,tcc-plan-memory)' -o %t.2
// RUN: diff %t.1 %t.2
// RUN: FileCheck %s < %t.1
// RUN: tcc-opt %s --pass-pipeline='builtin.module(func.func(tcc-fuse-kernels),tcc-outline-kernels,tcc-bufferize-plan,tcc-plan-memory)' --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s --check-prefix=LOC
// LOC-NOT: loc(unknown)
// LOC: exec.kernel contraction
// LOC-NOT: loc(unknown)

// The scalar that Adam-like updates need comes from arguments only: it blocks nothing.
// CHECK-DAG: exec.kernel elementwise @[[COUNT:.*]] inputs 1 outputs 2 {{.*}}fused = ["addf", "exp"]
// CHECK-DAG: exec.kernel contraction @[[FORWARD:.*]] inputs 3 outputs 2 {{.*}}fused = ["matmul", "addf", "maximumf"{{.*}}]
// CHECK-DAG: exec.kernel contraction @[[DW:.*]] inputs 5 outputs 2 {{.*}}fused = ["contraction", {{.*}}"mulf"
// CHECK-DAG: exec.kernel loops @[[DB:.*]] inputs 4 outputs 2
// CHECK-DAG: exec.kernel loops @[[LOSS:.*]] inputs 1 outputs 1 {{.*}}fused = ["reduce", "mulf"]

// CHECK: func.func @step(%[[W:[^:]*]]: memref<16x8xf32> {{[^,]*}}, tcc.name = "w"}, %[[B:[^:]*]]: memref<8xf32> {{[^%]*}}%[[M:[^:]*]]: memref<16x8xf32>
// CHECK-SAME: %[[T:[^:]*]]: memref<f32> {tcc.donate = 4 : i64}, %[[X:[^:]*]]: memref<4x16xf32>, %[[L:[^:]*]]: memref<f32> {tcc.name = "loss"}, %{{.*}}: memref<4x8xf32>, %{{.*}}: memref<[[ARENA:.*]]xi8>)
// CHECK-SAME: exec.arena_bytes = [[ARENA]] : i64,{{.*}} exec.results = array<i64: 0, 1, 2, 3, 4, -1, -1>, tcc.num_inputs = 6 : i64
// CHECK-NOT: memref.alloc
// CHECK-NOT: memref.copy
// CHECK-DAG: exec.launch @[[FORWARD]] ins(%[[X]], %[[W]], %[[B]] :
// CHECK-DAG: exec.launch @[[LOSS]] {{.*}}outs(%[[L]] :
// CHECK-DAG: exec.launch @[[COUNT]] pointwise [0] ins(%[[T]] : memref<f32>) outs({{.*}}%[[T]]
// CHECK-DAG: exec.launch @[[DW]] pointwise [2, 3] ins(%[[X]], %{{.*}}, %[[W]], %[[M]], {{.*}}) outs(%[[M]], %[[W]] :
// CHECK-DAG: exec.launch @[[DB]] pointwise [1, 2] ins(%{{.*}}, %[[B]],
// CHECK-NOT: exec.launch
#id = affine_map<(d0, d1) -> (d0, d1)>
#col = affine_map<(d0, d1) -> (d1)>
#to_scalar = affine_map<(d0, d1) -> ()>
#id1 = affine_map<(d0) -> (d0)>
#scalar1 = affine_map<(d0) -> ()>
#s = affine_map<() -> ()>
#at = affine_map<(m, n, k) -> (k, m)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
func.func @step(%w: tensor<16x8xf32> {tcc.donate = 0 : i64, tcc.name = "w"}, %b: tensor<8xf32> {tcc.donate = 1 : i64},
                %mw: tensor<16x8xf32> {tcc.donate = 2 : i64}, %mb: tensor<8xf32> {tcc.donate = 3 : i64},
                %t: tensor<f32> {tcc.donate = 4 : i64}, %x: tensor<4x16xf32>)
    -> (tensor<16x8xf32>, tensor<8xf32>, tensor<16x8xf32>, tensor<8xf32>, tensor<f32>, tensor<f32> {tcc.name = "loss"}, tensor<4x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %ey = tensor.empty() : tensor<4x8xf32>
  %ew = tensor.empty() : tensor<16x8xf32>
  %eb = tensor.empty() : tensor<8xf32>
  %es = tensor.empty() : tensor<f32>
  %fy = linalg.fill ins(%zero : f32) outs(%ey : tensor<4x8xf32>) -> tensor<4x8xf32>
  %fw = linalg.fill ins(%zero : f32) outs(%ew : tensor<16x8xf32>) -> tensor<16x8xf32>
  %fb = linalg.fill ins(%zero : f32) outs(%eb : tensor<8xf32>) -> tensor<8xf32>
  %fs = linalg.fill ins(%zero : f32) outs(%es : tensor<f32>) -> tensor<f32>
  // forward
  %y = linalg.matmul ins(%x, %w : tensor<4x16xf32>, tensor<16x8xf32>) outs(%fy : tensor<4x8xf32>) -> tensor<4x8xf32> loc("matmul"("model.cpp":7:3))
  %yb = linalg.generic {indexing_maps = [#id, #col, #id], iterator_types = ["parallel", "parallel"]} ins(%y, %b : tensor<4x8xf32>, tensor<8xf32>) outs(%ey : tensor<4x8xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %r = arith.addf %p, %q : f32
    linalg.yield %r : f32
  } -> tensor<4x8xf32>
  %h = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%yb : tensor<4x8xf32>) outs(%ey : tensor<4x8xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = arith.maximumf %p, %zero : f32
    linalg.yield %r : f32
  } -> tensor<4x8xf32>
  %sum = linalg.generic {indexing_maps = [#id, #to_scalar], iterator_types = ["reduction", "reduction"]} ins(%h : tensor<4x8xf32>) outs(%fs : tensor<f32>) {
  ^bb0(%p: f32, %o: f32):
    %r = arith.addf %o, %p : f32
    linalg.yield %r : f32
  } -> tensor<f32>
  %half = arith.constant dense<0.5> : tensor<f32>
  %loss = linalg.generic {indexing_maps = [#s, #s, #s], iterator_types = []} ins(%sum, %half : tensor<f32>, tensor<f32>) outs(%es : tensor<f32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %r = arith.mulf %p, %q : f32
    linalg.yield %r : f32
  } -> tensor<f32>
  // backward
  %g = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%yb : tensor<4x8xf32>) outs(%ey : tensor<4x8xf32>) {
  ^bb0(%p: f32, %o: f32):
    %m = arith.cmpf ogt, %p, %zero : f32
    %r = arith.uitofp %m : i1 to f32
    linalg.yield %r : f32
  } -> tensor<4x8xf32>
  %dw = linalg.generic {indexing_maps = [#at, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %g : tensor<4x16xf32>, tensor<4x8xf32>) outs(%fw : tensor<16x8xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %r = arith.addf %o, %m : f32
    linalg.yield %r : f32
  } -> tensor<16x8xf32>
  %db = linalg.generic {indexing_maps = [#id, #col], iterator_types = ["reduction", "parallel"]} ins(%g : tensor<4x8xf32>) outs(%fb : tensor<8xf32>) {
  ^bb0(%p: f32, %o: f32):
    %r = arith.addf %o, %p : f32
    linalg.yield %r : f32
  } -> tensor<8xf32>
  // the update, with a rate that decays with the step
  %one = arith.constant dense<1.0> : tensor<f32>
  %t1 = linalg.generic {indexing_maps = [#s, #s, #s], iterator_types = []} ins(%t, %one : tensor<f32>, tensor<f32>) outs(%es : tensor<f32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %r = arith.addf %p, %q : f32
    linalg.yield %r : f32
  } -> tensor<f32>
  %rate = linalg.generic {indexing_maps = [#s, #s], iterator_types = []} ins(%t1 : tensor<f32>) outs(%es : tensor<f32>) {
  ^bb0(%p: f32, %o: f32):
    %r = math.exp %p : f32
    linalg.yield %r : f32
  } -> tensor<f32>
  %mw1 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%mw, %dw : tensor<16x8xf32>, tensor<16x8xf32>) outs(%ew : tensor<16x8xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %p : f32
    %r = arith.addf %m, %q : f32
    linalg.yield %r : f32
  } -> tensor<16x8xf32>
  %w1 = linalg.generic {indexing_maps = [#id, #id, #to_scalar, #id], iterator_types = ["parallel", "parallel"]} ins(%w, %mw1, %rate : tensor<16x8xf32>, tensor<16x8xf32>, tensor<f32>) outs(%ew : tensor<16x8xf32>) {
  ^bb0(%p: f32, %q: f32, %k: f32, %o: f32):
    %m = arith.mulf %q, %k : f32
    %r = arith.subf %p, %m : f32
    linalg.yield %r : f32
  } -> tensor<16x8xf32>
  %mb1 = linalg.generic {indexing_maps = [#id1, #id1, #id1], iterator_types = ["parallel"]} ins(%mb, %db : tensor<8xf32>, tensor<8xf32>) outs(%eb : tensor<8xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %p : f32
    %r = arith.addf %m, %q : f32
    linalg.yield %r : f32
  } -> tensor<8xf32>
  %b1 = linalg.generic {indexing_maps = [#id1, #id1, #scalar1, #id1], iterator_types = ["parallel"]} ins(%b, %mb1, %rate : tensor<8xf32>, tensor<8xf32>, tensor<f32>) outs(%eb : tensor<8xf32>) {
  ^bb0(%p: f32, %q: f32, %k: f32, %o: f32):
    %m = arith.mulf %q, %k : f32
    %r = arith.subf %p, %m : f32
    linalg.yield %r : f32
  } -> tensor<8xf32>
  return %w1, %b1, %mw1, %mb1, %t1, %loss, %h : tensor<16x8xf32>, tensor<8xf32>, tensor<16x8xf32>, tensor<8xf32>, tensor<f32>, tensor<f32>, tensor<4x8xf32>
}
