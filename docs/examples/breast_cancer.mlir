// A classifier for the command line: 30 measurements of a cell, benign or not.
//   tcc train breast_cancer.mlir --data=data/breast_cancer.csv --label=benign --standardize
//     --loss=binary_cross_entropy --optimizer=adam:lr=1e-3 --epochs=10 --batch=32 -o weights.safetensors
func.func @main(%x: tensor<?x30xf32> {tcc.name = "x"},
                %w1: tensor<30x128xf32> {tcc.param = "w1", tcc.init = "glorot_uniform"},
                %b1: tensor<128xf32> {tcc.param = "b1", tcc.init = "zeros"},
                %w2: tensor<128x64xf32> {tcc.param = "w2", tcc.init = "glorot_uniform"},
                %b2: tensor<64xf32> {tcc.param = "b2", tcc.init = "zeros"},
                %w3: tensor<64x1xf32> {tcc.param = "w3", tcc.init = "glorot_uniform"},
                %b3: tensor<1xf32> {tcc.param = "b3", tcc.init = "zeros"}) -> tensor<?x1xf32> {
  %0 = tcc.matmul %x, %w1 : tensor<?x30xf32>, tensor<30x128xf32>
  %1 = tcc.add %0, %b1 : tensor<?x128xf32>, tensor<128xf32>
  %2 = tcc.relu %1 : tensor<?x128xf32>
  %3 = tcc.matmul %2, %w2 : tensor<?x128xf32>, tensor<128x64xf32>
  %4 = tcc.add %3, %b2 : tensor<?x64xf32>, tensor<64xf32>
  %5 = tcc.relu %4 : tensor<?x64xf32>
  %6 = tcc.matmul %5, %w3 : tensor<?x64xf32>, tensor<64x1xf32>
  %7 = tcc.add %6, %b3 : tensor<?x1xf32>, tensor<1xf32>
  %8 = tcc.sigmoid %7 : tensor<?x1xf32>
  return %8 : tensor<?x1xf32>
}
