// The tcc dialect and the classes that its ops are made of.
#ifndef TCC_DIALECT_TCC_TCCBASE
#define TCC_DIALECT_TCC_TCCBASE

include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "tcc/Dialect/Tcc/TccInterfaces.td"

def Tcc_Dialect : Dialect {
  let name = "tcc";
  let cppNamespace = "::tcc::ir";
  let summary = "whole tensor programs, in value semantics";
  let description = [{
    Primitives on ranked tensors, closed under differentiation, and composites that decompose to them.
    Binary ops broadcast as NumPy does; element types are never promoted. Result types follow from the operands,
    so they are not written.
  }];
  let hasConstantMaterializer = 1;
}

/// A ranked tensor of some element types, which `what` names in error messages.
class Tcc_TensorOf<list<Type> types, string what>
    : Type<RankedTensorOf<types>.predicate, "a ranked tensor of " # what, "::mlir::RankedTensorType">;
// Floats of 8 bits are only stored: --tcc-promote-small-floats makes ops compute in f32.
defvar floatTypes = [F16, BF16, F32, F64, F8E5M2, F8E4M3, F8E4M3FN, F8E4M3FNUZ, F8E4M3B11FNUZ, F8E5M2FNUZ, F8E3M4,
                     F8E8M0FNU];
// Integers with a sign are signless types, as in arith; those without one say so.
defvar intTypes = [I8, I16, I32, I64, UI8, UI16, UI32, UI64];
defvar floatNames = "floats (f16, bf16, f32, f64, f8)";
defvar intNames = "integers (i8 to i64, ui8 to ui64)";
// Gone after --tcc-split-complex.
defvar complexTypes = [Complex<F32>, Complex<F64>];
defvar complexNames = "complex numbers (of f32, f64)";
def Tcc_Tensor : Tcc_TensorOf<!listconcat(floatTypes, intTypes, complexTypes, [I1]),
                              !strconcat(floatNames, ", ", complexNames, ", ", intNames, " or truth values (i1)")>;
def Tcc_NumberTensor : Tcc_TensorOf<!listconcat(floatTypes, intTypes), !strconcat(floatNames, " or ", intNames)>;
def Tcc_FloatTensor : Tcc_TensorOf<floatTypes, floatNames>;
/// Numbers with a sum and a product; Tcc_NumberTensor has an order, too.
def Tcc_FieldTensor : Tcc_TensorOf<!listconcat(floatTypes, intTypes, complexTypes),
                                   !strconcat(floatNames, ", ", complexNames, " or ", intNames)>;
def Tcc_FloatOrComplexTensor : Tcc_TensorOf<!listconcat(floatTypes, complexTypes), !strconcat(floatNames, " or ", complexNames)>;
def Tcc_ComplexTensor : Tcc_TensorOf<complexTypes, complexNames>;
def Tcc_PartTensor : Tcc_TensorOf<[F32, F64], "floats (f32, f64)">;
def Tcc_IntTensor : Tcc_TensorOf<intTypes, intNames>;
def Tcc_BoolTensor : Tcc_TensorOf<[I1], "truth values (i1)">;
def Tcc_BitTensor : Tcc_TensorOf<!listconcat([I1], intTypes), intNames # " or truth values (i1)">;

/// The derivative is nought (almost) everywhere, or the result is no number: cotangents stop here.
def Tcc_ZeroDerivative : NativeOpTrait<"ZeroDerivative"> { let cppNamespace = "::tcc::ir"; }

/// The op moves elements, and computes nothing with them: it does the same to either part of complex numbers, and to elements
/// that are only stored.
def Tcc_MovesElements : NativeOpTrait<"MovesElements"> { let cppNamespace = "::tcc::ir"; }

/// The regions compute on single elements (see ScalarRegion.h): the op lowers them itself.
def Tcc_ScalarRegionsTrait : NativeOpTrait<"ScalarRegions"> { let cppNamespace = "::tcc::ir"; }
defvar Tcc_ScalarRegions = [IsolatedFromAbove, SingleBlock, Tcc_ScalarRegionsTrait];

/// An op of the dialect: free of side effects, its result types inferred.
class Tcc_Op<string mnemonic, list<Trait> traits = []>
    : Op<Tcc_Dialect, mnemonic, !listconcat([Pure, DeclareOpInterfaceMethods<InferTypeOpInterface>], traits)>;

/// A primitive: it lowers to linalg, and is differentiable or says that it is not (Tcc_ZeroDerivative).
class Tcc_Primitive<string mnemonic, list<Trait> traits = []>
    : Tcc_Op<mnemonic, !listconcat([DeclareOpInterfaceMethods<LowersToLinalg>], traits)>;

/// A primitive with a derivative of its own.
class Tcc_DifferentiablePrimitive<string mnemonic, list<Trait> traits = []>
    : Tcc_Primitive<mnemonic, !listconcat([DeclareOpInterfaceMethods<Differentiable>], traits)>;

/// A composite says how it is made of other ops; derivative and lowering follow from that.
class Tcc_Composite<string mnemonic, list<Trait> traits = []>
    : Tcc_Op<mnemonic, !listconcat([DeclareOpInterfaceMethods<Composite>], traits)>;

#endif
