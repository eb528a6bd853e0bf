// Loops and branches of the plan: each carried value has one buffer; copies only where they must be.
// RUN: split-file %s %t
// RUN: tcc-opt %t/scan.mlir --tcc-lower-to-linalg --tcc-fuse-kernels --tcc-outline-kernels --tcc-bufferize-plan --tcc-plan-memory | FileCheck %s --check-prefix=SCAN
// RUN: tcc-opt %t/part.mlir --tcc-lower-to-linalg --tcc-fuse-kernels --tcc-outline-kernels --tcc-bufferize-plan --tcc-plan-memory | FileCheck %s --check-prefix=PART
// RUN: tcc-opt %t/swap.mlir --tcc-lower-to-linalg --tcc-fuse-kernels --tcc-outline-kernels --tcc-bufferize-plan --tcc-plan-memory | FileCheck %s --check-prefix=SWAP
// RUN: tcc-opt %t/donated.mlir --tcc-lower-to-linalg --tcc-fuse-kernels --tcc-outline-kernels --tcc-bufferize-plan --tcc-plan-memory | FileCheck %s --check-prefix=DONATED
// RUN: tcc-opt %t/nested.mlir --tcc-lower-to-linalg --tcc-fuse-kernels --tcc-outline-kernels --tcc-bufferize-plan --tcc-plan-memory | FileCheck %s --check-prefix=NESTED
// RUN: tcc-opt %t/branches.mlir --tcc-lower-to-linalg --tcc-fuse-kernels --tcc-outline-kernels --tcc-bufferize-plan --tcc-plan-memory | FileCheck %s --check-prefix=BRANCHES

//--- scan.mlir
// The carried value lies in the result's buffer from the start, rows are pointers, nothing is allocated
// and nothing filled: all rows are written.
// SCAN-LABEL: func.func @main
// SCAN-SAME: %[[H0:.*]]: memref<4xf32>, %[[XS:.*]]: memref<6x4xf32>, %[[H:[^:]*]]: memref<4xf32>, %[[YS:[^:]*]]: memref<6x4xf32>, %{{.*}}: memref<0xi8>
// SCAN-NOT: exec.launch @{{.*}}_loops
// SCAN: exec.launch @copy{{.*}} ins(%[[H0]] : memref<4xf32>) outs(%[[H]] : memref<4xf32>)
// SCAN: scf.for %[[I:.*]] = %{{.*}} to %{{.*}} step %{{.*}} {
// SCAN-DAG: %[[X:.*]] = exec.row %[[XS]][%[[I]]] : memref<6x4xf32> -> memref<4xf32>
// SCAN-DAG: %[[Y:.*]] = exec.row %[[YS]][%[[I]]] : memref<6x4xf32> -> memref<4xf32>
// SCAN: exec.launch @{{.*}} ins(%[[H]] : memref<4xf32>) outs(%[[Y]] : memref<4xf32>)
// SCAN: exec.launch @{{.*}} ins(%[[H]], %[[X]] : memref<4xf32>, memref<4xf32>) outs(%[[H]] : memref<4xf32>)
// SCAN-NEXT: }
// SCAN-NEXT: return
func.func @main(%h0: tensor<4xf32>, %xs: tensor<6x4xf32>) -> (tensor<4xf32>, tensor<6x4xf32>) {
  %h, %ys = tcc.scan 6 carry(%c = %h0 : tensor<4xf32>) over(%x = %xs : tensor<6x4xf32>) {
    %n = tcc.add %c, %x : tensor<4xf32>, tensor<4xf32>
    %y = tcc.tanh %c : tensor<4xf32>
    tcc.yield %n, %y : tensor<4xf32>, tensor<4xf32>
  }
  return %h, %ys : tensor<4xf32>, tensor<6x4xf32>
}

//--- part.mlir
// Some rows of a tensor are not copied for a loop over them: it counts from the first one, or down to it.
// PART-LABEL: func.func @main
// PART-SAME: %[[XS:.*]]: memref<7x4xf32>, %[[YS:[^:]*]]: memref<5x4xf32>, %[[ZS:[^:]*]]: memref<5x4xf32>, %{{.*}}: memref<0xi8>
// PART-NOT: exec.launch
// PART: scf.for %[[I:.*]] = %{{.*}} to %{{.*}} step %{{.*}} {
// PART: %[[AT:.*]] = arith.subi %[[I]], %c-2
// PART: exec.row %[[XS]][%[[AT]]] : memref<7x4xf32> -> memref<4xf32>
// PART: scf.for %[[J:.*]] = %{{.*}} to %{{.*}} step %{{.*}} {
// PART: %[[DOWN:.*]] = arith.subi %c4{{.*}}, %[[J]]
// PART: %[[AT:.*]] = arith.subi %[[DOWN]], %c-1
// PART: exec.row %[[XS]][%[[AT]]] : memref<7x4xf32> -> memref<4xf32>
func.func @main(%xs: tensor<7x4xf32>) -> (tensor<5x4xf32>, tensor<5x4xf32>) {
  %late = tcc.slice %xs starts [2, 0] limits [7, 4] : tensor<7x4xf32>
  %ys = tcc.scan 5 over(%x = %late : tensor<5x4xf32>) {
    %y = tcc.tanh %x : tensor<4xf32>
    tcc.yield %y : tensor<4xf32>
  }
  %middle = tcc.slice %xs starts [1, 0] limits [6, 4] : tensor<7x4xf32>
  %zs = tcc.scan 5 reverse over(%x = %middle : tensor<5x4xf32>) {
    %z = tcc.exp %x : tensor<4xf32>
    tcc.yield %z : tensor<4xf32>
  }
  return %ys, %zs : tensor<5x4xf32>, tensor<5x4xf32>
}

