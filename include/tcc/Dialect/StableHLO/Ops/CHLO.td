// CHLO: functions that StableHLO spells out, and binary ops that broadcast.
#ifndef TCC_DIALECT_STABLEHLO_OPS_CHLO
#define TCC_DIALECT_STABLEHLO_OPS_CHLO

include "tcc/Dialect/StableHLO/StableHLOAttributes.td"

class CHLO_Unary<string mnemonic, Type resultType = StableHLO_Number>
    : CHLO_Op<mnemonic, [SameOperandsAndResultShape]> {
  let arguments = (ins StableHLO_Number:$operand);
  let results = (outs resultType:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
}
class CHLO_Function<string mnemonic> : CHLO_Unary<mnemonic> {
  let traits = [SameOperandsAndResultShape, SameOperandsAndResultElementType];
}
class CHLO_Binary<string mnemonic>
    : CHLO_Op<mnemonic, [SameOperandsAndResultShape, SameOperandsAndResultElementType]> {
  let arguments = (ins StableHLO_Float:$lhs, StableHLO_Float:$rhs);
  let results = (outs StableHLO_Float:$result);
  let assemblyFormat = "operands attr-dict `:` type(operands) `->` type($result)";
}

def CHLO_AcosOp : CHLO_Function<"acos">;
def CHLO_AcoshOp : CHLO_Function<"acosh">;
def CHLO_AsinOp : CHLO_Function<"asin">;
def CHLO_AsinhOp : CHLO_Function<"asinh">;
def CHLO_AtanOp : CHLO_Function<"atan">;
def CHLO_AtanhOp : CHLO_Function<"atanh">;
def CHLO_BesselI1eOp : CHLO_Function<"bessel_i1e">;
def CHLO_CoshOp : CHLO_Function<"cosh">;
def CHLO_DigammaOp : CHLO_Function<"digamma">;
def CHLO_ErfOp : CHLO_Function<"erf">;
def CHLO_ErfInvOp : CHLO_Function<"erf_inv">;
def CHLO_ErfcOp : CHLO_Function<"erfc">;
def CHLO_LgammaOp : CHLO_Function<"lgamma">;
def CHLO_SinhOp : CHLO_Function<"sinh">;
def CHLO_SquareOp : CHLO_Function<"square">;
def CHLO_TanOp : CHLO_Function<"tan">;
def CHLO_ConjOp : CHLO_Function<"conj">;
def CHLO_IsInfOp : CHLO_Unary<"is_inf", StableHLO_Pred>;
def CHLO_IsNegInfOp : CHLO_Unary<"is_neg_inf", StableHLO_Pred>;
def CHLO_IsPosInfOp : CHLO_Unary<"is_pos_inf", StableHLO_Pred>;

def CHLO_NextAfterOp : CHLO_Binary<"next_after">;
def CHLO_PolygammaOp : CHLO_Binary<"polygamma">;
def CHLO_ZetaOp : CHLO_Binary<"zeta">;

/// The upper half of the bits of a product.
def CHLO_MulhiOp : CHLO_Op<"mulhi", [SameOperandsAndResultShape, SameOperandsAndResultElementType]> {
  let arguments = (ins StableHLO_Int:$lhs, StableHLO_Int:$rhs);
  let results = (outs StableHLO_Int:$result);
  let assemblyFormat = "operands attr-dict `:` type(operands) `->` type($result)";
}

/// Operands broadcast as NumPy's do; `broadcast_dimensions` may say where the axes of the one of smaller rank go.
class CHLO_Broadcast<string mnemonic, Type resultType = StableHLO_Tensor, dag more = (ins)> : CHLO_Op<mnemonic> {
  let arguments = !con((ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs,
                        OptionalAttr<DenseI64ArrayAttr>:$broadcast_dimensions), more);
  let results = (outs resultType:$result);
  let assemblyFormat = "operands attr-dict `:` `(` type(operands) `)` `->` type($result)";
  let hasVerifier = 1;
  let extraClassDefinition = "::llvm::LogicalResult $cppClass::verify() { return checkBinary(*this, getBroadcastDimensions()); }";
}
def CHLO_BroadcastAddOp : CHLO_Broadcast<"broadcast_add">;
def CHLO_BroadcastAndOp : CHLO_Broadcast<"broadcast_and">;
def CHLO_BroadcastAtan2Op : CHLO_Broadcast<"broadcast_atan2">;
def CHLO_BroadcastComplexOp : CHLO_Broadcast<"broadcast_complex">;
def CHLO_BroadcastDivideOp : CHLO_Broadcast<"broadcast_divide">;
def CHLO_BroadcastMaximumOp : CHLO_Broadcast<"broadcast_maximum">;
def CHLO_BroadcastMinimumOp : CHLO_Broadcast<"broadcast_minimum">;
def CHLO_BroadcastMultiplyOp : CHLO_Broadcast<"broadcast_multiply">;
def CHLO_BroadcastNextAfterOp : CHLO_Broadcast<"broadcast_next_after">;
def CHLO_BroadcastOrOp : CHLO_Broadcast<"broadcast_or">;
def CHLO_BroadcastPolygammaOp : CHLO_Broadcast<"broadcast_polygamma">;
def CHLO_BroadcastPowerOp : CHLO_Broadcast<"broadcast_power">;
def CHLO_BroadcastRemainderOp : CHLO_Broadcast<"broadcast_remainder">;
def CHLO_BroadcastShiftLeftOp : CHLO_Broadcast<"broadcast_shift_left">;
def CHLO_BroadcastShiftRightArithmeticOp : CHLO_Broadcast<"broadcast_shift_right_arithmetic">;
def CHLO_BroadcastShiftRightLogicalOp : CHLO_Broadcast<"broadcast_shift_right_logical">;
def CHLO_BroadcastSubtractOp : CHLO_Broadcast<"broadcast_subtract">;
def CHLO_BroadcastXorOp : CHLO_Broadcast<"broadcast_xor">;
def CHLO_BroadcastZetaOp : CHLO_Broadcast<"broadcast_zeta">;

def CHLO_Direction : StableHLO_Enum<"ComparisonDirection", ["EQ", "NE", "GE", "GT", "LE", "LT"]> {
  let cppNamespace = "::tcc::chlo";
}
def CHLO_DirectionAttr : EnumAttr<CHLO_Dialect, CHLO_Direction, "comparison_direction">;
def CHLO_ComparisonType : StableHLO_Enum<"ComparisonType", ["NOTYPE", "FLOAT", "TOTALORDER", "SIGNED", "UNSIGNED"]> {
  let cppNamespace = "::tcc::chlo";
}
def CHLO_ComparisonTypeAttr : EnumAttr<CHLO_Dialect, CHLO_ComparisonType, "comparison_type">;
def CHLO_BroadcastCompareOp
    : CHLO_Broadcast<"broadcast_compare", StableHLO_Pred,
                     (ins CHLO_DirectionAttr:$comparison_direction, OptionalAttr<CHLO_ComparisonTypeAttr>:$compare_type)>;

def CHLO_BroadcastSelectOp : CHLO_Op<"broadcast_select"> {
  let arguments = (ins StableHLO_Pred:$pred, StableHLO_Tensor:$on_true, StableHLO_Tensor:$on_false);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` `(` type(operands) `)` `->` type($result)";
  let hasVerifier = 1;
}

def CHLO_ConstantOp : CHLO_Op<"constant"> {
  let arguments = (ins ElementsAttr:$value);
  let results = (outs StableHLO_Tensor:$output);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

def CHLO_ConstantLikeOp : CHLO_Op<"constant_like", [SameOperandsAndResultShape]> {
  let arguments = (ins StableHLO_Tensor:$operand, TypedAttrInterface:$value);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
  let hasVerifier = 1;
}

def CHLO_TopKOp : CHLO_Op<"top_k"> {
  let arguments = (ins StableHLO_Tensor:$operand, I64Attr:$k);
  let results = (outs StableHLO_Tensor:$values, StableHLO_Int:$indices);
  let assemblyFormat = [{
    `(` $operand `,` `k` `=` $k `)` attr-dict `:` type($operand) `->` `(` type($values) `,` type($indices) `)`
  }];
  let hasVerifier = 1;
}

/// A loop over slices along an axis: the body takes one of each input, then what is carried, and gives one of each
/// output, then what is carried on. Results are the outputs, then the last carried values.
def CHLO_ScanOp : CHLO_Op<"scan", [AttrSizedOperandSegments]> {
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs, Variadic<StableHLO_Tensor>:$inits, I64Attr:$dimension,
                   DefaultValuedOptionalAttr<BoolAttr, "false">:$is_reverse, OptionalAttr<BoolAttr>:$is_associative,
                   OptionalAttr<I64Attr>:$scan_dim_size, OptionalAttr<DenseI32ArrayAttr>:$resultSegmentSizes);
  let regions = (region AnyRegion:$body);
  let results = (outs Variadic<StableHLO_Tensor>:$results);
  let assemblyFormat = [{
    `(` $inputs `)` `inits` `(` $inits `)` `dimension` `=` $dimension attr-dict-with-keyword $body
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def CHLO_Axes : OptionalArrayRefParameter<"int64_t"> {
  let parser = "::tcc::stablehlo::parseAxes($_parser)";
  let printer = "::tcc::stablehlo::printAxes($_printer, $_self)";
}
def CHLO_RaggedDotAttr : AttrDef<CHLO_Dialect, "RaggedDotDimensionNumbers"> {
  let mnemonic = "ragged_dot";
  let parameters = (ins CHLO_Axes:$lhs_batching_dimensions, CHLO_Axes:$rhs_batching_dimensions,
                    CHLO_Axes:$lhs_contracting_dimensions, CHLO_Axes:$rhs_contracting_dimensions,
                    CHLO_Axes:$lhs_ragged_dimensions, CHLO_Axes:$rhs_group_dimensions);
  let assemblyFormat = "`<` struct(params) `>`";
}
def CHLO_Precision : StableHLO_Enum<"Precision", ["DEFAULT", "HIGH", "HIGHEST"]> { let cppNamespace = "::tcc::chlo"; }
def CHLO_PrecisionAttr : EnumAttr<CHLO_Dialect, CHLO_Precision, "precision">;

/// A product of groups of rows, as many as `group_sizes` says.
def CHLO_RaggedDotOp : CHLO_Op<"ragged_dot"> {
  let arguments = (ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs, StableHLO_Int:$group_sizes,
                   CHLO_RaggedDotAttr:$ragged_dot_dimension_numbers,
                   OptionalAttr<TypedArrayAttrBase<CHLO_PrecisionAttr, "precisions">>:$precision_config);
  let results = (outs StableHLO_Tensor:$result);
  let hasVerifier = 1;
}

#endif
