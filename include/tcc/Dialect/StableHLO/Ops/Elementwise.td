// StableHLO ops that compute each element from the elements at its place.
#ifndef TCC_DIALECT_STABLEHLO_OPS_ELEMENTWISE
#define TCC_DIALECT_STABLEHLO_OPS_ELEMENTWISE

include "tcc/Dialect/StableHLO/StableHLOAttributes.td"

/// One type stands for all where they are the same: `: tensor<4xf32>`; else `: (types) -> type`.
class StableHLO_Unary<string mnemonic, Type operandType, Type resultType = operandType, list<Trait> traits = []>
    : StableHLO_Op<mnemonic, !listconcat([SameOperandsAndResultShape], traits)> {
  let arguments = (ins operandType:$operand);
  let results = (outs resultType:$result);
  let assemblyFormat = "$operand attr-dict `:` custom<SameTypes>(type($operand), type($result))";
}
class StableHLO_UnarySame<string mnemonic, Type type> : StableHLO_Unary<mnemonic, type, type, [SameOperandsAndResultElementType]>;

/// A function that is approximated, as exactly as `result_accuracy` asks for.
class StableHLO_Function<string mnemonic> : StableHLO_UnarySame<mnemonic, StableHLO_FloatOrComplex> {
  let arguments = (ins StableHLO_FloatOrComplex:$operand, OptionalAttr<AnyAttr>:$result_accuracy);
}