//--- swap.mlir
// Two values that change places are saved before they are overwritten.
// SWAP: scf.for
// SWAP: exec.launch @{{.*}} ins(%[[B:.*]] : memref<4xf32>) outs(%[[SAVED_B:.*]] : memref<4xf32>)
// SWAP: exec.launch @{{.*}} ins(%[[A:.*]] : memref<4xf32>) outs(%[[SAVED_A:.*]] : memref<4xf32>)
// SWAP: exec.launch @{{.*}} ins(%[[SAVED_B]] : memref<4xf32>) outs(%[[A]] : memref<4xf32>)
// SWAP: exec.launch @{{.*}} ins(%[[SAVED_A]] : memref<4xf32>) outs(%[[B]] : memref<4xf32>)
// SWAP-NEXT: }
func.func @main(%a0: tensor<4xf32>, %b0: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %a, %b = tcc.scan 5 carry(%p = %a0 : tensor<4xf32>, %q = %b0 : tensor<4xf32>) {
    tcc.yield %q, %p : tensor<4xf32>, tensor<4xf32>
  }
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}

//--- donated.mlir
// A donated argument goes through a loop and a branch in it without a copy.
// DONATED-LABEL: func.func @main
// DONATED-SAME: %[[P:.*]]: memref<4xf32> {tcc.donate = 0 : i64}
// DONATED-NOT: @copy
// DONATED: scf.for
// DONATED: exec.launch @{{.*}} outs(%[[P]] : memref<4xf32>)
// DONATED-NOT: @copy
// DONATED: return
func.func @main(%p0: tensor<4xf32> {tcc.donate = 0 : i64}, %gs: tensor<3x4xf32>) -> tensor<4xf32> {
  %p = tcc.scan 3 carry(%p = %p0 : tensor<4xf32>) over(%g = %gs : tensor<3x4xf32>) {
    %n = tcc.sub %p, %g : tensor<4xf32>, tensor<4xf32>
    tcc.yield %n : tensor<4xf32>
  }
  return %p : tensor<4xf32>
}

//--- nested.mlir
// A temporary of the inner loop is no other one's neighbour in time than in its own round; the inner loop works where the outer one does.
// NESTED-LABEL: func.func @main
// NESTED-SAME: %[[X0:.*]]: memref<8x8xf32>, %[[X:[^:]*]]: memref<8x8xf32>, %{{.*}}: memref<256xi8>
// NESTED: exec.launch @copy{{.*}} outs(%[[X]] : memref<8x8xf32>)
// NESTED: scf.for
// NESTED: scf.for
// NESTED: exec.launch @{{.*}}contraction ins(%[[X]]{{.*}}) outs(%[[T:.*]] : memref<8x8xf32>)
// NESTED: exec.launch @{{.*}} ins(%[[T]] : memref<8x8xf32>) outs(%[[X]] : memref<8x8xf32>)
// NESTED-NOT: @copy
func.func @main(%x0: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %x = tcc.scan 2 carry(%a = %x0 : tensor<8x8xf32>) {
    %y = tcc.scan 3 carry(%b = %a : tensor<8x8xf32>) {
      %p = tcc.matmul %b, %b : tensor<8x8xf32>, tensor<8x8xf32>
      %t = tcc.tanh %p : tensor<8x8xf32>
      tcc.yield %t : tensor<8x8xf32>
    }
    tcc.yield %y : tensor<8x8xf32>
  }
  return %x : tensor<8x8xf32>
}

//--- branches.mlir
// Branches write to one buffer, the result's; what a branch only hands on is copied there.
// BRANCHES-LABEL: func.func @main
// BRANCHES-SAME: %[[I:.*]]: memref<i1>, %[[X:.*]]: memref<4xf32>, %[[Y:[^:]*]]: memref<4xf32>, %{{.*}}: memref<0xi8>
// BRANCHES: %[[TRUTH:.*]] = memref.load %[[I]][] : memref<i1>
// BRANCHES: %[[INDEX:.*]] = arith.index_castui %[[TRUTH]] : i1 to index
// BRANCHES: scf.index_switch %[[INDEX]]
// BRANCHES: case 0
// BRANCHES-NEXT: exec.launch @copy ins(%[[X]] : memref<4xf32>) outs(%[[Y]] : memref<4xf32>)
// BRANCHES: default
// BRANCHES-NEXT: exec.launch @{{.*}} ins(%[[X]] : memref<4xf32>) outs(%[[Y]] : memref<4xf32>)
func.func @main(%i: tensor<i1>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tcc.case %i : tensor<i1> {
    tcc.yield %x : tensor<4xf32>
  }, {
    %y = tcc.sin %x : tensor<4xf32>
    tcc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
