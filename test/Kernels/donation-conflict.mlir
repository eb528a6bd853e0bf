// A donated tensor that cannot be updated in place is the user's error, with both tensors named; never a silent copy.
// RUN: tcc-opt %s --pass-pipeline='builtin.module(func.func(tcc-fuse-kernels),tcc-outline-kernels,tcc-bufferize-plan)' --split-input-file --verify-diagnostics

// An element of the update needs other elements of the old value.
#rev = affine_map<(d0, d1) -> (d1, d0)>
#id2 = affine_map<(d0, d1) -> (d0, d1)>
// expected-note @+2 {{the donated argument is this one}}
// expected-note @+1 {{hint: do not donate it (tcc.donate), or use the updated value instead}}
func.func @needs_both(%p: tensor<4x4xf32> {tcc.donate = 0 : i64, tcc.name = "weights"}) -> (tensor<4x4xf32> {tcc.name = "weights_next"}) {
  %e = tensor.empty() : tensor<4x4xf32>
  // expected-note @+2 {{the old value is read here}}
  // expected-error @+1 {{result 'weights_next' cannot be written into donated argument 'weights', as its old value is needed after its update}}
  %q = linalg.generic {indexing_maps = [#id2, #rev, #id2], iterator_types = ["parallel", "parallel"]} ins(%p, %p : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %t = arith.addf %a, %b : f32
    linalg.yield %t : f32
  } -> tensor<4x4xf32>
  return %q : tensor<4x4xf32>
}

// -----

// expected-error @+1 {{donated argument 'p' is 'tensor<4xf32>', but result #0, its update, is 'tensor<2xf32>'}}
func.func @types(%p: tensor<4xf32> {tcc.donate = 0 : i64, tcc.name = "p"}, %x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}

// -----

// expected-error @+1 {{donated argument #0: tcc.donate must be the number of a result, less than 1}}
func.func @range(%p: tensor<4xf32> {tcc.donate = 1 : i64}) -> tensor<4xf32> {
  return %p : tensor<4xf32>
}

// -----

// expected-error @+1 {{arguments 'a' and 'b' are both donated to result #0}}
func.func @twice(%a: tensor<4xf32> {tcc.donate = 0 : i64, tcc.name = "a"}, %b: tensor<4xf32> {tcc.donate = 0 : i64, tcc.name = "b"}) -> tensor<4xf32> {
  return %a : tensor<4xf32>
}

// -----

// Two donated tensors cannot change places.
// expected-error @+4 {{result #0 cannot be written into donated argument 'b'}}
// expected-note @+3 {{the donated argument is this one}}
// expected-note @+2 {{the old value is read here}}
// expected-note @+1 {{hint: do not donate it}}
func.func @swap(%a: tensor<4xf32> {tcc.donate = 1 : i64, tcc.name = "a"}, %b: tensor<4xf32> {tcc.donate = 0 : i64, tcc.name = "b"}) -> (tensor<4xf32>, tensor<4xf32>) {
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}
