// Derivatives of a block of tcc ops: what transforms of functions and the rules of ops with regions
// share. What they add are tcc ops again.
#ifndef TCC_LIB_DIALECT_TCC_DERIVATIVE_H
#define TCC_LIB_DIALECT_TCC_DERIVATIVE_H

#include "tcc/Dialect/Tcc/TccDialect.h"

namespace tcc::ir {

/// Only floats have derivatives.
bool isDifferentiated(mlir::Value value);

/// The ops of a block that depend on some values, in order: composites without a derivative of
/// their own, and ops that unfold, are replaced by their parts on the way.
class Tape {
public:
  /// `by` may be arguments of the block or values from outside.
  llvm::LogicalResult record(mlir::Block &block, mlir::ValueRange by);

  llvm::ArrayRef<mlir::Operation *> getOps() const { return ops; }
  const llvm::DenseSet<mlir::Value> &getActive() const { return active; }

private:
  llvm::SmallVector<mlir::Operation *> ops;
  llvm::DenseSet<mlir::Value> active;
};

/// Reverse mode: from cotangents of values that a block makes to those of what it depends on, each
/// op asked for the cotangents of its primals. Everything is added before the terminator.
class ReverseMode {
public:
  /// First forward: the block is recorded. Seeds are then taken from its terminator, as composites
  /// have new results now.
  static llvm::FailureOr<ReverseMode> record(mlir::Block &block, mlir::ValueRange by);

  /// Adds to the cotangent of a value; nothing happens where the value depends on nothing.
  void seed(mlir::Value value, mlir::Value cotangent);
  /// Failure after a diagnostic.
  llvm::LogicalResult run();
  /// Null: nought.
  mlir::Value getCotangent(mlir::Value value) const { return cotangents.lookup(value); }

private:
  explicit ReverseMode(mlir::Block &block) : b(mlir::OpBuilder::atBlockTerminator(&block)) {}
  llvm::LogicalResult differentiate(mlir::Operation *op);
  llvm::SmallVector<mlir::Value> resultCotangents(mlir::Operation *op);
  void accumulate(RuleBuilder &g, mlir::Value value, mlir::Value cotangent);

  mlir::OpBuilder b;
  Tape tape;
  llvm::DenseMap<mlir::Value, mlir::Value> cotangents;
};

/// Forward mode: the tangents of a block's terminator's operands from those of the values `by`.
/// Null values mean nought. Failure after a diagnostic.
llvm::FailureOr<llvm::SmallVector<mlir::Value>> pushForward(mlir::Block &block, mlir::ValueRange by,
                                                            mlir::ValueRange tangents);

} // namespace tcc::ir

#endif
