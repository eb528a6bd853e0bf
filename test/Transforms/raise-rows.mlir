// A loop that reads and writes rows at its counter runs over rows.
// RUN: split-file %s %t
// RUN: tcc-opt %t/rows.mlir --tcc-raise-loops --tcc-simplify | FileCheck %s --check-prefix=ROWS
// RUN: tcc run %t/rows.mlir | FileCheck %s --check-prefix=ROWS-VALUES
// RUN: tcc-opt %t/down.mlir --tcc-raise-loops --tcc-simplify | FileCheck %s --check-prefix=DOWN
// RUN: tcc run %t/down.mlir | FileCheck %s --check-prefix=DOWN-VALUES
// RUN: tcc-opt %t/added.mlir --tcc-raise-loops --tcc-simplify | FileCheck %s --check-prefix=ADDED
// RUN: tcc run %t/added.mlir | FileCheck %s --check-prefix=ADDED-VALUES
// RUN: tcc-opt %t/part.mlir --tcc-raise-loops --tcc-simplify | FileCheck %s --check-prefix=PART
// RUN: tcc run %t/part.mlir | FileCheck %s --check-prefix=PART-VALUES
// RUN: tcc-opt %t/kept.mlir --tcc-raise-loops --tcc-simplify | FileCheck %s --check-prefix=KEPT
// RUN: tcc run %t/kept.mlir | FileCheck %s --check-prefix=KEPT-VALUES
// RUN: tcc-opt %t/numbers.mlir --tcc-raise-loops --tcc-simplify | FileCheck %s --check-prefix=NUMBERS
// RUN: tcc run %t/numbers.mlir | FileCheck %s --check-prefix=NUMBERS-VALUES

//--- rows.mlir
// A negative counter is wrapped, as JAX writes it; of the longer tensor a part is read.
// ROWS: %[[X:.*]] = tcc.slice %{{.*}} starts [1, 0] limits [4, 2] strides [1, 1]
// ROWS: tcc.scan 3 carry(%[[C:.*]] = %{{.*}} : tensor<2xi32>) over(%[[ROW:.*]] = %[[X]] : tensor<3x2xi32>) {
// ROWS-NEXT: %[[S:.*]] = tcc.add %[[C]], %[[ROW]]
// ROWS-NEXT: tcc.yield %[[S]], %[[S]]
// ROWS-VALUES: out0: {{.*}}i32 3 4 8 10 15 18
// ROWS-VALUES: out1: {{.*}}i32 15 18
func.func @main() -> (tensor<3x2xi32>, tensor<2xi32>) {
  %x = tcc.constant dense<[[1, 2], [3, 4], [5, 6], [7, 8]]> : tensor<4x2xi32>
  %c0 = tcc.constant dense<0> : tensor<2xi32>
  %y0 = tcc.constant dense<9> : tensor<3x2xi32>
  %first = tcc.constant dense<-3> : tensor<i32>
  %one = tcc.constant dense<1> : tensor<i32>
  %three = tcc.constant dense<3> : tensor<i32>
  %zero = tcc.constant dense<0> : tensor<i32>
  %r:3 = tcc.while (%i = %first : tensor<i32>, %c = %c0 : tensor<2xi32>, %y = %y0 : tensor<3x2xi32>) {
    %more = tcc.compare lt %i, %zero : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %isNegative = tcc.compare lt %i, %zero : tensor<i32>, tensor<i32>
    %wrapped = tcc.add %i, %three : tensor<i32>, tensor<i32>
    %k = tcc.select %isNegative, %wrapped, %i : tensor<i1>, tensor<i32>, tensor<i32>
    %k1 = tcc.add %k, %one : tensor<i32>, tensor<i32>
    %row = tcc.dynamic_slice %x, %k1, %zero sizes [1, 2] : tensor<4x2xi32>, tensor<i32>, tensor<i32>
    %flat = tcc.reshape %row to [2] : tensor<1x2xi32>
    %s = tcc.add %c, %flat : tensor<2xi32>, tensor<2xi32>
    %up = tcc.broadcast %s to [1, 2] : tensor<2xi32>
    %z = tcc.dynamic_update_slice %y, %up, %k, %zero : tensor<3x2xi32>, tensor<1x2xi32>, tensor<i32>, tensor<i32>
    %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
    tcc.yield %next, %s, %z : tensor<i32>, tensor<2xi32>, tensor<3x2xi32>
  }
  return %r#2, %r#1 : tensor<3x2xi32>, tensor<2xi32>
}

