// What stands around the ops of a program: tuples, tokens, devices, custom calls.
// RUN: tcc-opt %s --tcc-import-stablehlo | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | tcc-opt --tcc-import-stablehlo | FileCheck %s

// CHECK-LABEL: func.func private @pair
// CHECK-SAME: (%[[A:.*]]: tensor<4xf32>, %[[B:.*]]: tensor<i32>, %{{.*}}: tensor<f32>) -> (tensor<4xf32>, tensor<i32>)
func.func private @pair(%t: tuple<tensor<4xf32>, tuple<tensor<i32>>>, %s: tensor<f32>) -> tuple<tensor<4xf32>, tuple<tensor<i32>>> {
  // CHECK-NEXT: return %[[A]], %[[B]]
  return %t : tuple<tensor<4xf32>, tuple<tensor<i32>>>
}

// CHECK-LABEL: @tuples
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[I:.*]]: tensor<i32>, %[[P:.*]]: tensor<i1>, %[[S:.*]]: tensor<f32>)
func.func @tuples(%x: tensor<4xf32>, %i: tensor<i32>, %p: tensor<i1>, %s: tensor<f32>) -> (tensor<4xf32>, tensor<i32>) {
  %inner = stablehlo.tuple %i : tuple<tensor<i32>>
  %outer = stablehlo.tuple %x, %inner : tuple<tensor<4xf32>, tuple<tensor<i32>>>
  // CHECK: %[[C:.*]]:2 = call @pair(%[[X]], %[[I]], %[[S]])
  %called = func.call @pair(%outer, %s) : (tuple<tensor<4xf32>, tuple<tensor<i32>>>, tensor<f32>) -> tuple<tensor<4xf32>, tuple<tensor<i32>>>
  // CHECK: %[[W:.*]]:2 = tcc.while (%{{.*}} = %[[C]]#0 : tensor<4xf32>, %{{.*}} = %[[C]]#1 : tensor<i32>)
  %looped = stablehlo.while(%iterArg = %called) : tuple<tensor<4xf32>, tuple<tensor<i32>>>
  cond {
    %4 = stablehlo.get_tuple_element %iterArg[1] : (tuple<tensor<4xf32>, tuple<tensor<i32>>>) -> tuple<tensor<i32>>
    %5 = stablehlo.get_tuple_element %4[0] : (tuple<tensor<i32>>) -> tensor<i32>
    %6 = stablehlo.compare GT, %5, %i : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %6 : tensor<i1>
  } do {
    stablehlo.return %iterArg : tuple<tensor<4xf32>, tuple<tensor<i32>>>
  }
  // CHECK: tcc.case
  %chosen = "stablehlo.if"(%p) ({
    stablehlo.return %looped : tuple<tensor<4xf32>, tuple<tensor<i32>>>
  }, {
    stablehlo.return %outer : tuple<tensor<4xf32>, tuple<tensor<i32>>>
  }) : (tensor<i1>) -> tuple<tensor<4xf32>, tuple<tensor<i32>>>
  %0 = stablehlo.get_tuple_element %chosen[0] : (tuple<tensor<4xf32>, tuple<tensor<i32>>>) -> tensor<4xf32>
  %1 = stablehlo.get_tuple_element %chosen[1] : (tuple<tensor<4xf32>, tuple<tensor<i32>>>) -> tuple<tensor<i32>>
  %2 = stablehlo.get_tuple_element %1[0] : (tuple<tensor<i32>>) -> tensor<i32>
  // CHECK-NOT: tuple
  // CHECK: return
  return %0, %2 : tensor<4xf32>, tensor<i32>
}

// CHECK-LABEL: @tokens
func.func @tokens(%x: tensor<4xf32>) -> tensor<4xf32> {
  %t = stablehlo.create_token : !stablehlo.token
  %u = stablehlo.after_all %t, %t : !stablehlo.token
  %y, %v = stablehlo.optimization_barrier %x, %u : tensor<4xf32>, !stablehlo.token
  // CHECK-NOT: token
  // CHECK: return %arg0
  return %y : tensor<4xf32>
}

