// Kernels that are equal but for name and locations become one, and only those.
// RUN: tcc-opt %s --tcc-share-kernels --split-input-file | FileCheck %s
// RUN: tcc-opt %s --tcc-share-kernels --split-input-file --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s --check-prefix=LOC

#id = affine_map<(d0) -> (d0)>

// The first of each stays, with what all were fused from; other names and other lines make no difference.
// CHECK:     exec.kernel elementwise @first inputs 1 outputs 1 attributes {fused = ["double", "twice"]}
// LOC:       exec.kernel elementwise @first
// LOC:       } loc(fused["a.cpp":1:1, "b.cpp":2:2])
// CHECK-NOT: @second
exec.kernel elementwise @first inputs 1 outputs 1 attributes {fused = ["double"]} {
^bb0(%x: memref<8xf32>, %y: memref<8xf32>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
} loc("a.cpp":1:1)
exec.kernel elementwise @second inputs 1 outputs 1 attributes {fused = ["twice"]} {
^bb0(%in: memref<8xf32>, %out: memref<8xf32>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%in : memref<8xf32>) outs(%out : memref<8xf32>) {
  ^bb0(%b: f32, %p: f32):
    %r = arith.addf %b, %b : f32
    linalg.yield %r : f32
  } loc("elsewhere.cpp":3:3)
  exec.return
} loc("b.cpp":2:2)

// Another op, in place, another type, another schedule, another constant: each is its own.
// CHECK: exec.kernel elementwise @op
exec.kernel elementwise @op inputs 1 outputs 1 {
^bb0(%x: memref<8xf32>, %y: memref<8xf32>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.mulf %a, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}
// CHECK: exec.kernel elementwise @in_place
exec.kernel elementwise @in_place inputs 1 outputs 1 {
^bb0(%x: memref<8xf32>, %twin: memref<8xf32>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%x : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}
// CHECK: exec.kernel elementwise @type
exec.kernel elementwise @type inputs 1 outputs 1 {
^bb0(%x: memref<9xf32>, %y: memref<9xf32>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<9xf32>) outs(%y : memref<9xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}
// CHECK: exec.kernel elementwise @schedule
exec.kernel elementwise @schedule inputs 1 outputs 1 attributes {schedule = #exec.loops<rows = 4>} {
^bb0(%x: memref<8xf32>, %y: memref<8xf32>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %a, %a : f32
    linalg.yield %0 : f32
  }
  exec.return
}
// CHECK: exec.kernel elementwise @two
exec.kernel elementwise @two inputs 1 outputs 1 {
^bb0(%x: memref<8xf32>, %y: memref<8xf32>):
  %c = arith.constant 2.0 : f32
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.mulf %a, %c : f32
    linalg.yield %0 : f32
  }
  exec.return
}
// CHECK: exec.kernel elementwise @three
exec.kernel elementwise @three inputs 1 outputs 1 {
^bb0(%x: memref<8xf32>, %y: memref<8xf32>):
  %c = arith.constant 3.0 : f32
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.mulf %a, %c : f32
    linalg.yield %0 : f32
  }
  exec.return
}

// Only which value is used where differs.
// CHECK: exec.kernel elementwise @left
// CHECK: exec.kernel elementwise @right
exec.kernel elementwise @left inputs 2 outputs 1 {
^bb0(%x: memref<8xf32>, %z: memref<8xf32>, %y: memref<8xf32>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  exec.return
}
exec.kernel elementwise @right inputs 2 outputs 1 {
^bb0(%x: memref<8xf32>, %z: memref<8xf32>, %y: memref<8xf32>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%z : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  exec.return
}

// CHECK: func.func @main
// CHECK-NEXT: exec.launch @first
// CHECK-NEXT: exec.launch @first
// CHECK-NEXT: exec.launch @in_place
// LOC: exec.launch @first {{.*}}loc("main.cpp":1:1)
// LOC-NEXT: exec.launch @first {{.*}}loc("main.cpp":2:2)
func.func @main(%x: memref<8xf32>, %y: memref<8xf32>, %z: memref<8xf32>) {
  exec.launch @first ins(%x : memref<8xf32>) outs(%y : memref<8xf32>) loc("main.cpp":1:1)
  exec.launch @second ins(%y : memref<8xf32>) outs(%z : memref<8xf32>) loc("main.cpp":2:2)
  exec.launch @in_place ins(%y : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}
