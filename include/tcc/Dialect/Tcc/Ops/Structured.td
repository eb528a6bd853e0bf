// Classes of the structured ops: those whose rules are C++ of their own, in lib/Dialect/Tcc/Ops/<Family>.cpp.
#ifndef TCC_DIALECT_TCC_OPS_STRUCTURED
#define TCC_DIALECT_TCC_OPS_STRUCTURED

include "tcc/Dialect/Tcc/TccBase.td"

/// One result, whose type a single function infers from the operands and attributes, all of them checked there: text
/// without result types reaches inference before any verifier.
class Tcc_InferFromAdaptor {
  code extraClassDeclaration = [{
    /// The result's type, or failure after a diagnostic.
    static ::llvm::FailureOr<::mlir::RankedTensorType> inferType(const ::tcc::ir::RuleSite &site, Adaptor op);
  }];
  code extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location> location, ::mlir::ValueRange operands,
        ::mlir::DictionaryAttr attributes, ::mlir::OpaqueProperties properties, ::mlir::RegionRange regions,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      auto type = inferType({location, getOperationName()}, Adaptor(operands, attributes, properties, regions));
      if (::mlir::failed(type))
        return ::mlir::failure();
      types.push_back(*type);
      return ::mlir::success();
    }
  }];
}

/// Several results; otherwise the same.
class Tcc_InferManyFromAdaptor {
  code extraClassDeclaration = [{
    /// Appends the results' types, or fails after a diagnostic.
    static ::llvm::LogicalResult inferTypes(const ::tcc::ir::RuleSite &site, Adaptor op,
                                            ::llvm::SmallVectorImpl<::mlir::Type> &types);
  }];
  code extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location> location, ::mlir::ValueRange operands,
        ::mlir::DictionaryAttr attributes, ::mlir::OpaqueProperties properties, ::mlir::RegionRange regions,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return inferTypes({location, getOperationName()}, Adaptor(operands, attributes, properties, regions), types);
    }
  }];
}

/// A primitive whose rules are all written out.
class Tcc_Structured<string mnemonic, list<Trait> traits = []>
    : Tcc_DifferentiablePrimitive<mnemonic, traits>, Tcc_InferFromAdaptor;

/// A primitive through which no derivative flows.
class Tcc_StructuredWithoutDerivative<string mnemonic, list<Trait> traits = []>
    : Tcc_Primitive<mnemonic, !listconcat([Tcc_ZeroDerivative], traits)>, Tcc_InferFromAdaptor;

/// A composite that inherits derivative and lowering from what it is made of.
class Tcc_StructuredComposite<string mnemonic, list<Trait> traits = []>
    : Tcc_Composite<mnemonic, traits>, Tcc_InferFromAdaptor;

/// A composite with a derivative of its own, more stable or cheaper than the inherited one.
class Tcc_DifferentiableComposite<string mnemonic, list<Trait> traits = []>
    : Tcc_StructuredComposite<mnemonic, !listconcat([DeclareOpInterfaceMethods<Differentiable>], traits)>;

#endif
