// The stablehlo and chlo dialects, written from the StableHLO specification: a language that comes in, so an op is its
// text (pretty and generic), its constraints, and nothing else. What it means is said by lib/Import/StableHLO.
#ifndef TCC_DIALECT_STABLEHLO_BASE
#define TCC_DIALECT_STABLEHLO_BASE

include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

class StableHLO_DialectBase<string mnemonic, string space> : Dialect {
  let name = mnemonic;
  let cppNamespace = space;
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// An op that this version does not know is named as unsupported, not as a mistake.
    std::optional<ParseOpHook> getParseOperationHook(::llvm::StringRef name) const override;
  }];
}

def StableHLO_Dialect : StableHLO_DialectBase<"stablehlo", "::tcc::stablehlo"> {
  let summary = "StableHLO 1.x, without quantisation and communication";
  let useDefaultTypePrinterParser = 1;
}
def CHLO_Dialect : StableHLO_DialectBase<"chlo", "::tcc::chlo"> {
  let summary = "client ops that frameworks emit beside StableHLO";
}

def StableHLO_Token : TypeDef<StableHLO_Dialect, "Token"> { let mnemonic = "token"; }

defvar predTypes = [I1];
defvar intTypes = [I<2>, I<4>, I8, I16, I32, I64, UI<2>, UI<4>, UI8, UI16, UI32, UI64];
defvar complexTypes = [Complex<F32>, Complex<F64>];
class StableHLO_TensorOf<list<Type> types, string what>
    : Type<RankedTensorOf<types>.predicate, "a ranked tensor of " # what, "::mlir::RankedTensorType">;
def StableHLO_Tensor : StableHLO_TensorOf<!listconcat(predTypes, intTypes, [AnyFloat], complexTypes), "numbers or truth values">;
def StableHLO_Number : StableHLO_TensorOf<!listconcat(intTypes, [AnyFloat], complexTypes), "numbers">;
def StableHLO_IntOrFloat : StableHLO_TensorOf<!listconcat(intTypes, [AnyFloat]), "integers or floats">;
def StableHLO_Int : StableHLO_TensorOf<intTypes, "integers">;
def StableHLO_PredOrInt : StableHLO_TensorOf<!listconcat(predTypes, intTypes), "integers or truth values">;
def StableHLO_Pred : StableHLO_TensorOf<predTypes, "truth values">;
def StableHLO_Float : StableHLO_TensorOf<[AnyFloat], "floats">;
def StableHLO_Complex : StableHLO_TensorOf<complexTypes, "complex numbers">;
def StableHLO_FloatOrComplex : StableHLO_TensorOf<!listconcat([AnyFloat], complexTypes), "floats or complex numbers">;
def StableHLO_Shape : StableHLO_TensorOf<!listconcat(intTypes, [Index]), "integers">;
def StableHLO_Value : AnyTypeOf<[StableHLO_Tensor, StableHLO_Token, AnyTuple], "a tensor, token or tuple">;

class StableHLO_Op<string mnemonic, list<Trait> traits = []> : Op<StableHLO_Dialect, mnemonic, traits>;
class CHLO_Op<string mnemonic, list<Trait> traits = []> : Op<CHLO_Dialect, mnemonic, traits>;

/// An op that a verifier in lib/Dialect/StableHLO/<Family>.cpp guards.
class StableHLO_CheckedOp<string mnemonic, list<Trait> traits = []> : StableHLO_Op<mnemonic, traits> {
  let hasVerifier = 1;
}

/// Written `operands : (types) -> types`.
class StableHLO_FunctionalOp<string mnemonic, string format, list<Trait> traits = []>
    : StableHLO_CheckedOp<mnemonic, traits> {
  let assemblyFormat = format # " attr-dict `:` functional-type(operands, results)";
}

#endif
