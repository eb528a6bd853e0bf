// What a contraction kernel computes, in numbers: axes with roles, and operands as base + strides
// over them. Any layout, transposition, batch or convolution is only another set of strides.
#ifndef TCC_TARGET_CPU_CONTRACTION_H
#define TCC_TARGET_CPU_CONTRACTION_H

#include "tcc/Target/CPU/KernelCodegen.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tcc::cpu {

/// What an axis runs over: whole products, rows (in the scalar operand only), columns (in the
/// vector operand only), or the sum.
enum class Role { Batch, M, N, K };

struct Axis {
  int64_t extent;
  Role role;
};

/// A buffer whose element for an index vector is offset + sum(strides[axis] * index[axis]); or a
/// scalar value.
struct Operand {
  mlir::Value memref;
  mlir::Type element;
  int64_t offset = 0;
  llvm::SmallVector<int64_t> strides; // one per axis, in elements
  /// Of a factor of a narrower type than the sum's: the op that makes its elements the sum's.
  mlir::Operation *widening = nullptr;

  bool isBuffer() const { return llvm::isa<mlir::MemRefType>(memref.getType()); }
};

/// The value indexed by `map`, which must be linear in the loops; fails for a buffer that vectors
/// cannot be moved from.
mlir::FailureOr<Operand> linearOperand(mlir::Value value, mlir::AffineMap map);

/// Terms of the sum exist only where 0 <= sum(steps[axis] * index[axis]) - low < extent: beyond an
/// image's border they would be zeros.
struct Border {
  llvm::SmallVector<int64_t> steps; // one per axis
  int64_t low = 0, extent = 0;
};

/// An elementwise op after the sum. It is evaluated on registers.
struct Stage {
  mlir::linalg::LinalgOp op;
  llvm::SmallVector<int> operands; // into Contraction::operands, in the op's order
};

/// stores = epilogue(initial + sum over K of scalar * vector, ...)
struct Contraction {
  mlir::linalg::LinalgOp op;
  llvm::SmallVector<Axis> axes;
  llvm::SmallVector<Operand> operands;
  int scalar = 0; // broadcast along n (or read along it, where n is a batch axis: depthwise)
  int vector = 1; // read as vectors along n
  int sum = 2;
  int partial = 2;       // holds the sum between two blocks of K
  bool zeroInit = false; // the sum starts at zero, else at what its buffer holds
  llvm::SmallVector<Border> borders;
  llvm::SmallVector<Stage> epilogue;
  llvm::SmallVector<int>
      stores; // operands that must be in memory afterwards; the last is the main result

  int n = -1, m = -1, k = -1; // axes of the register tile and of the innermost sum
  llvm::SmallVector<int> outer, outerRows, outerSums; // the others: around everything, rows, sums

  int64_t extent(int axis) const { return axes[axis].extent; }
  const Operand &scalarOperand() const { return operands[scalar]; }
  const Operand &vectorOperand() const { return operands[vector]; }
  const Operand &result() const { return operands[stores.back()]; }
  /// All rows, and all terms of a sum, of one product.
  int64_t rows() const;
  int64_t depth() const;
  /// How many times the register tile's plane is repeated.
  int64_t repeats() const;

  /// Both sides vary along the vectors: each column is a product of its own.
  bool isDepthwise() const { return scalarOperand().strides[n] != 0; }
  /// Depthwise, and every border moves with one row axis and one sum axis; where it moves with the
  /// tile's rows, then with the innermost sum.
  bool canSlide() const;
  /// No border moves with the tile or the innermost sum: bounds of the other sums, or none of their
  /// steps, are all that borders come to.
  bool canLeaveOut() const;
  /// Where on an axis borders that move with another one as well cut nothing off: [first, second).
  /// Rows whose terms along k all exist, say.
  std::pair<int64_t, int64_t> wholeRange(int axis, int other) const;

  /// Drops axes of extent 1 and merges neighbours that every operand walks as one.
  void collapseAxes();
  /// Chooses the sides, the tile's axes and the order of the others.
  void chooseAxes();
  /// Computes the transposed product: vectors run along what were rows.
  void transpose();

private:
  void swapSides();
  int addUnitAxis(Role role);
  void eraseAxis(int axis);
  bool areOne(int outerAxis, int innerAxis) const;
};

/// Terms of the sum that the CPU multiplies and adds at a time: one, two or four. Floats are
/// rounded once then.
int64_t termsTogether(const Contraction &contraction, const CpuTarget &target);

/// Whether they are bytes with signs, which the instruction wants moved.
bool movesSigns(const Contraction &contraction, const CpuTarget &target);

/// Whether a factor's terms are words in memory as they are.
bool liesTogether(const Contraction &contraction, const Operand &factor, const CpuTarget &target);

/// Whether rows of the vectors' side can be made pairs where they are used.
bool pairsInRegisters(const Contraction &contraction);

/// Reads a kernel's body as a contraction with an elementwise epilogue; fails, silently, on
/// anything else. Arguments from `firstPrivate` on are nobody else's.
mlir::FailureOr<Contraction> analyseContraction(mlir::Region &body, int64_t firstPrivate);

} // namespace tcc::cpu

#endif
