// Complex numbers become two tensors wherever values are listed, and one with a last axis of two at the edge.
// RUN: tcc-opt %s -split-input-file --tcc-split-complex --tcc-simplify | FileCheck %s

// CHECK: func.func @edge(%[[Z:.*]]: tensor<3x2xf32> {tcc.element_type = complex<f32>, tcc.name = "z"}, %[[X:.*]]: tensor<f64>)
// CHECK-SAME: -> (tensor<f64>, tensor<3x2xf32> {tcc.element_type = complex<f32>})
// CHECK: %[[S:.*]] = tcc.slice %[[Z]] starts [0, 0] limits [-1, 1]
// CHECK: %[[RE:.*]] = tcc.reshape %[[S]] to [3]
// CHECK: %[[T:.*]] = tcc.slice %[[Z]] starts [0, 1] limits [-1, 2]
// CHECK: %[[IM:.*]] = tcc.reshape %[[T]] to [3]
// CHECK: %[[R:.*]]:3 = call @edge.parts(%[[RE]], %[[IM]], %[[X]]) : (tensor<3xf32>, tensor<3xf32>, tensor<f64>) -> (tensor<f64>, tensor<3xf32>, tensor<3xf32>)
// CHECK: %[[A:.*]] = tcc.reshape %[[R]]#1 to [3, 1]
// CHECK: %[[B:.*]] = tcc.reshape %[[R]]#2 to [3, 1]
// CHECK: %[[P:.*]] = tcc.concatenate %[[A]], %[[B]] axis 1
// CHECK: return %[[R]]#0, %[[P]]
// CHECK: func.func private @edge.parts(%[[RE:.*]]: tensor<3xf32>, %[[IM:.*]]: tensor<3xf32>, %[[X:.*]]: tensor<f64>)
// CHECK: %[[N:.*]] = tcc.neg %[[IM]]
// CHECK: return %[[X]], %[[RE]], %[[N]]
func.func @edge(%z: tensor<3xcomplex<f32>> {tcc.name = "z"}, %x: tensor<f64>) -> (tensor<f64>, tensor<3xcomplex<f32>>) {
  %re = tcc.real %z : tensor<3xcomplex<f32>>
  %im = tcc.imag %z : tensor<3xcomplex<f32>>
  %n = tcc.neg %im : tensor<3xf32>
  %c = tcc.complex %re, %n : tensor<3xf32>, tensor<3xf32>
  return %x, %c : tensor<f64>, tensor<3xcomplex<f32>>
}

// -----

// A symbolic dimension is what the others leave.
// CHECK-LABEL: func.func @symbolic(%{{.*}}: tensor<?x4x2xf32> {tcc.element_type = complex<f32>})
// CHECK: tcc.reshape %{{.*}} to [-1, 4] : tensor<?x4x1xf32>
// CHECK: call @symbolic.parts(%{{.*}}) : (tensor<?x4xf32>, tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>)
// CHECK: tcc.reshape %{{.*}} to [-1, 4, 1] : tensor<?x4xf32>
func.func @symbolic(%z: tensor<?x4xcomplex<f32>>) -> tensor<?x4xcomplex<f32>> {
  %0 = tcc.neg %z : tensor<?x4xcomplex<f32>>
  return %0 : tensor<?x4xcomplex<f32>>
}

// -----

// Constants, conversions, comparisons, truth.
// CHECK-LABEL: func.func private @values
// CHECK-SAME: (%[[X:.*]]: tensor<2xi32>, %[[A:.*]]: tensor<2xf32>, %[[B:.*]]: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xi1>, tensor<2xi1>)
// CHECK-DAG: %[[K:.*]] = tcc.constant dense<[1.000000e+00, 3.000000e+00]>
// CHECK-DAG: %[[L:.*]] = tcc.constant dense<[2.000000e+00, -4.000000e+00]>
// CHECK-DAG: %[[F:.*]] = tcc.convert %[[X]] to f32
// CHECK-DAG: %[[RE:.*]] = tcc.add %{{.*}}, %{{.*}}
// CHECK-DAG: %[[E:.*]] = tcc.compare eq %[[A]], %[[K]]
// CHECK-DAG: %[[G:.*]] = tcc.compare eq %[[B]], %[[L]]
// CHECK-DAG: tcc.and %[[E]], %[[G]]
// CHECK-DAG: tcc.compare ne %[[A]], %{{.*}}
// CHECK-DAG: tcc.compare ne %[[B]], %{{.*}}
// CHECK-DAG: tcc.or
func.func private @values(%x: tensor<2xi32>, %z: tensor<2xcomplex<f32>>) -> (tensor<2xcomplex<f32>>, tensor<2xi1>, tensor<2xi1>) {
  %k = tcc.constant dense<[(1.0, 2.0), (3.0, -4.0)]> : tensor<2xcomplex<f32>>
  %c = tcc.convert %x to complex<f32> : tensor<2xi32>
  %s = tcc.add %c, %k : tensor<2xcomplex<f32>>, tensor<2xcomplex<f32>>
  %e = tcc.compare eq %z, %k : tensor<2xcomplex<f32>>, tensor<2xcomplex<f32>>
  %t = tcc.convert %z to i1 : tensor<2xcomplex<f32>>
  return %s, %e, %t : tensor<2xcomplex<f32>>, tensor<2xi1>, tensor<2xi1>
}

// -----

