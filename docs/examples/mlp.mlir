// A classifier of 28x28 images, for any number of them at once.
//   tcc docs/examples/mlp.mlir
func.func private @logits(%w1: tensor<784x128xf32>, %b1: tensor<128xf32>, %w2: tensor<128x10xf32>, %b2: tensor<10xf32>,
                          %x: tensor<?x784xf32>) -> tensor<?x10xf32> {
  %0 = tcc.matmul %x, %w1 : tensor<?x784xf32>, tensor<784x128xf32>
  %1 = tcc.add %0, %b1 : tensor<?x128xf32>, tensor<128xf32>
  %2 = tcc.relu %1 : tensor<?x128xf32>
  %3 = tcc.matmul %2, %w2 : tensor<?x128xf32>, tensor<128x10xf32>
  %4 = tcc.add %3, %b2 : tensor<?x10xf32>, tensor<10xf32>
  return %4 : tensor<?x10xf32>
}

func.func @main(%w1: tensor<784x128xf32> {tcc.param = "w1", tcc.init = "glorot_uniform"}, %b1: tensor<128xf32> {tcc.param = "b1", tcc.init = "zeros"},
                %w2: tensor<128x10xf32> {tcc.param = "w2", tcc.init = "glorot_uniform"}, %b2: tensor<10xf32> {tcc.param = "b2", tcc.init = "zeros"},
                %x: tensor<?x784xf32> {tcc.name = "x"}) -> tensor<?x10xf32> {
  %0 = call @logits(%w1, %b1, %w2, %b2, %x) : (tensor<784x128xf32>, tensor<128xf32>, tensor<128x10xf32>, tensor<10xf32>, tensor<?x784xf32>) -> tensor<?x10xf32>
  %1 = tcc.softmax %0 axis 1 : tensor<?x10xf32>
  return %1 : tensor<?x10xf32>
}
