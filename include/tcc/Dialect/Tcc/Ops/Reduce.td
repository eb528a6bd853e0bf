// Reductions over axes.
#ifndef TCC_DIALECT_TCC_OPS_REDUCE
#define TCC_DIALECT_TCC_OPS_REDUCE

include "tcc/Dialect/Tcc/Ops/Structured.td"

/// What all reductions share: any axes, kept as extent 1 with `keepdims`.
class Tcc_ReduceArguments<Type type> {
  dag arguments = (ins type:$x, DenseI64ArrayAttr:$axes, UnitAttr:$keepdims);
  dag results = (outs type:$result);
  string assemblyFormat = "$x `axes` $axes (`keepdims` $keepdims^)? attr-dict `:` type($x)";
  bit hasFolder = 1;
}

def ReduceSumOp : Tcc_Structured<"reduce_sum">, Tcc_ReduceArguments<Tcc_NumberTensor> {
  let summary = "sum over axes";
  let description = [{
    The sum over nothing is 0. With `keepdims` the axes stay, with extent 1.

    ```mlir
    %0 = tcc.reduce_sum %x axes [0] : tensor<32x10xf32>            // tensor<10xf32>
    %1 = tcc.reduce_sum %x axes [1] keepdims : tensor<32x10xf32>   // tensor<32x1xf32>
    ```
  }];
}

def ReduceMaxOp : Tcc_Structured<"reduce_max">, Tcc_ReduceArguments<Tcc_NumberTensor> {
  let summary = "largest element over axes";
  let description = [{
    NaN wins; the maximum over nothing is the least number of the type. The derivative is shared equally among ties.

    ```mlir
    %0 = tcc.reduce_max %x axes [1] : tensor<32x10xf32>
    ```
  }];
}

def ReduceMinOp : Tcc_Structured<"reduce_min">, Tcc_ReduceArguments<Tcc_NumberTensor> {
  let summary = "smallest element over axes";
  let description = [{
    NaN wins; the minimum over nothing is the greatest number of the type. The derivative is shared equally among ties.

    ```mlir
    %0 = tcc.reduce_min %x axes [1] : tensor<32x10xf32>
    ```
  }];
}

def ReduceProdOp : Tcc_Structured<"reduce_prod">, Tcc_ReduceArguments<Tcc_NumberTensor> {
  let summary = "product over axes";
  let description = [{
    The product over nothing is 1. The derivative is right with zeros among the factors, to any order.

    ```mlir
    %0 = tcc.reduce_prod %x axes [1] : tensor<32x10xf32>
    ```
  }];
}

def ReduceMeanOp : Tcc_StructuredComposite<"reduce_mean">, Tcc_ReduceArguments<Tcc_FloatTensor> {
  let summary = "mean over axes";
  let description = [{
    The sum divided by the number of elements; NaN over nothing.

    ```mlir
    %0 = tcc.reduce_mean %loss axes [0] : tensor<32xf32>
    ```
  }];
}

def ArgmaxOp : Tcc_StructuredWithoutDerivative<"argmax"> {
  let summary = "index of the largest element along an axis";
  let description = [{
    The first one of several; NaN counts as the largest. The result is i32.

    ```mlir
    %0 = tcc.argmax %logits axis 1 : tensor<32x10xf32>   // tensor<32xi32>
    ```
  }];
  let arguments = (ins Tcc_NumberTensor:$x, I64Attr:$axis);
  let results = (outs RankedTensorOf<[I32]>:$result);
  let assemblyFormat = "$x `axis` $axis attr-dict `:` type($x)";
}

#endif
