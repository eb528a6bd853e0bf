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

def ReduceSumOp : Tcc_Structured<"reduce_sum", [DeclareOpInterfaceMethods<SplitsComplex>]>,
    Tcc_ReduceArguments<Tcc_FieldTensor> {
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

def ReduceProdOp : Tcc_Structured<"reduce_prod", [DeclareOpInterfaceMethods<SplitsComplex>]>,
    Tcc_ReduceArguments<Tcc_FieldTensor> {
  let summary = "product over axes";
  let description = [{
    The product over nothing is 1. The derivative is right with zeros among the factors, to any order.

    ```mlir
    %0 = tcc.reduce_prod %x axes [1] : tensor<32x10xf32>
    ```
  }];
}

class Tcc_BitReduction<string mnemonic>
    : Tcc_StructuredWithoutDerivative<mnemonic>, Tcc_ReduceArguments<Tcc_BitTensor>;

def ReduceAndOp : Tcc_BitReduction<"reduce_and"> {
  let summary = "and over axes, bit by bit";
  let description = [{
    Of truth values: whether all hold. The and over nothing has all bits set.

    ```mlir
    %0 = tcc.reduce_and %p axes [1] : tensor<32x10xi1>
    ```
  }];
}

def ReduceOrOp : Tcc_BitReduction<"reduce_or"> {
  let summary = "or over axes, bit by bit";
  let description = [{
    Of truth values: whether any holds. The or over nothing has no bit set.

    ```mlir
    %0 = tcc.reduce_or %p axes [1] : tensor<32x10xi1>
    ```
  }];
}

def ReduceXorOp : Tcc_BitReduction<"reduce_xor"> {
  let summary = "exclusive or over axes, bit by bit";
  let description = [{
    Of truth values: whether an odd number of them holds.

    ```mlir
    %0 = tcc.reduce_xor %p axes [1] : tensor<32x10xi1>
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

def ReduceOp : Tcc_Primitive<"reduce", !listconcat(Tcc_ScalarRegions, [
    DeclareOpInterfaceMethods<Differentiable, ["unfold"]>, SameVariadicOperandSize,
    RangedTypesMatchWith<"an initial value is one element of its input", "inputs", "inits", "scalarsOf($_self)">])>,
    Tcc_InferManyFromAdaptor {
  let summary = "any reduction, of several tensors at once";
  let description = [{
    The region combines two elements of each input (first the one of each that was combined so far) to one of each.
    Every result starts with its initial value, which is combined once. In which order elements are combined is not
    said: the region should be associative. One sum, maximum, minimum or product has an op of its own, which is faster;
    such a region is differentiated as that op, any other one as the tree that combines neighbours, pairs of them, and so on.

    ```mlir
    %0:2 = tcc.reduce %x, %y from %zero, %one axes [1] : tensor<4x6xf32>, tensor<4x6xf32> {
    ^bb0(%sum: tensor<f32>, %product: tensor<f32>, %a: tensor<f32>, %b: tensor<f32>):
      %s = tcc.add %sum, %a : tensor<f32>, tensor<f32>
      %p = tcc.mul %product, %b : tensor<f32>, tensor<f32>
      tcc.yield %s, %p : tensor<f32>, tensor<f32>
    }   // tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let arguments = (ins Variadic<Tcc_Tensor>:$inputs, Variadic<Tcc_Tensor>:$inits, DenseI64ArrayAttr:$axes);
  let results = (outs Variadic<Tcc_Tensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$inputs `from` $inits `axes` $axes attr-dict `:` type($inputs) $body";
  let hasRegionVerifier = 1;
}

class Tcc_ArgumentOf {
  dag arguments = (ins Tcc_NumberTensor:$x, I64Attr:$axis, OptionalAttr<TypeAttr>:$index_type);
  dag results = (outs Tcc_IntTensor:$result);
  string assemblyFormat = "$x `axis` $axis (`as` $index_type^)? attr-dict `:` type($x)";
}

def ArgmaxOp : Tcc_StructuredWithoutDerivative<"argmax">, Tcc_ArgumentOf {
  let summary = "index of the largest element along an axis";
  let description = [{
    The first one of several; NaN counts as the largest. The result is i32 where no other type is asked for.

    ```mlir
    %0 = tcc.argmax %logits axis 1 : tensor<32x10xf32>          // tensor<32xi32>
    %1 = tcc.argmax %logits axis 1 as i64 : tensor<32x10xf32>   // tensor<32xi64>
    ```
  }];
}

def ArgminOp : Tcc_StructuredWithoutDerivative<"argmin">, Tcc_ArgumentOf {
  let summary = "index of the smallest element along an axis";
  let description = [{
    The first one of several; NaN counts as the smallest. The result is i32 where no other type is asked for.

    ```mlir
    %0 = tcc.argmin %distances axis 1 : tensor<32x10xf32>   // tensor<32xi32>
    ```
  }];
}

#endif
