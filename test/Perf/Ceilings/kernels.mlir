// What ceilings.py counts, a function each: small, of shapes that leave rows and lanes over.
func.func @gemm_bias_relu(%x: tensor<100x190xf32>, %w: tensor<190x150xf32>, %b: tensor<150xf32>) -> tensor<100x150xf32> {
  %0 = tcc.matmul %x, %w : tensor<100x190xf32>, tensor<190x150xf32>
  %1 = tcc.add %0, %b : tensor<100x150xf32>, tensor<150xf32>
  %2 = tcc.relu %1 : tensor<100x150xf32>
  return %2 : tensor<100x150xf32>
}
func.func @gemm_transposed(%x: tensor<32x190xf32>, %y: tensor<32x150xf32>) -> tensor<190x150xf32> {
  %0 = tcc.dot %x, %y batch [] x [] contracting [0] x [0] : tensor<32x190xf32>, tensor<32x150xf32>
  return %0 : tensor<190x150xf32>
}
func.func @convolution(%x: tensor<2x20x20x8xf32>, %w: tensor<3x3x8x32xf32>) -> tensor<2x18x18x32xf32> {
  %0 = tcc.convolution %x, %w layouts "b01f" x "01io" -> "b01f" : tensor<2x20x20x8xf32>, tensor<3x3x8x32xf32>
  return %0 : tensor<2x18x18x32xf32>
}
func.func @depthwise(%x: tensor<2x20x20x32xf32>, %w: tensor<3x3x1x32xf32>) -> tensor<2x18x18x32xf32> {
  %0 = tcc.convolution %x, %w layouts "b01f" x "01io" -> "b01f" feature_groups 32 : tensor<2x20x20x32xf32>, tensor<3x3x1x32xf32>
  return %0 : tensor<2x18x18x32xf32>
}
func.func @softmax(%x: tensor<50x300xf32>) -> tensor<50x300xf32> {
  %0 = tcc.softmax %x axis 1 : tensor<50x300xf32>
  return %0 : tensor<50x300xf32>
}
func.func @layer_norm(%x: tensor<50x300xf32>, %g: tensor<300xf32>, %b: tensor<300xf32>) -> tensor<50x300xf32> {
  %0 = tcc.layer_norm %x axes [1] epsilon 1.0e-5 : tensor<50x300xf32>
  %1 = tcc.mul %0, %g : tensor<50x300xf32>, tensor<300xf32>
  %2 = tcc.add %1, %b : tensor<50x300xf32>, tensor<300xf32>
  return %2 : tensor<50x300xf32>
}
func.func @transpose(%x: tensor<150x130xf32>) -> tensor<130x150xf32> {
  %0 = tcc.transpose %x permutation [1, 0] : tensor<150x130xf32>
  return %0 : tensor<130x150xf32>
}
func.func @column_sums(%x: tensor<200x150xf32>) -> tensor<150xf32> {
  %0 = tcc.reduce_sum %x axes [0] : tensor<200x150xf32>
  return %0 : tensor<150xf32>
}
func.func @row_maxima(%x: tensor<200x150xf32>) -> tensor<200xf32> {
  %0 = tcc.reduce_max %x axes [1] : tensor<200x150xf32>
  return %0 : tensor<200xf32>
}
func.func @chain(%x: tensor<10000xf32>, %y: tensor<10000xf32>, %z: tensor<10000xf32>) -> tensor<10000xf32> {
  %0 = tcc.sigmoid %x : tensor<10000xf32>
  %1 = tcc.mul %x, %0 : tensor<10000xf32>, tensor<10000xf32>
  %2 = tcc.tanh %y : tensor<10000xf32>
  %3 = tcc.mul %2, %z : tensor<10000xf32>, tensor<10000xf32>
  %4 = tcc.add %1, %3 : tensor<10000xf32>, tensor<10000xf32>
  return %4 : tensor<10000xf32>
}
func.func @max_pool(%x: tensor<2x20x20x32xf32>) -> tensor<2x10x10x32xf32> {
  %0 = tcc.pool max %x window [1, 2, 2, 1] strides [1, 2, 2, 1] : tensor<2x20x20x32xf32>
  return %0 : tensor<2x10x10x32xf32>
}

// A training step: the gradient, momentum, and the update in place.
func.func private @loss(%w1: tensor<190x70xf32>, %b1: tensor<70xf32>, %w2: tensor<70x10xf32>, %x: tensor<30x190xf32>, %y: tensor<30x10xf32>) -> tensor<f32> {
  %0 = tcc.matmul %x, %w1 : tensor<30x190xf32>, tensor<190x70xf32>
  %1 = tcc.add %0, %b1 : tensor<30x70xf32>, tensor<70xf32>
  %2 = tcc.relu %1 : tensor<30x70xf32>
  %3 = tcc.matmul %2, %w2 : tensor<30x70xf32>, tensor<70x10xf32>
  %4 = tcc.mse %3, %y : tensor<30x10xf32>, tensor<30x10xf32>
  return %4 : tensor<f32>
}
func.func @training_step(%w1: tensor<190x70xf32> {tcc.donate = 1 : i64}, %b1: tensor<70xf32> {tcc.donate = 2 : i64}, %w2: tensor<70x10xf32> {tcc.donate = 3 : i64},
                         %x: tensor<30x190xf32>, %y: tensor<30x10xf32>)
    -> (tensor<f32>, tensor<190x70xf32>, tensor<70xf32>, tensor<70x10xf32>) {
  %rate = tcc.constant dense<0.1> : tensor<f32>
  %0:4 = tcc.value_and_grad @loss(%w1, %b1, %w2, %x, %y) wrt [0, 1, 2]
      : (tensor<190x70xf32>, tensor<70xf32>, tensor<70x10xf32>, tensor<30x190xf32>, tensor<30x10xf32>) -> (tensor<f32>, tensor<190x70xf32>, tensor<70xf32>, tensor<70x10xf32>)
  %1 = tcc.mul %0#1, %rate : tensor<190x70xf32>, tensor<f32>
  %2 = tcc.sub %w1, %1 : tensor<190x70xf32>, tensor<190x70xf32>
  %3 = tcc.mul %0#2, %rate : tensor<70xf32>, tensor<f32>
  %4 = tcc.sub %b1, %3 : tensor<70xf32>, tensor<70xf32>
  %5 = tcc.mul %0#3, %rate : tensor<70x10xf32>, tensor<f32>
  %6 = tcc.sub %w2, %5 : tensor<70x10xf32>, tensor<70x10xf32>
  return %0#0, %2, %4, %6 : tensor<f32>, tensor<190x70xf32>, tensor<70xf32>, tensor<70x10xf32>
}
