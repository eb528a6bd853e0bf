// Factorizations, as StableHLO has them and as LAPACK's functions are called.
// RUN: tcc-opt %s --tcc-import-stablehlo | FileCheck %s
// RUN: tcc-opt %s --mlir-print-op-generic | tcc-opt --tcc-import-stablehlo | FileCheck %s

// CHECK-LABEL: @cholesky
// CHECK-SAME: %[[A:.*]]: tensor<2x4x4xf32>, %[[H:.*]]: tensor<4x4xbf16>)
func.func @cholesky(%a: tensor<2x4x4xf32>, %h: tensor<4x4xbf16>) -> (tensor<2x4x4xf32>, tensor<2x4x4xf32>, tensor<4x4xbf16>) {
  // CHECK: tcc.cholesky %[[A]] : tensor<2x4x4xf32>
  %0 = stablehlo.cholesky %a, lower = true : tensor<2x4x4xf32>
  // The upper root is the transpose of that of the transpose.
  // CHECK: %[[T:.*]] = tcc.transpose %[[A]] permutation [0, 2, 1]
  // CHECK: %[[L:.*]] = tcc.cholesky %[[T]]
  // CHECK: tcc.transpose %[[L]] permutation [0, 2, 1]
  %1 = "stablehlo.cholesky"(%a) <{lower = false}> : (tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  // CHECK: %[[W:.*]] = tcc.convert %[[H]] to f32
  // CHECK: tcc.cholesky %[[W]] : tensor<4x4xf32>
  %2 = stablehlo.cholesky %h, lower = true : tensor<4x4xbf16>
  // CHECK-NOT: stablehlo.
  // CHECK: return
  return %0, %1, %2 : tensor<2x4x4xf32>, tensor<2x4x4xf32>, tensor<4x4xbf16>
}

// CHECK-LABEL: @triangular_solve
// CHECK-SAME: %[[A:.*]]: tensor<4x4xf64>, %[[B:.*]]: tensor<4x3xf64>, %[[C:.*]]: tensor<3x4xf64>)
func.func @triangular_solve(%a: tensor<4x4xf64>, %b: tensor<4x3xf64>, %c: tensor<3x4xf64>) -> (tensor<4x3xf64>, tensor<3x4xf64>) {
  // CHECK: tcc.triangular_solve %[[A]], %[[B]] : tensor<4x4xf64>, tensor<4x3xf64>
  %0 = "stablehlo.triangular_solve"(%a, %b) <{left_side = true, lower = true, transpose_a = #stablehlo<transpose NO_TRANSPOSE>, unit_diagonal = false}> : (tensor<4x4xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  // CHECK: tcc.triangular_solve %[[A]], %[[C]] right upper transpose_a unit_diagonal
  %1 = "stablehlo.triangular_solve"(%a, %c) <{left_side = false, lower = false, transpose_a = #stablehlo<transpose ADJOINT>, unit_diagonal = true}> : (tensor<4x4xf64>, tensor<3x4xf64>) -> tensor<3x4xf64>
  return %0, %1 : tensor<4x3xf64>, tensor<3x4xf64>
}

// CHECK-LABEL: @lapack
// CHECK-SAME: %[[A:.*]]: tensor<4x4xf32>, %[[B:.*]]: tensor<4x5xf32>, %[[K:.*]]: tensor<f32>)
func.func @lapack(%a: tensor<4x4xf32>, %b: tensor<4x5xf32>, %k: tensor<f32>) -> (tensor<4x4xf32>, tensor<i32>, tensor<4x5xf32>, tensor<4x5xf32>, tensor<4xi32>, tensor<4x4xf32>, tensor<4xf32>, tensor<i32>) {
  // What went wrong is the place of the first pivot that is no number.
  // CHECK: %[[L:.*]] = tcc.cholesky %[[A]]
  // CHECK: tcc.compare ne
  // CHECK: tcc.reduce_min
  %0:2 = stablehlo.custom_call @lapack_spotrf_ffi(%a) {mhlo.backend_config = {uplo = 76 : ui8}, operand_layouts = [dense<[0, 1]> : tensor<2xindex>], output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [0], operand_index = 0, operand_tuple_indices = []>], result_layouts = [dense<[0, 1]> : tensor<2xindex>, dense<> : tensor<0xindex>]} : (tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<i32>)
  // CHECK: tcc.triangular_solve %[[A]], %[[B]] upper transpose_a
  %1 = stablehlo.custom_call @lapack_strsm_ffi(%a, %b) {mhlo.backend_config = {diag = 78 : ui8, side = 76 : ui8, trans_x = 84 : ui8, uplo = 85 : ui8}, mhlo.frontend_attributes = {num_batch_dims = "0"}, sdy.sharding_rule = #sdy.op_sharding_rule<([i, j], [k, l])->([m, n]) {i=4, j=4, k=4, l=5, m=4, n=5}, custom>} : (tensor<4x4xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  // CHECK: %[[KB:.*]] = tcc.mul %[[B]], %[[K]]
  // CHECK: tcc.triangular_solve %[[A]], %[[KB]] unit_diagonal
  %2 = stablehlo.custom_call @lapack_strsm_ffi(%a, %b, %k) {mhlo.backend_config = {diag = 85 : ui8, side = 76 : ui8, trans_x = 78 : ui8, uplo = 76 : ui8}} : (tensor<4x4xf32>, tensor<4x5xf32>, tensor<f32>) -> tensor<4x5xf32>
  // Pivots count from 1.
  // CHECK: %{{.*}}, %[[P:.*]], %{{.*}} = tcc.lu %[[A]]
  // CHECK: tcc.add %[[P]], %{{.*}} : tensor<4xi32>
  %3:3 = stablehlo.custom_call @lapack_sgetrf_ffi(%a) {mhlo.backend_config = {}} : (tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4xi32>, tensor<i32>)
  // CHECK: %[[Q:.*]], %[[S:.*]] = tcc.householder %[[A]]
  // CHECK: tcc.householder_product %[[Q]], %[[S]]
  %4:2 = stablehlo.custom_call @lapack_sgeqrf_ffi(%a) : (tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4xf32>)
  %5 = stablehlo.custom_call @lapack_sorgqr_ffi(%4#0, %4#1) : (tensor<4x4xf32>, tensor<4xf32>) -> tensor<4x4xf32>
  // CHECK: tcc.eigh
  %6:3 = stablehlo.custom_call @lapack_ssyevd_ffi(%5) {mhlo.backend_config = {mode = 86 : ui8, uplo = 76 : ui8}} : (tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4xf32>, tensor<i32>)
  // All of U and V^T: what is missing comes from reflections.
  // CHECK: tcc.svd
  // CHECK: tcc.householder
  // CHECK: tcc.concatenate
  %7:5 = stablehlo.custom_call @lapack_sgesdd_ffi(%b) {mhlo.backend_config = {mode = 65 : ui8}} : (tensor<4x5xf32>) -> (tensor<4x5xf32>, tensor<4xf32>, tensor<4x4xf32>, tensor<5x5xf32>, tensor<i32>)
  return %0#0, %0#1, %1, %2, %3#1, %6#0, %6#1, %6#2 : tensor<4x4xf32>, tensor<i32>, tensor<4x5xf32>, tensor<4x5xf32>, tensor<4xi32>, tensor<4x4xf32>, tensor<4xf32>, tensor<i32>
}

// Of complex numbers the adjoint is the transpose of the conjugate.
// CHECK-LABEL: @complex
// CHECK-SAME: %[[A:.*]]: tensor<4x4xcomplex<f32>>, %[[B:.*]]: tensor<4x3xcomplex<f32>>)
func.func @complex(%a: tensor<4x4xcomplex<f32>>, %b: tensor<4x3xcomplex<f32>>) -> (tensor<4x4xcomplex<f32>>, tensor<4x3xcomplex<f32>>, tensor<4x4xcomplex<f32>>, tensor<4x3xcomplex<f32>>, tensor<4x4xcomplex<f32>>, tensor<i32>) {
  // CHECK: tcc.cholesky %[[A]] : tensor<4x4xcomplex<f32>>
  %0 = stablehlo.cholesky %a, lower = true : tensor<4x4xcomplex<f32>>
  // CHECK: %[[IM:.*]] = tcc.imag %[[A]]
  // CHECK: %[[N:.*]] = tcc.neg %[[IM]]
  // CHECK: %[[C:.*]] = tcc.complex %{{.*}}, %[[N]]
  // CHECK: tcc.triangular_solve %[[C]], %[[B]] transpose_a
  %1 = "stablehlo.triangular_solve"(%a, %b) <{left_side = true, lower = true, transpose_a = #stablehlo<transpose ADJOINT>, unit_diagonal = false}> : (tensor<4x4xcomplex<f32>>, tensor<4x3xcomplex<f32>>) -> tensor<4x3xcomplex<f32>>
  // CHECK: tcc.cholesky %[[A]] : tensor<4x4xcomplex<f32>>
  %2:2 = stablehlo.custom_call @lapack_cpotrf_ffi(%a) {mhlo.backend_config = {uplo = 76 : ui8}} : (tensor<4x4xcomplex<f32>>) -> (tensor<4x4xcomplex<f32>>, tensor<i32>)
  // CHECK: tcc.imag %[[A]]
  // CHECK: tcc.triangular_solve %{{.*}}, %[[B]] upper transpose_a
  %3 = stablehlo.custom_call @lapack_ctrsm_ffi(%a, %b) {mhlo.backend_config = {diag = 78 : ui8, side = 76 : ui8, trans_x = 67 : ui8, uplo = 85 : ui8}} : (tensor<4x4xcomplex<f32>>, tensor<4x3xcomplex<f32>>) -> tensor<4x3xcomplex<f32>>
  // CHECK: tcc.lu %[[A]] : tensor<4x4xcomplex<f32>>
  %4:3 = stablehlo.custom_call @lapack_cgetrf_ffi(%a) {mhlo.backend_config = {}} : (tensor<4x4xcomplex<f32>>) -> (tensor<4x4xcomplex<f32>>, tensor<4xi32>, tensor<i32>)
  // CHECK: %[[Q:.*]], %[[S:.*]] = tcc.householder %[[B]]
  // CHECK: tcc.householder_product %[[Q]], %[[S]]
  %5:2 = stablehlo.custom_call @lapack_cgeqrf_ffi(%b) : (tensor<4x3xcomplex<f32>>) -> (tensor<4x3xcomplex<f32>>, tensor<3xcomplex<f32>>)
  %6 = stablehlo.custom_call @lapack_cungqr_ffi(%5#0, %5#1) : (tensor<4x3xcomplex<f32>>, tensor<3xcomplex<f32>>) -> tensor<4x3xcomplex<f32>>
  // CHECK-NOT: stablehlo.
  // CHECK: return
  return %0, %1, %2#0, %6, %4#0, %4#2 : tensor<4x4xcomplex<f32>>, tensor<4x3xcomplex<f32>>, tensor<4x4xcomplex<f32>>, tensor<4x3xcomplex<f32>>, tensor<4x4xcomplex<f32>>, tensor<i32>
}
