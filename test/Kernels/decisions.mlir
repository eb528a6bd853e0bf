// Each choice leaves a record, with its reason and what it saves.
// RUN: tcc %s --emit=kernels | FileCheck %s
// CHECK: exec.decisions = [
// CHECK-DAG: #exec.decision<together = true, producer = "subf", consumer = "exp", why = "its only reader", bytes = 65536, at = "{{[^"]*}}decisions.mlir:[[# @LINE + 16]]:8">
// CHECK-DAG: #exec.decision<together = true, producer = "subf exp", consumer = "reduce", why = "row by row, from the cache", bytes = 32768,
// CHECK-DAG: #exec.decision<together = true, producer = "contraction", consumer = "addf", why = "while the sum is in registers", bytes = 131072, at = "{{[^"]*}}decisions.mlir:[[# @LINE + 16]]:8">
// CHECK-DAG: #exec.decision<together = false, producer = "mulf", consumer = "contraction", why = "a factor is read many times", bytes = 65536,
// Comparisons: one loop makes them and what selects by them.
// CHECK-DAG: #exec.decision<together = true, producer = "cmpf", consumer = "select", why = "one loop makes both, others read it from memory", bytes = 8192,
// A sum over rows comes before the first row that wants it.
// CHECK-DAG: #exec.decision<together = false, producer = "reduce", consumer = "addf", why = "all of it is needed first", bytes = 512,
// Read in the order of its elements by one, turned by another.
// CHECK-DAG: #exec.decision<together = true, producer = "negf", consumer = "{{[^"]*}}", why = "cheaper to compute again than to load", bytes = 16384, again = 4096,
// CHECK-DAG: #exec.decision<together = false, producer = "divf", consumer = "mulf", why = "would be computed for each element of a larger reader",
func.func @main(%x: tensor<128x64xf32>, %w: tensor<64x128xf32>, %b: tensor<128xf32>, %q: tensor<64x64xf32>)
    -> (tensor<128x128xf32>, tensor<128x64xf32>, tensor<128x64xf32>, tensor<128x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>) {
  %zero = tcc.constant dense<0.0> : tensor<f32>
  %one = tcc.constant dense<1.0> : tensor<f32>

  %0 = tcc.softmax %x axis 1 : tensor<128x64xf32>
  %1 = tcc.matmul %0, %w : tensor<128x64xf32>, tensor<64x128xf32>
  %2 = tcc.add %1, %b : tensor<128x128xf32>, tensor<128xf32>
  %s = tcc.compare gt %x, %zero : tensor<128x64xf32>, tensor<f32>
  %3 = tcc.select %s, %x, %one : tensor<128x64xi1>, tensor<128x64xf32>, tensor<f32>
  %4 = tcc.select %s, %one, %x : tensor<128x64xi1>, tensor<f32>, tensor<128x64xf32>
  %5 = tcc.reduce_sum %x axes [0] : tensor<128x64xf32>
  %6 = tcc.add %x, %5 : tensor<128x64xf32>, tensor<64xf32>
  %n = tcc.neg %q : tensor<64x64xf32>
  %t = tcc.transpose %n permutation [1, 0] : tensor<64x64xf32>
  %8 = tcc.tanh %t : tensor<64x64xf32>
  %7 = tcc.exp %n : tensor<64x64xf32>
  return %2, %3, %4, %6, %7, %8 : tensor<128x128xf32>, tensor<128x64xf32>, tensor<128x64xf32>, tensor<128x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>
}
