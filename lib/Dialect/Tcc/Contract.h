// Sums of products: what matrix products and convolutions lower to.
#ifndef TCC_LIB_DIALECT_TCC_CONTRACT_H
#define TCC_LIB_DIALECT_TCC_CONTRACT_H

#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/RuleSite.h"

namespace tcc::ir {

/// One generic over all loops: the first ones index the result, the rest are summed over. Elements
/// are multiplied and summed in the widest of the three types.
mlir::Value contract(LinalgBuilder &b, Indexed lhs, Indexed rhs, mlir::RankedTensorType result);

/// The element type of a product: that of both operands, or the one that is asked for, which both
/// may be summed in. Fails after an error where they do not go together.
llvm::FailureOr<mlir::Type> productType(const RuleSite &site, mlir::RankedTensorType lhs,
                                        mlir::RankedTensorType rhs, mlir::TypeAttr asked);

/// What a product of these is asked for, so that its element type is `sum`: nothing where it is so
/// anyway.
mlir::TypeAttr askedType(mlir::Value lhs, mlir::Value rhs, mlir::Type sum);

} // namespace tcc::ir

#endif
