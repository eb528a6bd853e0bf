// Enumerations and structured attributes of StableHLO.
#ifndef TCC_DIALECT_STABLEHLO_ATTRIBUTES
#define TCC_DIALECT_STABLEHLO_ATTRIBUTES

include "tcc/Dialect/StableHLO/StableHLOBase.td"

class StableHLO_Enum<string name, list<string> words>
    : I32EnumAttr<name, "", !foreach(i, !range(!size(words)), I32EnumAttrCase<words[i], i>)> {
  let cppNamespace = "::tcc::stablehlo";
  let genSpecializedAttr = 0;
}
class StableHLO_EnumAttr<StableHLO_Enum enum, string mnemonic> : EnumAttr<StableHLO_Dialect, enum, mnemonic>;

def StableHLO_Precision : StableHLO_Enum<"Precision", ["DEFAULT", "HIGH", "HIGHEST"]>;
def StableHLO_PrecisionAttr : StableHLO_EnumAttr<StableHLO_Precision, "precision">;
def StableHLO_Direction : StableHLO_Enum<"ComparisonDirection", ["EQ", "NE", "GE", "GT", "LE", "LT"]>;
def StableHLO_DirectionAttr : StableHLO_EnumAttr<StableHLO_Direction, "comparison_direction">;
def StableHLO_ComparisonType : StableHLO_Enum<"ComparisonType", ["NOTYPE", "FLOAT", "TOTALORDER", "SIGNED", "UNSIGNED"]>;
def StableHLO_ComparisonTypeAttr : StableHLO_EnumAttr<StableHLO_ComparisonType, "comparison_type">;
def StableHLO_FftType : StableHLO_Enum<"FftType", ["FFT", "IFFT", "RFFT", "IRFFT"]>;
def StableHLO_FftTypeAttr : StableHLO_EnumAttr<StableHLO_FftType, "fft_type">;
def StableHLO_RngAlgorithm : StableHLO_Enum<"RngAlgorithm", ["DEFAULT", "THREE_FRY", "PHILOX"]>;
def StableHLO_RngAlgorithmAttr : StableHLO_EnumAttr<StableHLO_RngAlgorithm, "rng_algorithm">;
def StableHLO_RngDistribution : StableHLO_Enum<"RngDistribution", ["UNKNOWN", "UNIFORM", "NORMAL"]>;
def StableHLO_RngDistributionAttr : StableHLO_EnumAttr<StableHLO_RngDistribution, "rng_distribution">;
def StableHLO_Transpose
    : StableHLO_Enum<"Transpose", ["TRANSPOSE_INVALID", "NO_TRANSPOSE", "TRANSPOSE", "ADJOINT"]>;
def StableHLO_TransposeAttr : StableHLO_EnumAttr<StableHLO_Transpose, "transpose">;
def StableHLO_AccuracyMode : StableHLO_Enum<"ResultAccuracyMode", ["DEFAULT", "HIGHEST", "TOLERANCE"]>;
def StableHLO_AccuracyModeAttr : StableHLO_EnumAttr<StableHLO_AccuracyMode, "result_accuracy_mode"> {
  let assemblyFormat = "`<` $value `>`";
}

/// `#stablehlo.NAME<field = value, ...>`; a list that is left out is empty.
class StableHLO_Struct<string name, string mnem, dag fields> : AttrDef<StableHLO_Dialect, name> {
  let mnemonic = mnem;
  let parameters = fields;
  let assemblyFormat = "`<` struct(params) `>`";
}
/// The same of lists and numbers alone, where a comma may end the list of fields.
class StableHLO_AxesStruct<string name, string mnem, dag fields> : AttrDef<StableHLO_Dialect, name> {
  let mnemonic = mnem;
  let parameters = fields;
  let hasCustomAssemblyFormat = 1;
}
def StableHLO_Axes : OptionalArrayRefParameter<"int64_t"> {
  let parser = "parseAxes($_parser)";
  let printer = "printAxes($_printer, $_self)";
}
def StableHLO_Tolerance : DefaultValuedParameter<"::llvm::APFloat", "::llvm::APFloat(0.0)"> {
  let comparator = "$_lhs.bitwiseIsEqual($_rhs)";
  let parser = "parseTolerance($_parser)";
  let printer = "$_printer.printFloat($_self)";
}
def StableHLO_Flag : AttrOrTypeParameter<"bool", ""> {
  let printer = [{$_printer << ($_self ? "true" : "false")}];
}
def StableHLO_Number64 : DefaultValuedParameter<"int64_t", "0">;

