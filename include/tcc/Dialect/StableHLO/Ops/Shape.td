// StableHLO ops that make, move and repeat elements.
#ifndef TCC_DIALECT_STABLEHLO_OPS_SHAPE
#define TCC_DIALECT_STABLEHLO_OPS_SHAPE

include "tcc/Dialect/StableHLO/StableHLOAttributes.td"

def ConstantOp : StableHLO_CheckedOp<"constant"> {
  let arguments = (ins ElementsAttr:$value);
  let results = (outs StableHLO_Tensor:$output);
  let hasCustomAssemblyFormat = 1;
}

def IotaOp : StableHLO_CheckedOp<"iota"> {
  let arguments = (ins I64Attr:$iota_dimension);
  let results = (outs StableHLO_Number:$output);
  let assemblyFormat = "`dim` `=` $iota_dimension attr-dict `:` type($output)";
}

def DynamicIotaOp : StableHLO_FunctionalOp<"dynamic_iota", "$output_shape `,` `dim` `=` $iota_dimension"> {
  let arguments = (ins StableHLO_Shape:$output_shape, I64Attr:$iota_dimension);
  let results = (outs StableHLO_Number:$output);
}

def BroadcastOp : StableHLO_FunctionalOp<"broadcast", "$operand `,` `sizes` `=` $broadcast_sizes"> {
  let arguments = (ins StableHLO_Tensor:$operand, DenseI64ArrayAttr:$broadcast_sizes);
  let results = (outs StableHLO_Tensor:$result);
}

def BroadcastInDimOp : StableHLO_FunctionalOp<"broadcast_in_dim", "$operand `,` `dims` `=` $broadcast_dimensions"> {
  let arguments = (ins StableHLO_Tensor:$operand, DenseI64ArrayAttr:$broadcast_dimensions);
  let results = (outs StableHLO_Tensor:$result);
}

def DynamicBroadcastInDimOp
    : StableHLO_FunctionalOp<"dynamic_broadcast_in_dim",
                             "$operand `,` $output_dimensions `,` `dims` `=` $broadcast_dimensions"> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Shape:$output_dimensions,
                   DenseI64ArrayAttr:$broadcast_dimensions,
                   OptionalAttr<DenseI64ArrayAttr>:$known_expanding_dimensions,
                   OptionalAttr<DenseI64ArrayAttr>:$known_nonexpanding_dimensions);
  let results = (outs StableHLO_Tensor:$result);
}

def ReshapeOp : StableHLO_FunctionalOp<"reshape", "$operand"> {
  let arguments = (ins StableHLO_Tensor:$operand);
  let results = (outs StableHLO_Tensor:$result);
}

def DynamicReshapeOp : StableHLO_FunctionalOp<"dynamic_reshape", "$operand `,` $output_shape"> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Shape:$output_shape);
  let results = (outs StableHLO_Tensor:$result);
}

def TransposeOp : StableHLO_FunctionalOp<"transpose", "$operand `,` `dims` `=` $permutation"> {
  let arguments = (ins StableHLO_Tensor:$operand, DenseI64ArrayAttr:$permutation);
  let results = (outs StableHLO_Tensor:$result);
}

def ReverseOp : StableHLO_CheckedOp<"reverse", [SameOperandsAndResultShape, SameOperandsAndResultElementType]> {
  let arguments = (ins StableHLO_Tensor:$operand, DenseI64ArrayAttr:$dimensions);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    $operand `,` `dims` `=` $dimensions attr-dict `:` custom<SameTypes>(type($operand), type($result))
  }];
}

def ConcatenateOp : StableHLO_FunctionalOp<"concatenate", "custom<OperandsThen>($inputs) `dim` `=` $dimension"> {
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs, I64Attr:$dimension);
  let results = (outs StableHLO_Tensor:$result);
}

def SliceOp : StableHLO_FunctionalOp<"slice", "$operand custom<SliceRanges>($start_indices, $limit_indices, $strides)"> {
  let arguments = (ins StableHLO_Tensor:$operand, DenseI64ArrayAttr:$start_indices, DenseI64ArrayAttr:$limit_indices,
                   DenseI64ArrayAttr:$strides);
  let results = (outs StableHLO_Tensor:$result);
}

def PadOp : StableHLO_FunctionalOp<"pad", [{
    $operand `,` $padding_value `,` `low` `=` $edge_padding_low `,` `high` `=` $edge_padding_high `,`
    `interior` `=` $interior_padding}]> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Tensor:$padding_value, DenseI64ArrayAttr:$edge_padding_low,
                   DenseI64ArrayAttr:$edge_padding_high, DenseI64ArrayAttr:$interior_padding);
  let results = (outs StableHLO_Tensor:$result);
}

def DynamicPadOp
    : StableHLO_FunctionalOp<"dynamic_pad", "operands"> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Tensor:$padding_value, StableHLO_Shape:$edge_padding_low,
                   StableHLO_Shape:$edge_padding_high, StableHLO_Shape:$interior_padding);
  let results = (outs StableHLO_Tensor:$result);
}

def GetDimensionSizeOp : StableHLO_FunctionalOp<"get_dimension_size", "$operand `,` `dim` `=` $dimension"> {
  let arguments = (ins StableHLO_Tensor:$operand, I64Attr:$dimension);
  let results = (outs StableHLO_Int:$result);
}

def SetDimensionSizeOp : StableHLO_FunctionalOp<"set_dimension_size", "$operand `,` $size `,` `dim` `=` $dimension"> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Int:$size, I64Attr:$dimension);
  let results = (outs StableHLO_Tensor:$result);
}

#endif
