// StableHLO's control flow, calls and what stands around them; random numbers.
#ifndef TCC_DIALECT_STABLEHLO_OPS_CONTROL
#define TCC_DIALECT_STABLEHLO_OPS_CONTROL

include "mlir/IR/OpAsmInterface.td"
include "tcc/Dialect/StableHLO/StableHLOAttributes.td"

def ReturnOp : StableHLO_Op<"return", [Terminator]> {
  let arguments = (ins Variadic<AnyType>:$results);
  let assemblyFormat = "$results attr-dict (`:` type($results)^)?";
}

def WhileOp
    : StableHLO_CheckedOp<"while", [DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let description = [{
    ```mlir
    %0:2 = stablehlo.while(%i = %zero, %x = %a) : tensor<i32>, tensor<4xf32>
    cond { ... stablehlo.return %p : tensor<i1> } do { ... stablehlo.return %n, %y : tensor<i32>, tensor<4xf32> }
    ```
  }];
  let arguments = (ins Variadic<StableHLO_Value>:$operand);
  let regions = (region AnyRegion:$cond, AnyRegion:$body);
  let results = (outs Variadic<StableHLO_Value>:$results);
  let hasCustomAssemblyFormat = 1;
}

def IfOp : StableHLO_CheckedOp<"if"> {
  let arguments = (ins StableHLO_Pred:$pred);
  let regions = (region AnyRegion:$true_branch, AnyRegion:$false_branch);
  let results = (outs Variadic<StableHLO_Value>:$results);
}

def CaseOp : StableHLO_CheckedOp<"case"> {
  let arguments = (ins StableHLO_Int:$index);
  let regions = (region VariadicRegion<AnyRegion>:$branches);
  let results = (outs Variadic<StableHLO_Value>:$results);
}

def CompositeOp : StableHLO_CheckedOp<"composite"> {
  let arguments = (ins Variadic<StableHLO_Value>:$inputs, StrAttr:$name,
                   DefaultValuedOptionalAttr<DictionaryAttr, "{}">:$composite_attributes,
                   FlatSymbolRefAttr:$decomposition, DefaultValuedOptionalAttr<I32Attr, "0">:$version);
  let results = (outs Variadic<StableHLO_Value>:$results);
  let assemblyFormat = "$name $inputs attr-dict `:` functional-type(operands, results)";
}

def CustomCallOp : StableHLO_Op<"custom_call"> {
  let arguments = (ins Variadic<StableHLO_Value>:$inputs, StrAttr:$call_target_name,
                   OptionalAttr<BoolAttr>:$has_side_effect, OptionalAttr<AnyAttr>:$backend_config,
                   OptionalAttr<I32Attr>:$api_version, OptionalAttr<ArrayAttr>:$called_computations,
                   OptionalAttr<ArrayAttr>:$operand_layouts, OptionalAttr<ArrayAttr>:$result_layouts,
                   OptionalAttr<ArrayAttr>:$output_operand_aliases);
  let results = (outs Variadic<StableHLO_Value>:$results);
  let assemblyFormat = [{
    custom<CallTarget>($call_target_name) `(` $inputs `)` attr-dict `:` functional-type(operands, results)
  }];
}

def OptimizationBarrierOp : StableHLO_CheckedOp<"optimization_barrier"> {
  let arguments = (ins Variadic<StableHLO_Value>:$operand);
  let results = (outs Variadic<StableHLO_Value>:$results);
  let assemblyFormat = "$operand attr-dict custom<EachType>(type($operand), type($results))";
}

def AfterAllOp : StableHLO_Op<"after_all"> {
  let arguments = (ins Variadic<StableHLO_Token>:$inputs);
  let results = (outs StableHLO_Token:$result);
  let assemblyFormat = "$inputs attr-dict `:` custom<VariadicSameType>(ref($inputs), type($inputs), type($result))";
}

def CreateTokenOp : StableHLO_Op<"create_token"> {
  let results = (outs StableHLO_Token:$output);
  let assemblyFormat = "attr-dict `:` type($output)";
}

def TupleOp : StableHLO_CheckedOp<"tuple"> {
  let arguments = (ins Variadic<StableHLO_Value>:$val);
  let results = (outs AnyTuple:$result);
  let assemblyFormat = "$val attr-dict `:` custom<TupleTypes>(type($val), type($result))";
}

def GetTupleElementOp : StableHLO_FunctionalOp<"get_tuple_element", "$operand `[` $index `]`"> {
  let arguments = (ins AnyTuple:$operand, I32Attr:$index);
  let results = (outs StableHLO_Value:$result);
}

def RngOp : StableHLO_FunctionalOp<"rng", "$a `,` $b `,` $shape `,` `distribution` `=` $rng_distribution"> {
  let arguments = (ins StableHLO_Tensor:$a, StableHLO_Tensor:$b, StableHLO_Shape:$shape,
                   StableHLO_RngDistributionAttr:$rng_distribution);
  let results = (outs StableHLO_Tensor:$result);
}

def RngBitGeneratorOp : StableHLO_FunctionalOp<"rng_bit_generator", "$initial_state `,` `algorithm` `=` $rng_algorithm"> {
  let arguments = (ins StableHLO_IntOrFloat:$initial_state, StableHLO_RngAlgorithmAttr:$rng_algorithm);
  let results = (outs StableHLO_IntOrFloat:$output_state, StableHLO_IntOrFloat:$output);
}

#endif
