// StableHLO's products, convolutions and linear algebra.
#ifndef TCC_DIALECT_STABLEHLO_OPS_CONTRACTION
#define TCC_DIALECT_STABLEHLO_OPS_CONTRACTION

include "tcc/Dialect/StableHLO/StableHLOAttributes.td"

def DotOp : StableHLO_FunctionalOp<"dot", "$lhs `,` $rhs `` custom<Precision>($precision_config)"> {
  let arguments = (ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs, StableHLO_PrecisionConfig:$precision_config);
  let results = (outs StableHLO_Tensor:$result);
}

def DotGeneralOp : StableHLO_FunctionalOp<"dot_general", [{
    $lhs `,` $rhs `,` custom<DotAxes>($dot_dimension_numbers) ``
    custom<PrecisionAndAlgorithm>($precision_config, $algorithm)}]> {
  let arguments = (ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs, StableHLO_DotAttr:$dot_dimension_numbers,
                   StableHLO_PrecisionConfig:$precision_config, OptionalAttr<StableHLO_DotAlgorithmAttr>:$algorithm);
  let results = (outs StableHLO_Tensor:$result);
}

def EinsumOp : StableHLO_CheckedOp<"einsum"> {
  let arguments = (ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs, StrAttr:$einsum_config);
  let results = (outs StableHLO_Tensor:$result);
}

def UnaryEinsumOp : StableHLO_CheckedOp<"unary_einsum"> {
  let arguments = (ins StableHLO_Tensor:$operand, StrAttr:$einsum_config);
  let results = (outs StableHLO_Tensor:$result);
}

class StableHLO_ConvolutionAttributes {
  dag attributes = (ins OptionalAttr<DenseI64ArrayAttr>:$window_strides, OptionalAttr<I64ElementsAttr>:$padding,
                    OptionalAttr<DenseI64ArrayAttr>:$lhs_dilation, OptionalAttr<DenseI64ArrayAttr>:$rhs_dilation,
                    OptionalAttr<DenseBoolArrayAttr>:$window_reversal, StableHLO_ConvAttr:$dimension_numbers,
                    I64Attr:$feature_group_count, I64Attr:$batch_group_count,
                    StableHLO_PrecisionConfig:$precision_config);
}

def ConvolutionOp : StableHLO_CheckedOp<"convolution">, StableHLO_ConvolutionAttributes {
  let arguments = !con((ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs), attributes);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    `(` operands `)` `dim_numbers` `=` custom<ConvolutionAxes>($dimension_numbers) `,` `window` `=`
    `{` custom<Window>($window_strides, $padding, $lhs_dilation, $rhs_dilation, $window_reversal) `}`
    attr-dict `:` functional-type(operands, results)
  }];
}

/// The padding is an operand.
def DynamicConvOp : StableHLO_CheckedOp<"dynamic_conv">, StableHLO_ConvolutionAttributes {
  let arguments = !con((ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs, StableHLO_Shape:$d_padding), attributes);
  let results = (outs StableHLO_Tensor:$result);
}

def FftOp : StableHLO_FunctionalOp<"fft", "$operand `,` `type` `=` $fft_type `,` `length` `=` $fft_length"> {
  let arguments = (ins StableHLO_FloatOrComplex:$operand, StableHLO_FftTypeAttr:$fft_type, DenseI64ArrayAttr:$fft_length);
  let results = (outs StableHLO_FloatOrComplex:$result);
}

def CholeskyOp : StableHLO_CheckedOp<"cholesky", [SameOperandsAndResultShape, SameOperandsAndResultElementType]> {
  let arguments = (ins StableHLO_FloatOrComplex:$a, DefaultValuedOptionalAttr<BoolAttr, "false">:$lower);
  let results = (outs StableHLO_FloatOrComplex:$result);
  let assemblyFormat = "$a (`,` `lower` `=` $lower^)? attr-dict `:` custom<SameTypes>(type($a), type($result))";
}

def TriangularSolveOp : StableHLO_CheckedOp<"triangular_solve"> {
  let arguments = (ins StableHLO_FloatOrComplex:$a, StableHLO_FloatOrComplex:$b, BoolAttr:$left_side, BoolAttr:$lower,
                   BoolAttr:$unit_diagonal, StableHLO_TransposeAttr:$transpose_a);
  let results = (outs StableHLO_FloatOrComplex:$result);
}

#endif