// CHECK-LABEL: @devices
// CHECK-SAME: %[[X:.*]]: tensor<4x4xf32>)
func.func @devices(%x: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<ui32>, tensor<4x4xf32>) {
  %0 = "stablehlo.all_reduce"(%x) ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %s = stablehlo.add %a, %b : tensor<f32>
    stablehlo.return %s : tensor<f32>
  }) {replica_groups = dense<0> : tensor<1x1xi64>, channel_handle = #stablehlo.channel_handle<handle = 1, type = 0>} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = "stablehlo.all_gather"(%0) {all_gather_dim = 1 : i64, replica_groups = dense<0> : tensor<1x1xi64>} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %2 = "stablehlo.all_to_all"(%1) {split_dimension = 1 : i64, concat_dimension = 0 : i64, split_count = 1 : i64, replica_groups = dense<0> : tensor<1x1xi64>} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %3 = "stablehlo.reduce_scatter"(%2) ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %s = stablehlo.add %a, %b : tensor<f32>
    stablehlo.return %s : tensor<f32>
  }) {scatter_dimension = 1 : i64, replica_groups = dense<0> : tensor<1x1xi64>, use_global_device_ids} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %4 = "stablehlo.collective_broadcast"(%3) {replica_groups = dense<0> : tensor<1x1xi64>} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %5 = "stablehlo.collective_permute"(%4) {source_target_pairs = dense<0> : tensor<1x2xi64>} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %6 = "stablehlo.cross-replica-sum"(%5) {replica_groups = dense<> : tensor<0x0xi64>} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  // CHECK: %[[ID:.*]] = tcc.constant dense<0> : tensor<ui32>
  %7 = stablehlo.partition_id : tensor<ui32>
  %8 = stablehlo.replica_id : tensor<ui32>
  // Nobody sends to this device.
  // CHECK: %[[N:.*]] = tcc.constant dense<0.000000e+00> : tensor<4x4xf32>
  %9 = "stablehlo.collective_permute"(%4) {source_target_pairs = dense<[[0, 1]]> : tensor<1x2xi64>} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  // CHECK: return %[[X]], %[[ID]], %[[N]]
  return %6, %7, %9 : tensor<4x4xf32>, tensor<ui32>, tensor<4x4xf32>
}

func.func private @larger(%a: tensor<f32>, %b: tensor<f32>, %i: tensor<i32>, %j: tensor<i32>) -> tensor<i1> {
  %0 = stablehlo.compare GT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
  return %0 : tensor<i1>
}

// CHECK-LABEL: @custom_calls
// CHECK-SAME: %[[X:.*]]: tensor<4x8xf32>, %[[I:.*]]: tensor<4x8xi32>, %[[Z:.*]]: tensor<f32>, %[[N:.*]]: tensor<i32>, %[[K:.*]]: tensor<2xui32>)
func.func @custom_calls(%x: tensor<4x8xf32>, %i: tensor<4x8xi32>, %z: tensor<f32>, %n: tensor<i32>, %k: tensor<2xui32>) -> (tensor<4x3xf32>, tensor<4x3xi32>, tensor<4x3xf32>, tensor<2xui32>) {
  %0 = stablehlo.custom_call @Sharding(%x) {backend_config = "", mhlo.sharding = "{replicated}"} : (tensor<4x8xf32>) -> tensor<4x8xf32>
  // CHECK: %[[E:.*]] = tcc.erf %[[X]]
  %1 = stablehlo.custom_call @mhlo.erf(%0) {mhlo.attributes = {}, mhlo.version = 1 : i64} : (tensor<4x8xf32>) -> tensor<4x8xf32>
  // CHECK: tcc.sort ascending %[[E]], %{{.*}} axis 1
  // CHECK: tcc.slice %{{.*}} starts [0, 0] limits [4, 3]
  %2:2 = stablehlo.custom_call @mhlo.topk(%1) {mhlo.attributes = {k = 3 : i64, largest = false}, mhlo.version = 1 : i64} : (tensor<4x8xf32>) -> (tensor<4x3xf32>, tensor<4x3xi32>)
  // CHECK: tcc.sort descending %[[X]], %[[I]] axis 1
  %3:2 = stablehlo.custom_call @ApproxTopK(%x, %i, %z, %n) {called_computations = [@larger], mhlo.backend_config = {aggregate_to_topk = true, recall_target = 0.95 : f32, reduction_dim = 1 : i64, reduction_input_size_override = -1 : i64, top_k = 3 : i64}} : (tensor<4x8xf32>, tensor<4x8xi32>, tensor<f32>, tensor<i32>) -> (tensor<4x3xf32>, tensor<4x3xi32>)
  // CHECK: tcc.xor
  %4:2 = stablehlo.custom_call @cu_threefry2x32_ffi(%k, %k, %k, %k) : (tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>) -> (tensor<2xui32>, tensor<2xui32>)
  // CHECK-NOT: stablehlo.
  // CHECK: return
  return %2#0, %2#1, %3#0, %4#0 : tensor<4x3xf32>, tensor<4x3xi32>, tensor<4x3xf32>, tensor<2xui32>
}
