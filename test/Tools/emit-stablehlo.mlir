// A program in StableHLO: its transforms expanded, the entry's name @main, a symbolic dimension given; read again it computes the same.
// RUN: split-file %s %t
// RUN: tcc %t/m.mlir --entry=step --shape=x=2x3 --emit=stablehlo -o %t/step.stablehlo.mlir
// RUN: FileCheck %s --input-file=%t/step.stablehlo.mlir
// RUN: %npy %t/x.npy f4 2,3 1 2 3 4 5 6
// RUN: %npy %t/w.npy f4 3 0.5 -1 2
// RUN: tcc run %t/m.mlir --entry=step %t/x.npy %t/w.npy > %t/direct
// RUN: tcc run %t/step.stablehlo.mlir %t/x.npy %t/w.npy > %t/again
// RUN: diff %t/direct %t/again
// RUN: FileCheck %s --check-prefix=VALUE --input-file=%t/again

// CHECK-NOT: tcc.
// CHECK: func.func @main(%{{.*}}: tensor<2x3xf32>, %{{.*}}: tensor<3xf32>) -> (tensor<f32>, tensor<3xf32>)
// CHECK: stablehlo.dot_general
// CHECK-NOT: tcc.
// VALUE: out0: {{.*}} 50.625

//--- m.mlir
func.func @loss(%w: tensor<3xf32>, %x: tensor<?x3xf32>) -> tensor<f32> {
  %y = tcc.matmul %x, %w : tensor<?x3xf32>, tensor<3xf32>
  %s = tcc.mul %y, %y : tensor<?xf32>, tensor<?xf32>
  %l = tcc.reduce_mean %s axes [0] : tensor<?xf32>
  return %l : tensor<f32>
}
func.func @step(%x: tensor<?x3xf32> {tcc.name = "x"}, %w: tensor<3xf32> {tcc.param = "w"}) -> (tensor<f32>, tensor<3xf32>) {
  %l, %dw = tcc.value_and_grad @loss(%w, %x) wrt [0] : (tensor<3xf32>, tensor<?x3xf32>) -> (tensor<f32>, tensor<3xf32>)
  return %l, %dw : tensor<f32>, tensor<3xf32>
}
