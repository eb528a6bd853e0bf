// What must run before what in a block on tensors: makers of operands, and readers of a tensor
// before its update in place. Views (reshapes) and free ops (constants, empty tensors) are looked
// through. Bodies of loops and branches are blocks like the function's.
#ifndef TCC_LIB_KERNELS_DEPENDENCES_H
#define TCC_LIB_KERNELS_DEPENDENCES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace tcc::detail {

/// An argument of a function that gives its buffer to a result.
inline constexpr llvm::StringLiteral donateAttr = "tcc.donate";
/// What the user calls an argument or result.
inline constexpr llvm::StringLiteral nameAttr = "tcc.name";

/// A reshape of contiguous data: other indices, same bytes in the same order.
bool isView(mlir::Operation *op);

/// Part of a tensor, not copied: each kernel that reads it takes the whole and slices inside.
bool isSlice(mlir::Operation *op);

/// A loop or a choice between branches: scf ops stand in plans only, never in kernels.
bool isControl(mlir::Operation *op);

/// A row of a tensor (a slice of axis 0), read or written, by the count of a loop: a pointer to the
/// plan, which kernels get.
bool isRow(mlir::Operation *op);
bool isRowWrite(mlir::Operation *op);

/// Ops that stay in the plan between launches: views, rows, and scalars that control flow asks for.
bool isPlanOp(mlir::Operation *op);

/// The blocks of a function's plan: its own first, then those of loops and branches, outer ones
/// first.
llvm::SmallVector<mlir::Block *> planBlocks(mlir::func::FuncOp function);

/// Which operand of its block's terminator takes the argument's buffer, if one does: a donated
/// argument of a function, or what a loop carries.
std::optional<unsigned> updateNumber(mlir::BlockArgument argument);

/// The value that `value` is a view of, at the end of the chain.
mlir::Value viewRoot(mlir::Value value);

/// Every user of `value`, of a view or a slice of it that is neither itself; the op in `value`'s
/// block that holds it.
void forEachUser(mlir::Value value, llvm::function_ref<void(mlir::Operation *)> visit);

/// Values from outside that `op` or its regions read, each once, in order.
llvm::SmallVector<mlir::Value> usedValues(mlir::Operation *op);

class Dependences {
public:
  explicit Dependences(mlir::Block &block);

  /// Ops of the block that must come before `op`, views and free ops included; some
  /// perhaps twice.
  void forEachPredecessor(mlir::Operation *op,
                          llvm::function_ref<void(mlir::Operation *)> visit) const;

  /// Reorders the block so that predecessors come first; what is in order stays so. Readers of a
  /// donated tensor that need its update cannot come first and stay behind it: bufferization finds
  /// them.
  void sort();

  /// Donated or carried arguments that a result of `op` goes into.
  void forEachUpdate(mlir::Operation *op,
                     llvm::function_ref<void(mlir::BlockArgument)> visit) const;

  /// The op that overwrites `value`: makes the new value of a donated or carried argument, or a
  /// loop nest in place; null where nobody does.
  mlir::Operation *updateOf(mlir::Value value) const;

  /// True for an init of a loop nest whose buffer the result takes: nobody needs the old value
  /// after the nest.
  bool isInPlace(mlir::OpOperand &init) const { return llvm::is_contained(inPlace, &init); }

private:
  void findInPlace();
  bool isLastUse(mlir::OpOperand &init) const;
  mlir::BlockArgument donorOf(mlir::Value value) const;
  mlir::OpOperand *updaterOf(mlir::Value value) const;
  mlir::Value startOf(mlir::OpOperand &init) const;
  mlir::Value endOf(mlir::OpOperand &init) const;

  mlir::Block &block;
  llvm::DenseMap<unsigned, mlir::BlockArgument> donorOfResult;
  llvm::SmallVector<mlir::OpOperand *> inPlace;
};

} // namespace tcc::detail

#endif