//--- down.mlir
// From the last row to the first.
// DOWN: tcc.scan 3 reverse carry(%[[C:.*]] = %{{.*}} : tensor<i32>) over(%[[ROW:.*]] = %{{.*}} : tensor<3xi32>) {
// DOWN-NOT: tcc.dynamic
// DOWN: return
// DOWN-VALUES: out0: {{.*}}i32 6 5 3
func.func @main() -> tensor<3xi32> {
  %x = tcc.constant dense<[1, 2, 3]> : tensor<3xi32>
  %y0 = tcc.constant dense<9> : tensor<3xi32>
  %one = tcc.constant dense<1> : tensor<i64>
  %three = tcc.constant dense<3> : tensor<i64>
  %zero = tcc.constant dense<0> : tensor<i64>
  %none = tcc.constant dense<0> : tensor<i32>
  %r:3 = tcc.while (%i = %zero : tensor<i64>, %c = %none : tensor<i32>, %y = %y0 : tensor<3xi32>) {
    %more = tcc.compare lt %i, %three : tensor<i64>, tensor<i64>
    tcc.yield %more : tensor<i1>
  } do {
    %left = tcc.sub %three, %i : tensor<i64>, tensor<i64>
    %k = tcc.sub %left, %one : tensor<i64>, tensor<i64>
    %row = tcc.dynamic_slice %x, %k sizes [1] : tensor<3xi32>, tensor<i64>
    %flat = tcc.reshape %row to [] : tensor<1xi32>
    %s = tcc.add %c, %flat : tensor<i32>, tensor<i32>
    %up = tcc.reshape %s to [1] : tensor<i32>
    %z = tcc.dynamic_update_slice %y, %up, %k : tensor<3xi32>, tensor<1xi32>, tensor<i64>
    %next = tcc.add %i, %one : tensor<i64>, tensor<i64>
    tcc.yield %next, %s, %z : tensor<i64>, tensor<i32>, tensor<3xi32>
  }
  return %r#2 : tensor<3xi32>
}

//--- added.mlir
// What is added to a row, among zeros or by a scatter, is added to what the loop began with.
// ADDED: tcc.scan 2 over(%{{.*}} : tensor<2x2xi32>) {
// ADDED-NOT: tcc.dynamic_update_slice
// ADDED-NOT: tcc.scatter
// ADDED: return
// ADDED-VALUES: out0: {{.*}}i32 11 12 13 14
// ADDED-VALUES: out1: {{.*}}i32 21 22 23 24
func.func @main() -> (tensor<2x2xi32>, tensor<2x2xi32>) {
  %x = tcc.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  %tens = tcc.constant dense<10> : tensor<1x2xi32>
  %twenties = tcc.constant dense<20> : tensor<2xi32>
  %none = tcc.constant dense<0> : tensor<2x2xi32>
  %one = tcc.constant dense<1> : tensor<i32>
  %two = tcc.constant dense<2> : tensor<i32>
  %zero = tcc.constant dense<0> : tensor<i32>
  %r:3 = tcc.while (%i = %zero : tensor<i32>, %y = %x : tensor<2x2xi32>, %z = %x : tensor<2x2xi32>) {
    %more = tcc.compare lt %i, %two : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %d = tcc.dynamic_update_slice %none, %tens, %i, %zero : tensor<2x2xi32>, tensor<1x2xi32>, tensor<i32>, tensor<i32>
    %u = tcc.add %y, %d : tensor<2x2xi32>, tensor<2x2xi32>
    %at = tcc.reshape %i to [1] : tensor<i32>
    %v = tcc.scatter add %z at %at from %twenties update_window_dims [0] inserted_window_dims [0]
        scatter_dims_to_operand_dims [0] index_vector_dim 0 : tensor<2x2xi32> at tensor<1xi32> from tensor<2xi32>
    %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
    tcc.yield %next, %u, %v : tensor<i32>, tensor<2x2xi32>, tensor<2x2xi32>
  }
  return %r#1, %r#2 : tensor<2x2xi32>, tensor<2x2xi32>
}

//--- part.mlir
// Rows that are not written stay.
// PART: %[[X:.*]] = tcc.slice %{{.*}} starts [1] limits [3]
// PART: %[[Y:.*]] = tcc.scan 2 reverse over(%{{.*}} = %[[X]] : tensor<2xi32>) {
// PART-NOT: tcc.dynamic
// PART: }
// PART: tcc.dynamic_update_slice %{{.*}}, %[[Y]], %{{.*}} : tensor<4xi32>, tensor<2xi32>, tensor<i64>
// PART-VALUES: out0: {{.*}}i32 7 16 18 10
func.func @main() -> tensor<4xi32> {
  %y0 = tcc.constant dense<[7, 8, 9, 10]> : tensor<4xi32>
  %one = tcc.constant dense<1> : tensor<i32>
  %two = tcc.constant dense<2> : tensor<i32>
  %zero = tcc.constant dense<0> : tensor<i32>
  %r:2 = tcc.while (%i = %zero : tensor<i32>, %y = %y0 : tensor<4xi32>) {
    %more = tcc.compare lt %i, %two : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %k = tcc.sub %two, %i : tensor<i32>, tensor<i32>
    %row = tcc.dynamic_slice %y, %k sizes [1] : tensor<4xi32>, tensor<i32>
    %double = tcc.mul %row, %two : tensor<1xi32>, tensor<i32>
    %y1 = tcc.dynamic_update_slice %y, %double, %k : tensor<4xi32>, tensor<1xi32>, tensor<i32>
    %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
    tcc.yield %next, %y1 : tensor<i32>, tensor<4xi32>
  }
  return %r#1 : tensor<4xi32>
}

