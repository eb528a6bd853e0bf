// Systems of equations and factorizations. The last two axes of an operand are a matrix, those before them batches.
#ifndef TCC_DIALECT_TCC_OPS_LINEARALGEBRA
#define TCC_DIALECT_TCC_OPS_LINEARALGEBRA

include "tcc/Dialect/Tcc/Ops/Structured.td"

def Tcc_MatrixTensor : Tcc_TensorOf<[F32, F64], "floats (f32, f64)">;
def Tcc_FieldMatrixTensor : Tcc_TensorOf<!listconcat([F32, F64], complexTypes), "floats (f32, f64) or " # complexNames>;

def CholeskyOp : Tcc_Structured<"cholesky", [DeclareOpInterfaceMethods<SplitsComplex>]> {
  let summary = "the triangular root of a positive definite matrix";
  let description = [{
    The lower triangular L with positive diagonal for which L L^T is the symmetric matrix whose lower triangle is that of
    the operand; the upper triangle is not read, that of the result is 0. Where the matrix is not positive definite the
    rows from the first bad one on hold NaN, on the diagonal at least. Of complex numbers the matrix is Hermitian, L L^H, and
    the imaginary parts of its diagonal are not read.

    ```mlir
    %0 = tcc.cholesky %a : tensor<5x4x4xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldMatrixTensor:$a);
  let results = (outs Tcc_FieldMatrixTensor:$result);
  let assemblyFormat = "$a attr-dict `:` type($a)";
}

def TriangularSolveOp : Tcc_Structured<"triangular_solve", [DeclareOpInterfaceMethods<SplitsComplex>]> {
  let summary = "the solution of a triangular system";
  let description = [{
    X for which a X = b, or X a = b if `right`. The matrix a is lower triangular, or upper if `upper`: the other triangle
    is not read, nor is the diagonal if `unit_diagonal` says that it is 1. `transpose_a` solves with its transpose.

    ```mlir
    %0 = tcc.triangular_solve %a, %b : tensor<4x4xf32>, tensor<4x3xf32>
    %1 = tcc.triangular_solve %a, %c right upper transpose_a unit_diagonal : tensor<4x4xf32>, tensor<3x4xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldMatrixTensor:$a, Tcc_FieldMatrixTensor:$b, UnitAttr:$right, UnitAttr:$upper,
                   UnitAttr:$transpose_a, UnitAttr:$unit_diagonal);
  let results = (outs Tcc_FieldMatrixTensor:$result);
  let assemblyFormat = [{
    $a `,` $b (`right` $right^)? (`upper` $upper^)? (`transpose_a` $transpose_a^)? (`unit_diagonal` $unit_diagonal^)?
    attr-dict `:` type($a) `,` type($b)
  }];
}

def LuOp : Tcc_DifferentiablePrimitive<"lu", [DeclareOpInterfaceMethods<SplitsComplex>]>, Tcc_InferManyFromAdaptor {
  let summary = "a matrix as a product of triangular ones, with pivoting";
  let description = [{
    Rows of the operand, chosen by `permutation` (i32), are L U: L is lower triangular with a diagonal of ones, U upper
    triangular, and `factors` holds both. Of each column the largest magnitude that is left becomes the pivot; step k
    exchanges rows k and pivots[k] (i32). The magnitude of a complex number is |re| + |im| here, as in LAPACK. Parts of
    complex numbers may come and go as two tensors.

    ```mlir
    %factors, %pivots, %permutation = tcc.lu %a : tensor<4x4xf32>   // tensor<4x4xf32>, tensor<4xi32>, tensor<4xi32>
    %re, %im, %pivots, %permutation = tcc.lu %a, %b : tensor<4x4xf32>, tensor<4x4xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldMatrixTensor:$a, Optional<Tcc_MatrixTensor>:$imaginary);
  let results = (outs Tcc_FieldMatrixTensor:$factors, Optional<Tcc_MatrixTensor>:$imaginary_factors,
                 Tcc_IntTensor:$pivots, Tcc_IntTensor:$permutation);
  let assemblyFormat = "operands attr-dict `:` type(operands)";
}

def HouseholderOp : Tcc_DifferentiablePrimitive<"householder", [SameVariadicResultSize,
                                                                DeclareOpInterfaceMethods<SplitsComplex>]>,
                    Tcc_InferManyFromAdaptor {
  let summary = "a matrix made triangular by reflections";
  let description = [{
    As LAPACK's geqrf: the upper triangle of `packed` is R, and H_1 H_2 ... R is the operand. H_k is I - scales[k] v v^T, where
    v is 0 above row k, 1 there, and below what `packed` holds in column k. The derivative is that of `tcc.qr`. Of complex
    numbers H_k is I - scales[k] v v^H, and the diagonal of R is real; parts may come and go as tensors of their own.

    ```mlir
    %packed, %scales = tcc.householder %a : tensor<5x3xf32>   // tensor<5x3xf32>, tensor<3xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldMatrixTensor:$a, Optional<Tcc_MatrixTensor>:$imaginary);
  let results = (outs Tcc_FieldMatrixTensor:$packed, Tcc_FieldMatrixTensor:$scales,
                 Optional<Tcc_MatrixTensor>:$imaginary_packed, Optional<Tcc_MatrixTensor>:$imaginary_scales);
  let assemblyFormat = "operands attr-dict `:` type(operands)";
}

def HouseholderProductOp : Tcc_DifferentiablePrimitive<"householder_product",
                               [SameVariadicOperandSize, DeclareOpInterfaceMethods<SplitsComplex>]>,
                           Tcc_InferManyFromAdaptor {
  let summary = "the product of reflections";
  let description = [{
    The first columns, as many as `packed` has, of H_1 H_2 ... as `tcc.householder` tells them. The derivative is that of
    `tcc.qr`.

    ```mlir
    %0 = tcc.householder_product %packed, %scales : tensor<5x3xf32>, tensor<3xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldMatrixTensor:$packed, Tcc_FieldMatrixTensor:$scales,
                   Optional<Tcc_MatrixTensor>:$imaginary_packed, Optional<Tcc_MatrixTensor>:$imaginary_scales);
  let results = (outs Tcc_FieldMatrixTensor:$result, Optional<Tcc_MatrixTensor>:$imaginary_result);
  let assemblyFormat = "operands attr-dict `:` type(operands)";
}

def QrOp : Tcc_Composite<"qr", [DeclareOpInterfaceMethods<Differentiable>]>, Tcc_InferManyFromAdaptor {
  let summary = "a matrix as a product of an orthogonal and a triangular one";
  let description = [{
    Q R is the operand: the columns of Q are orthonormal, R is upper triangular. Q has as many columns as rows or columns of
    the operand are, whichever is less.

    ```mlir
    %q, %r = tcc.qr %a : tensor<5x3xf32>   // tensor<5x3xf32>, tensor<3x3xf32>
    ```
  }];
  let arguments = (ins Tcc_MatrixTensor:$a);
  let results = (outs Tcc_MatrixTensor:$q, Tcc_MatrixTensor:$r);
  let assemblyFormat = "$a attr-dict `:` type($a)";
}

def EighOp : Tcc_DifferentiablePrimitive<"eigh">, Tcc_InferManyFromAdaptor {
  let summary = "eigenvectors and eigenvalues of a symmetric matrix";
  let description = [{
    Of the symmetric matrix whose lower triangle is that of the operand: a V = V diag(w). The eigenvalues ascend; the
    columns of V are orthonormal, and of each the element of largest magnitude is positive. The derivative by vectors of
    equal eigenvalues is not finite.

    ```mlir
    %vectors, %values = tcc.eigh %a : tensor<4x4xf32>   // tensor<4x4xf32>, tensor<4xf32>
    ```
  }];
  let arguments = (ins Tcc_MatrixTensor:$a);
  let results = (outs Tcc_MatrixTensor:$vectors, Tcc_MatrixTensor:$values);
  let assemblyFormat = "$a attr-dict `:` type($a)";
}

def SvdOp : Tcc_DifferentiablePrimitive<"svd">, Tcc_InferManyFromAdaptor {
  let summary = "the singular value decomposition of a matrix";
  let description = [{
    U diag(s) V^T is the operand: the columns of U and the rows of V^T are orthonormal, as many as the operand has rows or
    columns, whichever is less. The singular values descend and are not negative; of each column of the longer side (U
    where there are as many rows as columns or more) the element of largest magnitude is positive. The derivative by
    vectors of equal singular values, or of one that is 0, is not finite.

    ```mlir
    %u, %s, %vt = tcc.svd %a : tensor<5x3xf32>   // tensor<5x3xf32>, tensor<3xf32>, tensor<3x3xf32>
    ```
  }];
  let arguments = (ins Tcc_MatrixTensor:$a);
  let results = (outs Tcc_MatrixTensor:$u, Tcc_MatrixTensor:$s, Tcc_MatrixTensor:$vt);
  let assemblyFormat = "$a attr-dict `:` type($a)";
}

#endif
