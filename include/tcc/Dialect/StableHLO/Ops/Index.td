// StableHLO ops that read and write at computed places.
#ifndef TCC_DIALECT_STABLEHLO_OPS_INDEX
#define TCC_DIALECT_STABLEHLO_OPS_INDEX

include "tcc/Dialect/StableHLO/StableHLOAttributes.td"

def DynamicSliceOp : StableHLO_CheckedOp<"dynamic_slice"> {
  let arguments = (ins StableHLO_Tensor:$operand, Variadic<StableHLO_Int>:$start_indices, DenseI64ArrayAttr:$slice_sizes);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    $operand `,` custom<OperandsThen>($start_indices) `sizes` `=` $slice_sizes attr-dict `:` functional-type(operands, results)
  }];
}

def DynamicUpdateSliceOp : StableHLO_FunctionalOp<"dynamic_update_slice", "operands"> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Tensor:$update, Variadic<StableHLO_Int>:$start_indices);
  let results = (outs StableHLO_Tensor:$result);
}

def RealDynamicSliceOp : StableHLO_FunctionalOp<"real_dynamic_slice", "operands"> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Shape:$start_indices, StableHLO_Shape:$limit_indices,
                   StableHLO_Shape:$strides);
  let results = (outs StableHLO_Tensor:$result);
}

def GatherOp : StableHLO_CheckedOp<"gather"> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Shape:$start_indices,
                   StableHLO_GatherAttr:$dimension_numbers, DenseI64ArrayAttr:$slice_sizes,
                   DefaultValuedOptionalAttr<BoolAttr, "false">:$indices_are_sorted);
  let results = (outs StableHLO_Tensor:$result);
}

def DynamicGatherOp : StableHLO_CheckedOp<"dynamic_gather"> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Shape:$start_indices, StableHLO_Shape:$slice_sizes,
                   StableHLO_GatherAttr:$dimension_numbers,
                   DefaultValuedOptionalAttr<BoolAttr, "false">:$indices_are_sorted);
  let results = (outs StableHLO_Tensor:$result);
}

def ScatterOp : StableHLO_CheckedOp<"scatter", [SameVariadicOperandSize, IsolatedFromAbove]> {
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs, StableHLO_Shape:$scatter_indices,
                   Variadic<StableHLO_Tensor>:$updates, StableHLO_ScatterAttr:$scatter_dimension_numbers,
                   DefaultValuedOptionalAttr<BoolAttr, "false">:$indices_are_sorted,
                   DefaultValuedOptionalAttr<BoolAttr, "false">:$unique_indices);
  let regions = (region AnyRegion:$update_computation);
  let results = (outs Variadic<StableHLO_Tensor>:$results);
}

def TorchIndexSelectOp : StableHLO_CheckedOp<"torch_index_select"> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Int:$index, I64Attr:$dim, I64Attr:$batch_dims);
  let results = (outs StableHLO_Tensor:$result);
}

def SortOp : StableHLO_CheckedOp<"sort", [IsolatedFromAbove]> {
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs, DefaultValuedOptionalAttr<I64Attr, "-1">:$dimension,
                   DefaultValuedOptionalAttr<BoolAttr, "false">:$is_stable);
  let regions = (region AnyRegion:$comparator);
  let results = (outs Variadic<StableHLO_Tensor>:$results);
}

#endif
