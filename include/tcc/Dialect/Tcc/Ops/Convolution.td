// Convolution in any layout.
#ifndef TCC_DIALECT_TCC_OPS_CONVOLUTION
#define TCC_DIALECT_TCC_OPS_CONVOLUTION

include "tcc/Dialect/Tcc/Ops/Structured.td"

def ConvolutionOp : Tcc_Structured<"convolution", [DeclareOpInterfaceMethods<SplitsComplex>]> {
  let summary = "general convolution: any layout, strides, padding, dilation, groups";
  let description = [{
    For each window over the spatial axes of `x`, the sum over window and input features of the products with `w`. A
    layout names the axes: `b` is the batch and `f` the features of `x` and of the result, `i` and `o` are the input and
    output features of `w`, and a digit is a spatial axis. What is given per spatial axis is in the order of the digits:
    `low` and `high` elements of zero padding (fewer than none cut `x` off), `x_dilation` and `w_dilation` for elements
    that are so far apart, `reversal` of the window. The element type may be asked for as that
    of `tcc.dot`. With `feature_groups` g, the features fall into g parts that are
    convolved one by one; with `batch_groups` g, part k of the batch is convolved to part k of the output features.

    ```mlir
    %0 = tcc.convolution %x, %w layouts "b01f" x "01io" -> "b01f" low [1, 1] high [1, 1]
        : tensor<8x28x28x64xf32>, tensor<3x3x64x32xf32>   // tensor<8x28x28x32xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldTensor:$x, Tcc_FieldTensor:$w, StrAttr:$x_layout, StrAttr:$w_layout,
                   StrAttr:$result_layout, DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$strides,
                   DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$low,
                   DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$high,
                   DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$x_dilation,
                   DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$w_dilation,
                   DefaultValuedOptionalAttr<DenseBoolArrayAttr, "{}">:$reversal,
                   DefaultValuedOptionalAttr<I64Attr, "1">:$feature_groups,
                   DefaultValuedOptionalAttr<I64Attr, "1">:$batch_groups, OptionalAttr<TypeAttr>:$element_type);
  let results = (outs Tcc_FieldTensor:$result);
  let assemblyFormat = [{
    $x `,` $w `layouts` $x_layout `x` $w_layout `->` $result_layout (`strides` $strides^)? (`low` $low^)?
    (`high` $high^)? (`x_dilation` $x_dilation^)? (`w_dilation` $w_dilation^)? (`reversal` $reversal^)?
    (`feature_groups` $feature_groups^)? (`batch_groups` $batch_groups^)? (`as` $element_type^)?
    attr-dict `:` type($x) `,` type($w)
  }];
}

#endif
