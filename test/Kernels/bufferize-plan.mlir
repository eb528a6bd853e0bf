// The function's edge, and launches that write where their results belong.
// RUN: tcc-opt %s --tcc-bufferize-plan --split-input-file | FileCheck %s

// CHECK: memref.global "private" constant @[[G:.*]] : memref<4xf32>
// CHECK: exec.kernel elementwise @add inputs 2 outputs 1
// CHECK-NOT: bufferization
// CHECK: linalg.generic {{.*}}ins(%arg0, %arg1 : memref<4xf32>, memref<4xf32>) outs(%arg2 : memref<4xf32>)
// CHECK-NOT: memref.alloc
exec.kernel elementwise @add inputs 2 outputs 1 {
^bb0(%a: memref<4xf32>, %b: memref<4xf32>, %c: memref<4xf32>):
  %x = bufferization.to_tensor %a restrict : memref<4xf32> to tensor<4xf32>
  %y = bufferization.to_tensor %b restrict : memref<4xf32> to tensor<4xf32>
  %o = bufferization.to_tensor %c restrict writable : memref<4xf32> to tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x, %y : tensor<4xf32>, tensor<4xf32>) outs(%o : tensor<4xf32>) {
  ^bb0(%p: f32, %q: f32, %u: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  bufferization.materialize_in_destination %r in restrict writable %c : (tensor<4xf32>, memref<4xf32>) -> ()
  exec.return
}

// Result 0 is the donated argument; result 1 is written, as what it is a view of, into the new last argument, which keeps its name.
// CHECK: func.func @f(%[[P:[^:]*]]: memref<4xf32> {tcc.donate = 0 : i64, tcc.name = "p"}, %[[X:[^:]*]]: memref<4xf32>, %[[R:[^:]*]]: memref<2x2xf32> {tcc.name = "r"})
// CHECK-SAME: exec.results = array<i64: 0, -1>, tcc.num_inputs = 2 : i64, user.note = "kept"
// CHECK-DAG: %[[C:.*]] = memref.get_global @[[G]]
// CHECK-DAG: %[[T:.*]] = memref.alloc() {{.*}}: memref<4xf32>
// CHECK-DAG: exec.launch @add ins(%[[X]], %[[C]] : memref<4xf32>, memref<4xf32>) outs(%[[T]] : memref<4xf32>)
// CHECK-DAG: %[[F:.*]] = memref.collapse_shape %[[R]]
// CHECK-DAG: exec.launch @add ins(%[[P]], %[[T]] : memref<4xf32>, memref<4xf32>) outs(%[[F]] : memref<4xf32>)
// CHECK: exec.launch @add pointwise [0] ins(%[[P]], %[[T]] : memref<4xf32>, memref<4xf32>) outs(%[[P]] : memref<4xf32>)
// CHECK-NOT: memref.copy
// CHECK: return{{$}}
func.func @f(%p: tensor<4xf32> {tcc.donate = 0 : i64, tcc.name = "p"}, %x: tensor<4xf32>)
    -> (tensor<4xf32>, tensor<2x2xf32> {tcc.name = "r"}) attributes {user.note = "kept"} {
  %c = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %d0 = bufferization.alloc_tensor() : tensor<4xf32>
  %0 = exec.launch @add ins(%x, %c : tensor<4xf32>, tensor<4xf32>) outs(%d0 : tensor<4xf32>) -> tensor<4xf32>
  %d1 = bufferization.alloc_tensor() : tensor<4xf32>
  %1 = exec.launch @add ins(%p, %0 : tensor<4xf32>, tensor<4xf32>) outs(%d1 : tensor<4xf32>) -> tensor<4xf32>
  %d2 = bufferization.alloc_tensor() : tensor<4xf32>
  %2 = exec.launch @add pointwise [0] ins(%p, %0 : tensor<4xf32>, tensor<4xf32>) outs(%d2 : tensor<4xf32>) -> tensor<4xf32>
  %3 = tensor.expand_shape %1 [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  return %2, %3 : tensor<4xf32>, tensor<2x2xf32>
}