class StableHLO_Binary<string mnemonic, Type type>
    : StableHLO_Op<mnemonic, [SameOperandsAndResultShape, SameOperandsAndResultElementType]> {
  let arguments = (ins type:$lhs, type:$rhs);
  let results = (outs type:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` custom<SameTypes>(type($lhs), type($rhs), type($result))";
}

def CbrtOp : StableHLO_Function<"cbrt">;
def CosineOp : StableHLO_Function<"cosine">;
def ExpOp : StableHLO_Function<"exponential">;
def Expm1Op : StableHLO_Function<"exponential_minus_one">;
def LogOp : StableHLO_Function<"log">;
def Log1pOp : StableHLO_Function<"log_plus_one">;
def LogisticOp : StableHLO_Function<"logistic">;
def RsqrtOp : StableHLO_Function<"rsqrt">;
def SineOp : StableHLO_Function<"sine">;
def SqrtOp : StableHLO_Function<"sqrt">;
def TanOp : StableHLO_Function<"tan">;
def TanhOp : StableHLO_Function<"tanh">;

def CeilOp : StableHLO_UnarySame<"ceil", StableHLO_Float>;
def FloorOp : StableHLO_UnarySame<"floor", StableHLO_Float>;
def RoundNearestAfzOp : StableHLO_UnarySame<"round_nearest_afz", StableHLO_Float>;
def RoundNearestEvenOp : StableHLO_UnarySame<"round_nearest_even", StableHLO_Float>;
def NegOp : StableHLO_UnarySame<"negate", StableHLO_Number>;
def SignOp : StableHLO_UnarySame<"sign", StableHLO_Number>;
def NotOp : StableHLO_UnarySame<"not", StableHLO_PredOrInt>;
def CountLeadingZerosOp : StableHLO_UnarySame<"count_leading_zeros", StableHLO_Int>;
def PopulationCountOp : StableHLO_UnarySame<"popcnt", StableHLO_Int>;
def IsFiniteOp : StableHLO_Unary<"is_finite", StableHLO_Float, StableHLO_Pred>;
def ConvertOp : StableHLO_Unary<"convert", StableHLO_Tensor>;
/// The magnitude of a complex number is a float.
def AbsOp : StableHLO_Unary<"abs", StableHLO_Number> { let hasVerifier = 1; }
def RealOp : StableHLO_Unary<"real", StableHLO_FloatOrComplex, StableHLO_Float> { let hasVerifier = 1; }
def ImagOp : StableHLO_Unary<"imag", StableHLO_FloatOrComplex, StableHLO_Float> { let hasVerifier = 1; }

def AddOp : StableHLO_Binary<"add", StableHLO_Tensor>;
def AndOp : StableHLO_Binary<"and", StableHLO_PredOrInt>;
def Atan2Op : StableHLO_Binary<"atan2", StableHLO_FloatOrComplex>;
def DivOp : StableHLO_Binary<"divide", StableHLO_Number>;
def MaxOp : StableHLO_Binary<"maximum", StableHLO_Tensor>;
def MinOp : StableHLO_Binary<"minimum", StableHLO_Tensor>;
def MulOp : StableHLO_Binary<"multiply", StableHLO_Tensor>;
def OrOp : StableHLO_Binary<"or", StableHLO_PredOrInt>;
def PowOp : StableHLO_Binary<"power", StableHLO_Number>;
def RemOp : StableHLO_Binary<"remainder", StableHLO_Number>;
def ShiftLeftOp : StableHLO_Binary<"shift_left", StableHLO_Int>;
def ShiftRightArithmeticOp : StableHLO_Binary<"shift_right_arithmetic", StableHLO_Int>;
def ShiftRightLogicalOp : StableHLO_Binary<"shift_right_logical", StableHLO_Int>;
def SubtractOp : StableHLO_Binary<"subtract", StableHLO_Number>;
def XorOp : StableHLO_Binary<"xor", StableHLO_PredOrInt>;

def ComplexOp : StableHLO_CheckedOp<"complex", [SameOperandsElementType, SameOperandsAndResultShape]> {
  let arguments = (ins StableHLO_Float:$lhs, StableHLO_Float:$rhs);
  let results = (outs StableHLO_Complex:$result);
  let assemblyFormat = "operands attr-dict `:` custom<ComplexTypes>(type($lhs), type($rhs), type($result))";
}

def CompareOp : StableHLO_CheckedOp<"compare", [SameOperandsElementType, SameOperandsAndResultShape]> {
  let arguments = (ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs, StableHLO_DirectionAttr:$comparison_direction,
                   OptionalAttr<StableHLO_ComparisonTypeAttr>:$compare_type);
  let results = (outs StableHLO_Pred:$result);
  let assemblyFormat = [{
    $comparison_direction `,` $lhs `,` $rhs (`,` $compare_type^)? attr-dict `:` functional-type(operands, results)
  }];
}

def SelectOp : StableHLO_CheckedOp<"select"> {
  let arguments = (ins StableHLO_Pred:$pred, StableHLO_Tensor:$on_true, StableHLO_Tensor:$on_false);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    operands attr-dict `:` custom<SelectTypes>(type($pred), type($on_true), type($on_false), type($result))
  }];
}

def ClampOp : StableHLO_CheckedOp<"clamp", [SameOperandsAndResultElementType]> {
  let arguments = (ins StableHLO_Tensor:$min, StableHLO_Tensor:$operand, StableHLO_Tensor:$max);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    operands attr-dict `:` custom<SameTypes>(type($min), type($operand), type($max), type($result))
  }];
}

def ReducePrecisionOp
    : StableHLO_CheckedOp<"reduce_precision", [SameOperandsAndResultShape, SameOperandsAndResultElementType]> {
  let arguments = (ins StableHLO_Float:$operand, I32Attr:$exponent_bits, I32Attr:$mantissa_bits);
  let results = (outs StableHLO_Float:$result);
  let assemblyFormat = [{
    $operand `,` `format` `=` custom<FloatFormat>($exponent_bits, $mantissa_bits) attr-dict `:`
    custom<SameTypes>(type($operand), type($result))
  }];
}

def BitcastConvertOp : StableHLO_FunctionalOp<"bitcast_convert", "$operand"> {
  let arguments = (ins StableHLO_Tensor:$operand);
  let results = (outs StableHLO_Tensor:$result);
}

/// The region applied element by element.
def MapOp : StableHLO_CheckedOp<"map", [IsolatedFromAbove]> {
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs, DenseI64ArrayAttr:$dimensions);
  let regions = (region AnyRegion:$computation);
  let results = (outs StableHLO_Tensor:$result);
}

#endif
