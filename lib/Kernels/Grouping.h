// Which ops become one kernel.
#ifndef TCC_LIB_KERNELS_GROUPING_H
#define TCC_LIB_KERNELS_GROUPING_H

#include "Decisions.h"
#include "Dependences.h"

#include "tcc/Dialect/Exec/ExecDialect.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <memory>

namespace tcc::detail {

/// Ops of one kernel, in program order. Fills that only start a reduction belong to nobody: each
/// kernel clones its own.
struct Group {
  exec::Kind kind = exec::Kind::Loops;
  llvm::SmallVector<mlir::Operation *> ops;
  /// The contraction or reduction whose result the other ops work on, element by element; null in
  /// other groups.
  mlir::linalg::GenericOp anchor;
  /// Leading parallel loops that all ops share and index what they hand on by; 0 where there are
  /// none.
  unsigned rows = 0;
  /// Where the group wants to run; ties cannot happen.
  size_t position = 0;

  bool contains(mlir::Operation *op) const { return llvm::is_contained(ops, op); }
};

/// True for the ops that kernels are made of, and for control flow, which is a group of its own;
/// the others are views, constants, empty tensors and fills.
bool isUnit(mlir::Operation *op);
/// True if an op overwrites or adds to the fill's result; false if it reads it as data.
bool isStart(mlir::OpOperand &use);

/// How many leading indices of a value are the loops d0, d1, ... themselves.
unsigned leadingLoops(mlir::AffineMap map);

/// All groups of a block in an order that can run; each depends on earlier ones only. Padding joins
/// its contraction where that `leavesOutTaps`.
std::vector<std::unique_ptr<Group>> formGroups(mlir::Block &block, const Dependences &dependences,
                                               bool leavesOutTaps, DecisionLog &log);

} // namespace tcc::detail

#endif
