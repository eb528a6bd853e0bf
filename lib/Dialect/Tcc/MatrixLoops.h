// Loops over matrices in buffers: what the lowerings of linear algebra are written in.
#ifndef TCC_LIB_DIALECT_TCC_MATRIXLOOPS_H
#define TCC_LIB_DIALECT_TCC_MATRIXLOOPS_H

#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/RuleBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace tcc::ir {

/// Code on one matrix of each buffer, whose first axis counts the batches.
class MatrixCode {
public:
  MatrixCode(mlir::ImplicitLocOpBuilder &b, mlir::Value batch, mlir::Type element)
      : b(b), batch(batch), element(element), zero(index(0)) {}

  mlir::ImplicitLocOpBuilder &b;
  mlir::Value batch;
  mlir::Type element; // of the matrices that are computed with
  mlir::Value zero;   // the first row or column

  mlir::Value index(int64_t n);
  mlir::Value next(mlir::Value i);
  mlir::Value number(double value);
  mlir::Value load(mlir::Value buffer, mlir::ValueRange place);
  void store(mlir::Value x, mlir::Value buffer, mlir::ValueRange place);
  mlir::Value add(mlir::Value x, mlir::Value y) { return mlir::arith::AddFOp::create(b, x, y); }
  mlir::Value sub(mlir::Value x, mlir::Value y) { return mlir::arith::SubFOp::create(b, x, y); }
  mlir::Value mul(mlir::Value x, mlir::Value y) { return mlir::arith::MulFOp::create(b, x, y); }
  mlir::Value div(mlir::Value x, mlir::Value y) { return mlir::arith::DivFOp::create(b, x, y); }
  mlir::Value compare(mlir::arith::CmpFPredicate how, mlir::Value x, mlir::Value y) {
    return mlir::arith::CmpFOp::create(b, how, x, y);
  }
  mlir::Value compare(mlir::arith::CmpIPredicate how, mlir::Value i, mlir::Value j) {
    return mlir::arith::CmpIOp::create(b, how, i, j);
  }
  mlir::Value select(mlir::Value condition, mlir::Value x, mlir::Value y) {
    return mlir::arith::SelectOp::create(b, condition, x, y);
  }

  /// For i from `first` to below `end`.
  void loop(mlir::Value first, mlir::Value end, llvm::function_ref<void(mlir::Value)> body);
  /// The same, from the last one backwards.
  void loopBack(mlir::Value first, mlir::Value end, llvm::function_ref<void(mlir::Value)> body);
  /// The same, values carried on.
  llvm::SmallVector<mlir::Value>
  fold(mlir::Value first, mlir::Value end, mlir::ValueRange initial,
       llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value, mlir::ValueRange)> body);
  /// The sum of what the body gives.
  mlir::Value sum(mlir::Value first, mlir::Value end,
                  llvm::function_ref<mlir::Value(mlir::Value)> body);
  void when(mlir::Value condition, llvm::function_ref<void()> body);
  /// target[row, j] += factor * source[other, j] for j in [first, end).
  void addRow(mlir::Value target, mlir::Value row, mlir::Value factor, mlir::Value source,
              mlir::Value other, mlir::Value first, mlir::Value end);
  /// Rows i and j change places.
  void swapRows(mlir::Value buffer, mlir::Value i, mlir::Value j, mlir::Value columns);
};

/// A nest over matrices: buffers of the inputs, the outputs, then scratch, each [batches, ...].
struct MatrixNest {
  llvm::StringRef label;
  llvm::SmallVector<mlir::Value> inputs, outputs; // tensors whose first axes are batches
  int64_t batchRank = 0;
  llvm::SmallVector<llvm::SmallVector<int64_t>> scratch = {}; // shapes of one batch each
  int64_t parts = 1;                                          // tasks of one batch

  /// The results, shaped as the outputs. The body is asked once, for a batch and a part of it.
  llvm::SmallVector<mlir::Value>
  emit(LinalgBuilder &b,
       llvm::function_ref<void(MatrixCode &, mlir::Value part, mlir::ValueRange)> body) const;
};

/// What other tcc ops compute from the same operands, each lowered in turn.
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
lowerParts(mlir::OpBuilder &b, mlir::Operation *op,
           llvm::function_ref<llvm::SmallVector<mlir::Value>(RuleBuilder &)> build);

/// The last two axes exchanged.
mlir::Value transposeMatrices(LinalgBuilder &b, mlir::Value x);

} // namespace tcc::ir

#endif
