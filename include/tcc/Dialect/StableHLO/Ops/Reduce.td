// StableHLO ops that combine elements: over axes and over windows.
#ifndef TCC_DIALECT_STABLEHLO_OPS_REDUCE
#define TCC_DIALECT_STABLEHLO_OPS_REDUCE

include "tcc/Dialect/StableHLO/StableHLOAttributes.td"

def ReduceOp : StableHLO_CheckedOp<"reduce", [SameVariadicOperandSize, IsolatedFromAbove]> {
  let description = [{
    ```mlir
    %0 = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<4x8xf32>, tensor<f32>) -> tensor<4xf32>
    %1:2 = stablehlo.reduce(%x init: %a), (%i init: %b) across dimensions = [0] : (...) -> (...)
     reducer(%l: tensor<f32>, %r: tensor<f32>) (%li: tensor<i32>, %ri: tensor<i32>) { ... }
    ```
    The first form stands for a body that is one op of the two arguments.
  }];
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs, Variadic<StableHLO_Tensor>:$init_values,
                   DenseI64ArrayAttr:$dimensions);
  let regions = (region AnyRegion:$body);
  let results = (outs Variadic<StableHLO_Tensor>:$results);
  let hasCustomAssemblyFormat = 1;
}

def ReduceWindowOp : StableHLO_CheckedOp<"reduce_window", [SameVariadicOperandSize, IsolatedFromAbove]> {
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs, Variadic<StableHLO_Tensor>:$init_values,
                   DenseI64ArrayAttr:$window_dimensions, OptionalAttr<DenseI64ArrayAttr>:$window_strides,
                   OptionalAttr<DenseI64ArrayAttr>:$base_dilations, OptionalAttr<DenseI64ArrayAttr>:$window_dilations,
                   OptionalAttr<I64ElementsAttr>:$padding);
  let regions = (region AnyRegion:$body);
  let results = (outs Variadic<StableHLO_Tensor>:$results);
}

def SelectAndScatterOp : StableHLO_CheckedOp<"select_and_scatter", [IsolatedFromAbove]> {
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Tensor:$source, StableHLO_Tensor:$init_value,
                   OptionalAttr<DenseI64ArrayAttr>:$window_dimensions, OptionalAttr<DenseI64ArrayAttr>:$window_strides,
                   OptionalAttr<I64ElementsAttr>:$padding);
  let regions = (region AnyRegion:$select, AnyRegion:$scatter);
  let results = (outs StableHLO_Tensor:$result);
}

class StableHLO_BatchNorm<string mnemonic> : StableHLO_CheckedOp<mnemonic>;

def BatchNormInferenceOp : StableHLO_BatchNorm<"batch_norm_inference"> {
  let arguments = (ins StableHLO_Float:$operand, StableHLO_Float:$scale, StableHLO_Float:$offset, StableHLO_Float:$mean,
                   StableHLO_Float:$variance, F32Attr:$epsilon, I64Attr:$feature_index);
  let results = (outs StableHLO_Float:$result);
}

def BatchNormTrainingOp : StableHLO_BatchNorm<"batch_norm_training"> {
  let arguments = (ins StableHLO_Float:$operand, StableHLO_Float:$scale, StableHLO_Float:$offset, F32Attr:$epsilon,
                   I64Attr:$feature_index);
  let results = (outs StableHLO_Float:$output, StableHLO_Float:$batch_mean, StableHLO_Float:$batch_var);
}

def BatchNormGradOp : StableHLO_BatchNorm<"batch_norm_grad"> {
  let arguments = (ins StableHLO_Float:$operand, StableHLO_Float:$scale, StableHLO_Float:$mean,
                   StableHLO_Float:$variance, StableHLO_Float:$grad_output, F32Attr:$epsilon, I64Attr:$feature_index);
  let results = (outs StableHLO_Float:$grad_operand, StableHLO_Float:$grad_scale, StableHLO_Float:$grad_offset);
}

#endif