// What loops carry, what they go over and what they stack.
// CHECK-LABEL: func.func private @loops
// CHECK: tcc.scan 5 carry(%{{.*}} = %{{.*}} : tensor<f32>, %{{.*}} = %{{.*}} : tensor<f32>) over(%{{.*}} = %{{.*}} : tensor<5xf32>, %{{.*}} = %{{.*}} : tensor<5xf32>)
// CHECK: tcc.yield %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
// CHECK: tcc.while (%{{.*}} = %{{.*}} : tensor<f32>, %{{.*}} = %{{.*}} : tensor<f32>)
// CHECK: tcc.case
// CHECK-NOT: complex
func.func private @loops(%z: tensor<complex<f32>>, %zs: tensor<5xcomplex<f32>>, %p: tensor<i1>) -> (tensor<complex<f32>>, tensor<5xcomplex<f32>>) {
  %h, %ys = tcc.scan 5 carry(%c = %z : tensor<complex<f32>>) over(%x = %zs : tensor<5xcomplex<f32>>) {
    %n = tcc.mul %c, %x : tensor<complex<f32>>, tensor<complex<f32>>
    tcc.yield %n, %c : tensor<complex<f32>>, tensor<complex<f32>>
  }
  %one = tcc.constant dense<1.0> : tensor<f32>
  %w = tcc.while (%v = %h : tensor<complex<f32>>) {
    %m = tcc.abs %v : tensor<complex<f32>>
    %more = tcc.compare lt %m, %one : tensor<f32>, tensor<f32>
    tcc.yield %more : tensor<i1>
  } do {
    %t = tcc.add %v, %v : tensor<complex<f32>>, tensor<complex<f32>>
    tcc.yield %t : tensor<complex<f32>>
  }
  %o = tcc.case %p : tensor<i1> {
    tcc.yield %w : tensor<complex<f32>>
  }, {
    %n = tcc.neg %w : tensor<complex<f32>>
    tcc.yield %n : tensor<complex<f32>>
  }
  return %o, %ys : tensor<complex<f32>>, tensor<5xcomplex<f32>>
}

// -----

// A comparator sees both elements of one part, then both of the other.
// CHECK-LABEL: func.func private @order
// CHECK: tcc.sort custom %[[RE:.*]], %[[IM:.*]], %[[I:.*]] axis 0
// CHECK: ^bb0(%[[A:.*]]: tensor<f32>, %[[B:.*]]: tensor<f32>, %{{.*}}: tensor<f32>, %{{.*}}: tensor<f32>, %{{.*}}: tensor<i32>, %{{.*}}: tensor<i32>):
// CHECK: tcc.compare lt %[[A]], %[[B]]
func.func private @order(%z: tensor<5xcomplex<f32>>, %i: tensor<5xi32>) -> (tensor<5xcomplex<f32>>, tensor<5xi32>) {
  %0:2 = tcc.sort custom %z, %i axis 0 : tensor<5xcomplex<f32>>, tensor<5xi32> by {
  ^bb0(%a: tensor<complex<f32>>, %b: tensor<complex<f32>>, %c: tensor<i32>, %d: tensor<i32>):
    %x = tcc.real %a : tensor<complex<f32>>
    %y = tcc.real %b : tensor<complex<f32>>
    %l = tcc.compare lt %x, %y : tensor<f32>, tensor<f32>
    tcc.yield %l : tensor<i1>
  }
  return %0#0, %0#1 : tensor<5xcomplex<f32>>, tensor<5xi32>
}

// -----

// A reduction by any region is one of two tensors.
// CHECK-LABEL: func.func private @reduce
// CHECK: tcc.reduce %{{.*}}, %{{.*}} from %{{.*}}, %{{.*}} axes [0]
// CHECK: ^bb0(%[[A:.*]]: tensor<f32>, %[[B:.*]]: tensor<f32>, %[[C:.*]]: tensor<f32>, %[[D:.*]]: tensor<f32>):
// CHECK: tcc.mul %[[A]], %[[C]]
// CHECK: tcc.mul %[[B]], %[[D]]
func.func private @reduce(%z: tensor<5xcomplex<f32>>) -> tensor<complex<f32>> {
  %one = tcc.constant dense<(1.0, 0.0)> : tensor<complex<f32>>
  %0 = tcc.reduce %z from %one axes [0] : tensor<5xcomplex<f32>> {
  ^bb0(%a: tensor<complex<f32>>, %b: tensor<complex<f32>>):
    %p = tcc.mul %a, %b : tensor<complex<f32>>, tensor<complex<f32>>
    tcc.yield %p : tensor<complex<f32>>
  }
  return %0 : tensor<complex<f32>>
}

// -----

// The gradient by a + i b is that by a less i times that by b; other arguments keep their numbers.
// CHECK-LABEL: func.func private @gradient
// CHECK: %[[G:.*]]:4 = tcc.value_and_grad @loss(%{{.*}}, %{{.*}}, %{{.*}}) wrt [1, 2, 0] : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
// CHECK: %[[N:.*]] = tcc.neg %[[G]]#2
// CHECK: return %[[G]]#1, %[[N]], %[[G]]#3
func.func private @loss(%x: tensor<2xf32>, %z: tensor<2xcomplex<f32>>) -> tensor<f32> {
  %m = tcc.abs %z : tensor<2xcomplex<f32>>
  %p = tcc.mul %m, %x : tensor<2xf32>, tensor<2xf32>
  %s = tcc.reduce_sum %p axes [0] : tensor<2xf32>
  return %s : tensor<f32>
}
func.func private @gradient(%x: tensor<2xf32>, %z: tensor<2xcomplex<f32>>) -> (tensor<2xcomplex<f32>>, tensor<2xf32>) {
  %0:3 = tcc.value_and_grad @loss(%x, %z) wrt [1, 0] : (tensor<2xf32>, tensor<2xcomplex<f32>>) -> (tensor<f32>, tensor<2xcomplex<f32>>, tensor<2xf32>)
  return %0#1, %0#2 : tensor<2xcomplex<f32>>, tensor<2xf32>
}