def StableHLO_DotAttr : StableHLO_AxesStruct<"DotDimensionNumbers", "dot", (ins
    StableHLO_Axes:$lhs_batching_dimensions, StableHLO_Axes:$rhs_batching_dimensions,
    StableHLO_Axes:$lhs_contracting_dimensions, StableHLO_Axes:$rhs_contracting_dimensions)>;

def StableHLO_GatherAttr : StableHLO_AxesStruct<"GatherDimensionNumbers", "gather", (ins
    StableHLO_Axes:$offset_dims, StableHLO_Axes:$collapsed_slice_dims, StableHLO_Axes:$operand_batching_dims,
    StableHLO_Axes:$start_indices_batching_dims, StableHLO_Axes:$start_index_map, StableHLO_Number64:$index_vector_dim)>;

def StableHLO_ScatterAttr : StableHLO_AxesStruct<"ScatterDimensionNumbers", "scatter", (ins
    StableHLO_Axes:$update_window_dims, StableHLO_Axes:$inserted_window_dims, StableHLO_Axes:$input_batching_dims,
    StableHLO_Axes:$scatter_indices_batching_dims, StableHLO_Axes:$scatter_dims_to_operand_dims,
    StableHLO_Number64:$index_vector_dim)>;

def StableHLO_DotAlgorithmAttr : StableHLO_Struct<"DotAlgorithm", "dot_algorithm", (ins
    "::mlir::Type":$lhs_precision_type, "::mlir::Type":$rhs_precision_type, "::mlir::Type":$accumulation_type,
    "int64_t":$lhs_component_count, "int64_t":$rhs_component_count, "int64_t":$num_primitive_operations,
    StableHLO_Flag:$allow_imprecise_accumulation)>;

def StableHLO_OutputOperandAliasAttr : StableHLO_AxesStruct<"OutputOperandAlias", "output_operand_alias", (ins
    StableHLO_Axes:$output_tuple_indices, StableHLO_Number64:$operand_index, StableHLO_Axes:$operand_tuple_indices)>;

def StableHLO_ChannelHandleAttr : StableHLO_Struct<"ChannelHandle", "channel_handle", (ins
    "int64_t":$handle, "int64_t":$type)>;

def StableHLO_ResultAccuracyAttr : StableHLO_Struct<"ResultAccuracy", "result_accuracy", (ins
    StableHLO_Tolerance:$atol, StableHLO_Tolerance:$rtol, StableHLO_Number64:$ulps,
    DefaultValuedParameter<"::tcc::stablehlo::ResultAccuracyModeAttr",
        "::tcc::stablehlo::ResultAccuracyModeAttr::get($_ctxt, ::tcc::stablehlo::ResultAccuracyMode::DEFAULT)">:$mode)> {
  let genVerifyDecl = 1;
}

def StableHLO_ConvAttr : AttrDef<StableHLO_Dialect, "ConvDimensionNumbers"> {
  let mnemonic = "conv";
  let summary = "the axes of a convolution's operands and result, written [b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1]";
  let parameters = (ins
    "int64_t":$input_batch, "int64_t":$input_feature, ArrayRefParameter<"int64_t">:$input_spatial,
    "int64_t":$kernel_input_feature, "int64_t":$kernel_output_feature, ArrayRefParameter<"int64_t">:$kernel_spatial,
    "int64_t":$output_batch, "int64_t":$output_feature, ArrayRefParameter<"int64_t">:$output_spatial);
  let hasCustomAssemblyFormat = 1;
}

def StableHLO_BoundsAttr : AttrDef<StableHLO_Dialect, "TypeExtensions"> {
  let mnemonic = "bounds";
  let summary = "the largest extents of symbolic dimensions, as a tensor type's encoding";
  let parameters = (ins ArrayRefParameter<"int64_t">:$bounds);
  let hasCustomAssemblyFormat = 1;
}

def StableHLO_PrecisionConfig : OptionalAttr<TypedArrayAttrBase<StableHLO_PrecisionAttr, "precisions">>;

#endif
