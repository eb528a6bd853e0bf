// Integers as positions in a tensor, in code under generation. What is out of range never reaches
// memory, whatever the integer's type and value.
#ifndef TCC_LIB_DIALECT_TCC_POSITIONS_H
#define TCC_LIB_DIALECT_TCC_POSITIONS_H

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tcc::ir {

/// An integer as a position from 0 to `last`: the nearer of the two where it is out of range.
/// `elementType` says whether it has a sign.
mlir::Value clampedPosition(mlir::ImplicitLocOpBuilder &b, mlir::Value integer,
                            mlir::Type elementType, int64_t last);

/// Whether an integer is a position from 0 to `last`, which is no less than 0.
mlir::Value isPosition(mlir::ImplicitLocOpBuilder &b, mlir::Value integer, mlir::Type elementType,
                       int64_t last);

/// An element of a buffer.
mlir::Value loadElement(mlir::ImplicitLocOpBuilder &b, mlir::Value buffer, mlir::ValueRange place);
void storeElement(mlir::ImplicitLocOpBuilder &b, mlir::Value element, mlir::Value buffer,
                  mlir::ValueRange place);

/// Loops over a shape in row-major order, the body at each position.
void forEachPosition(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<int64_t> shape,
                     llvm::function_ref<void(mlir::ImplicitLocOpBuilder &, mlir::ValueRange)> body);

/// Sums of positions, axis by axis; a null addend is 0.
llvm::SmallVector<mlir::Value> addPositions(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange x,
                                            llvm::ArrayRef<mlir::Value> y);

} // namespace tcc::ir

#endif
