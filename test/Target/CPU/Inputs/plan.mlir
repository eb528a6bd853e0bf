#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>
#m = affine_map<(d0, d1, d2) -> (d0, d2)>
#k = affine_map<(d0, d1, d2) -> (d2, d1)>
#n = affine_map<(d0, d1, d2) -> (d0, d1)>
module {
  memref.global "private" constant @scale : memref<1024x64xf32> = dense<2.0> {alignment = 64 : i64}
  exec.kernel contraction @dense inputs 2 outputs 1 attributes {flops = 33554432 : i64, bytes = 1000000 : i64} {
  ^bb0(%x: memref<1024x256xf32>, %w: memref<256x64xf32>, %y: memref<1024x64xf32>):
    %zero = arith.constant 0.0 : f32
    linalg.fill ins(%zero : f32) outs(%y : memref<1024x64xf32>)
    linalg.generic {indexing_maps = [#m, #k, #n], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<1024x256xf32>, memref<256x64xf32>) outs(%y : memref<1024x64xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %p = arith.mulf %a, %b fastmath<contract> : f32
      %s = arith.addf %c, %p fastmath<reassoc,contract> : f32
      linalg.yield %s : f32
    }
    exec.return
  }
  exec.kernel elementwise @update inputs 3 outputs 1 {
  ^bb0(%y: memref<1024x64xf32>, %g: memref<1024x64xf32>, %b: memref<64xf32>, %out: memref<1024x64xf32>):
    linalg.generic {indexing_maps = [#id, #id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%y, %g, %b : memref<1024x64xf32>, memref<1024x64xf32>, memref<64xf32>) outs(%out : memref<1024x64xf32>) {
    ^bb0(%a: f32, %s: f32, %c: f32, %o: f32):
      %0 = arith.mulf %a, %s fastmath<contract> : f32
      %1 = arith.addf %0, %c fastmath<contract> : f32
      %2 = math.tanh %1 fastmath<contract> : f32
      linalg.yield %2 : f32
    }
    exec.return
  }
  exec.kernel elementwise @inplace inputs 1 outputs 1 {
  ^bb0(%p: memref<256x64xf32>, %twin: memref<256x64xf32>):
    linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p : memref<256x64xf32>) outs(%p : memref<256x64xf32>) {
    ^bb0(%a: f32, %o: f32):
      %0 = math.exp %a : f32
      linalg.yield %0 : f32
    }
    exec.return
  }
  func.func @main(%x: memref<1024x256xf32> {tcc.name = "x"}, %w: memref<256x64xf32> {tcc.name = "w"}, %b: memref<64xf32>, %y: memref<1024x64xf32>, %arena: memref<262144xi8>)
      attributes {tcc.num_inputs = 3 : i64, exec.results = array<i64: -1, 1>, exec.arena_bytes = 262144 : i64} {
    %c0 = arith.constant 0 : index
    %t = memref.view %arena[%c0][] : memref<262144xi8> to memref<1024x64xf32>
    %s = memref.get_global @scale : memref<1024x64xf32>
    exec.launch @dense ins(%x, %w : memref<1024x256xf32>, memref<256x64xf32>) outs(%t : memref<1024x64xf32>)
    exec.launch @update pointwise [0, 1] ins(%t, %s, %b : memref<1024x64xf32>, memref<1024x64xf32>, memref<64xf32>) outs(%y : memref<1024x64xf32>)
    exec.launch @inplace pointwise [0] ins(%w : memref<256x64xf32>) outs(%w : memref<256x64xf32>)
    return
  }
}
