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
defvar floatTypes = [F16, BF16, F32, F64];
// Integers with a sign are signless types, as in arith; those without one say so.
defvar intTypes = [I8, I16, I32, I64, UI8, UI16, UI32, UI64];
defvar floatNames = "floats (f16, bf16, f32, f64)";
defvar intNames = "integers (i8 to i64, ui8 to ui64)";
def Tcc_Tensor : Tcc_TensorOf<!listconcat(floatTypes, intTypes, [I1]),
                              !strconcat(floatNames, ", ", intNames, " or truth values (i1)")>;
def Tcc_NumberTensor : Tcc_TensorOf<!listconcat(floatTypes, intTypes), !strconcat(floatNames, " or ", intNames)>;
def Tcc_FloatTensor : Tcc_TensorOf<floatTypes, floatNames>;
def Tcc_IntTensor : Tcc_TensorOf<intTypes, intNames>;
def Tcc_BoolTensor : Tcc_TensorOf<[I1], "truth values (i1)">;
def Tcc_BitTensor : Tcc_TensorOf<!listconcat([I1], intTypes), intNames # " or truth values (i1)">;

/// The derivative is nought (almost) everywhere, or the result is no number: cotangents stop here.
def Tcc_ZeroDerivative : NativeOpTrait<"ZeroDerivative"> { let cppNamespace = "::tcc::ir"; }

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