//--- kept.mlir
// Read, or written, at a place that is clamped; read by other rounds too.
// KEPT: tcc.scan 2
// KEPT: tcc.dynamic_slice
// KEPT-DAG: tcc.dynamic_update_slice
// KEPT-DAG: tcc.dynamic_update_slice
// KEPT: return
// KEPT-VALUES: out0: {{.*}}i32 9 9 3
// KEPT-VALUES: out1: {{.*}}i32 6 9
func.func @main() -> (tensor<3xi32>, tensor<2xi32>) {
  %x = tcc.constant dense<[1, 2, 3]> : tensor<3xi32>
  %y0 = tcc.constant dense<9> : tensor<3xi32>
  %z0 = tcc.constant dense<3> : tensor<2xi32>
  %one = tcc.constant dense<1> : tensor<i32>
  %two = tcc.constant dense<2> : tensor<i32>
  %zero = tcc.constant dense<0> : tensor<i32>
  %r:3 = tcc.while (%i = %zero : tensor<i32>, %y = %y0 : tensor<3xi32>, %z = %z0 : tensor<2xi32>) {
    %more = tcc.compare lt %i, %two : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %k = tcc.add %i, %two : tensor<i32>, tensor<i32>
    %row = tcc.dynamic_slice %x, %k sizes [1] : tensor<3xi32>, tensor<i32>
    %y1 = tcc.dynamic_update_slice %y, %row, %k : tensor<3xi32>, tensor<1xi32>, tensor<i32>
    %sum = tcc.reduce_sum %z axes [0] keepdims : tensor<2xi32>
    %z1 = tcc.dynamic_update_slice %z, %sum, %i : tensor<2xi32>, tensor<1xi32>, tensor<i32>
    %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
    tcc.yield %next, %y1, %z1 : tensor<i32>, tensor<3xi32>, tensor<2xi32>
  }
  return %r#1, %r#2 : tensor<3xi32>, tensor<2xi32>
}

//--- numbers.mlir
// Indices that one loop keeps are known when the next one reads rows by them.
// NUMBERS: tcc.scan 3 reverse carry(%{{.*}} = %{{.*}} : tensor<i32>) over(%{{.*}} : tensor<3xi32>) {
// NUMBERS-NOT: tcc.dynamic
// NUMBERS: return
// NUMBERS-VALUES: out0: {{.*}}i32 6 5 3
func.func @main() -> tensor<3xi32> {
  %x = tcc.constant dense<[1, 2, 3]> : tensor<3xi32>
  %none = tcc.constant dense<0> : tensor<3xi32>
  %one = tcc.constant dense<1> : tensor<i32>
  %two = tcc.constant dense<2> : tensor<i32>
  %three = tcc.constant dense<3> : tensor<i32>
  %zero = tcc.constant dense<0> : tensor<i32>
  %n:2 = tcc.while (%i = %zero : tensor<i32>, %y = %none : tensor<3xi32>) {
    %more = tcc.compare lt %i, %three : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %k = tcc.reshape %i to [1] : tensor<i32>
    %y1 = tcc.dynamic_update_slice %y, %k, %i : tensor<3xi32>, tensor<1xi32>, tensor<i32>
    %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
    tcc.yield %next, %y1 : tensor<i32>, tensor<3xi32>
  }
  %r:3 = tcc.while (%i = %zero : tensor<i32>, %y = %none : tensor<3xi32>, %s = %zero : tensor<i32>) {
    %more = tcc.compare lt %i, %three : tensor<i32>, tensor<i32>
    tcc.yield %more : tensor<i1>
  } do {
    %at = tcc.sub %two, %i : tensor<i32>, tensor<i32>
    %kept = tcc.dynamic_slice %n#1, %at sizes [1] : tensor<3xi32>, tensor<i32>
    %k = tcc.reshape %kept to [] : tensor<1xi32>
    %row = tcc.dynamic_slice %x, %k sizes [1] : tensor<3xi32>, tensor<i32>
    %flat = tcc.reshape %row to [] : tensor<1xi32>
    %s1 = tcc.add %s, %flat : tensor<i32>, tensor<i32>
    %up = tcc.reshape %s1 to [1] : tensor<i32>
    %d = tcc.dynamic_update_slice %none, %up, %k : tensor<3xi32>, tensor<1xi32>, tensor<i32>
    %y1 = tcc.add %y, %d : tensor<3xi32>, tensor<3xi32>
    %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
    tcc.yield %next, %y1, %s1 : tensor<i32>, tensor<3xi32>, tensor<i32>
  }
  return %r#1 : tensor<3xi32>
}
