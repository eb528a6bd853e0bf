// C++ side of the tcc dialect (see TccBase.td, TccInterfaces.td and Ops/*.td).
#ifndef TCC_DIALECT_TCC_TCCDIALECT_H
#define TCC_DIALECT_TCC_TCCDIALECT_H

#include "tcc/Dialect/Tcc/ComplexBuilder.h"
#include "tcc/Dialect/Tcc/IndexDims.h"
#include "tcc/Dialect/Tcc/RuleBuilder.h"
#include "tcc/Dialect/Tcc/RuleSite.h"
#include "tcc/Dialect/Tcc/ScalarRegion.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace tcc::ir {
/// The derivative is nought (almost) everywhere: cotangents stop at this op.
template <class ConcreteType>
class ZeroDerivative : public mlir::OpTrait::TraitBase<ConcreteType, ZeroDerivative> {};

/// Nothing is computed with the elements.
template <class ConcreteType>
class MovesElements : public mlir::OpTrait::TraitBase<ConcreteType, MovesElements> {};

/// The regions compute on single elements: elementwise ops on tensors of rank 0.
template <class ConcreteType>
class ScalarRegions : public mlir::OpTrait::TraitBase<ConcreteType, ScalarRegions> {
public:
  static llvm::LogicalResult verifyRegionTrait(mlir::Operation *op) {
    return verifyScalarRegions(op);
  }
};
} // namespace tcc::ir

#include "tcc/Dialect/Tcc/TccDialect.h.inc"
#include "tcc/Dialect/Tcc/TccEnums.h.inc"
#include "tcc/Dialect/Tcc/TccInterfaces.h.inc"
#define GET_ATTRDEF_CLASSES
#include "tcc/Dialect/Tcc/TccAttributes.h.inc"
#define GET_OP_CLASSES
#include "tcc/Dialect/Tcc/TccOps.h.inc"

#endif
