// Regions that say how single elements are combined, compared or chosen (of a general reduction, a
// window, a sort, a scatter): elementwise ops on tensors of rank 0, ended by tcc.yield.
#ifndef TCC_DIALECT_TCC_SCALARREGION_H
#define TCC_DIALECT_TCC_SCALARREGION_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace tcc::ir {

class RuleBuilder;

/// What the trait ScalarRegions stands for: each region of the op is one block of elementwise ops
/// on tensors of rank 0.
llvm::LogicalResult verifyScalarRegions(mlir::Operation *op);
/// Takes and gives elements of these tensors, in order; `name` is the region's in the error.
llvm::LogicalResult verifyScalarSignature(mlir::Region &region, llvm::StringRef name,
                                          mlir::TypeRange arguments, mlir::TypeRange results);

/// The region's code on scalars, at the builder's place: from an element for each argument, those
/// that it yields, of the types that linalg bodies compute with. Composites must have been
/// decomposed.
llvm::SmallVector<mlir::Value> inlineScalarRegion(mlir::OpBuilder &b, mlir::Region &region,
                                                  mlir::ValueRange elements);

/// The same code on whole tensors of one shape, of which there is one for each argument: elements
/// at the same place are combined. Failure where an op computes anything else.
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
inlineOnTensors(mlir::OpBuilder &b, mlir::Region &region, mlir::ValueRange tensors);

/// Makes such a region in a rule: `body` gives what it yields, of elements of these tensors.
void buildScalarRegion(
    RuleBuilder &g, mlir::Region &region, mlir::TypeRange arguments,
    llvm::function_ref<llvm::SmallVector<mlir::Value>(RuleBuilder &, mlir::ValueRange)> body);
/// A region with the code of another one.
void cloneScalarRegion(mlir::Region &from, mlir::Region &to);

/// The binary op that is all a region does, of its two arguments in either order where it is
/// commutative; null if it does anything else.
mlir::Operation *soleBinaryOp(mlir::Region &region);

/// A tensor of rank 0 for each type, of its elements.
llvm::SmallVector<mlir::Type> scalarsOf(mlir::TypeRange types);

} // namespace tcc::ir

#endif
