// Products of tensors, summed over shared axes.
#ifndef TCC_DIALECT_TCC_OPS_CONTRACTION
#define TCC_DIALECT_TCC_OPS_CONTRACTION

include "tcc/Dialect/Tcc/Ops/Structured.td"

def MatmulOp : Tcc_Structured<"matmul", [DeclareOpInterfaceMethods<SplitsComplex>]> {
  let summary = "matrix product";
  let description = [{
    NumPy's matmul: the last two axes are matrices, leading axes are batches and broadcast; a rank-1 operand is a row
    (left) or a column (right) whose unit axis does not appear in the result. `transpose_a` and `transpose_b` swap the
    last two axes of an operand.

    ```mlir
    %0 = tcc.matmul %x, %w : tensor<?x784xf32>, tensor<784x10xf32>
    %1 = tcc.matmul %x, %dy transpose_a : tensor<32x784xf32>, tensor<32x10xf32>   // tensor<784x10xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldTensor:$a, Tcc_FieldTensor:$b, UnitAttr:$transpose_a, UnitAttr:$transpose_b);
  let results = (outs Tcc_FieldTensor:$result);
  let assemblyFormat = [{
    $a `,` $b (`transpose_a` $transpose_a^)? (`transpose_b` $transpose_b^)? attr-dict `:` type($a) `,` type($b)
  }];
  let hasFolder = 1;
}

def DotOp : Tcc_Structured<"dot", [DeclareOpInterfaceMethods<SplitsComplex>]> {
  let summary = "general product over any axes";
  let description = [{
    Sums over the contracting axes, pairwise; batch axes run along. The result's axes are the batch axes, the remaining
    ones of the left operand, then those of the right one. Its element type may be asked for: products of bf16 are then
    summed and given in f32, those of i8, or of ui8 and i8, in i32. The operands' may differ then.

    ```mlir
    %0 = tcc.dot %q, %k batch [0] x [0] contracting [2] x [2]
        : tensor<8x16x64xf32>, tensor<8x32x64xf32>   // tensor<8x16x32xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldTensor:$lhs, Tcc_FieldTensor:$rhs, DenseI64ArrayAttr:$lhs_batch,
                   DenseI64ArrayAttr:$rhs_batch, DenseI64ArrayAttr:$lhs_contracting,
                   DenseI64ArrayAttr:$rhs_contracting, OptionalAttr<TypeAttr>:$element_type);
  let results = (outs Tcc_FieldTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `batch` $lhs_batch `x` $rhs_batch `contracting` $lhs_contracting `x` $rhs_contracting
    (`as` $element_type^)? attr-dict `:` type($lhs) `,` type($rhs)
  }];
}

#endif
