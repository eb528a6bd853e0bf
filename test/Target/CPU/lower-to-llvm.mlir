// From a plan to the LLVM dialect: nothing of the dialects above is left, and every op but constants has a line.
// RUN: tcc-opt %S/Inputs/plan.mlir --tcc-cpu-schedule-kernels --tcc-cpu-lower-kernels-to-vector --tcc-cpu-approximate-math --tcc-cpu-lower-to-llvm \
// RUN:   --verify-each --mlir-print-debuginfo --mlir-print-local-scope | grep -vE "llvm.mlir.(constant|zero|poison)" | FileCheck %s
// RUN: tcc-opt %s --tcc-cpu-schedule-kernels --tcc-cpu-lower-kernels-to-vector --tcc-cpu-approximate-math --tcc-cpu-lower-to-llvm | FileCheck %s --check-prefix=LIBM

// CHECK-NOT: {{^ +(scf|memref|vector|arith|math|exec|cf|func|ub)\.}}
// CHECK-NOT: {{= "?(scf|memref|vector|arith|math|exec|cf|func|ub|builtin)\.}}
// CHECK-NOT: loc(unknown)
// CHECK-NOT: llvm.func {{.*}}@malloc
// CHECK:     llvm.func internal @dense
// CHECK:     llvm.func internal @update
// CHECK-NOT: loc(unknown)
// CHECK:     llvm.func internal @tcc_entry
// CHECK-NOT: loc(unknown)

// What LLVM has no intrinsic for is a call of libm; what it has one for is left to it.
// LIBM-DAG:  llvm.func @erf(f64) -> f64
// LIBM-DAG:  llvm.call @erf(
// LIBM-DAG:  llvm.intr.exp(
#id = affine_map<(d0) -> (d0)>
exec.kernel elementwise @k inputs 1 outputs 1 {
^bb0(%x: memref<8xf64>, %y: memref<8xf64>):
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<8xf64>) outs(%y : memref<8xf64>) {
  ^bb0(%a: f64, %o: f64):
    %0 = math.erf %a : f64
    %1 = math.exp %0 : f64
    linalg.yield %1 : f64
  }
  exec.return
}
func.func @main(%x: memref<8xf64>, %y: memref<8xf64>, %arena: memref<64xi8>)
    attributes {tcc.num_inputs = 1 : i64, exec.results = array<i64: -1>, exec.arena_bytes = 64 : i64} {
  exec.launch @k pointwise [0] ins(%x : memref<8xf64>) outs(%y : memref<8xf64>)
  return
}
