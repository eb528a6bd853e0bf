// What a gather and a scatter share: windows of an operand that begin where index vectors say.
#ifndef TCC_LIB_DIALECT_TCC_WINDOWS_H
#define TCC_LIB_DIALECT_TCC_WINDOWS_H

#include "tcc/Dialect/Tcc/IndexDims.h"
#include "tcc/Dialect/Tcc/RuleSite.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tcc::ir {

class Windows {
public:
  Windows(IndexDims dims, mlir::RankedTensorType operand, mlir::RankedTensorType indices,
          llvm::ArrayRef<int64_t> sizes)
      : dims(std::move(dims)), operand(operand), indices(indices), sizes(sizes) {}

  /// All attributes fit the operand and the indices.
  llvm::LogicalResult verify(const RuleSite &site) const;
  /// The shape of the tensor that holds all windows; `dims.window` is checked against it.
  llvm::FailureOr<llvm::SmallVector<int64_t>> denseShape(const RuleSite &site) const;

  /// One index vector for each position in this shape.
  llvm::SmallVector<int64_t> batchShape() const;
  /// The operand's axes that windows extend along, and how far.
  llvm::SmallVector<int64_t> windowAxes() const;
  llvm::SmallVector<int64_t> windowShape() const;
  /// A position of the dense tensor in two parts, and together again.
  llvm::SmallVector<mlir::Value> batchPart(mlir::ValueRange dense) const;
  llvm::SmallVector<mlir::Value> windowPart(mlir::ValueRange dense) const;
  llvm::SmallVector<mlir::Value> join(mlir::ValueRange batch, mlir::ValueRange window) const;

  /// Where a window begins, by operand axis (null: at 0).
  struct Start {
    llvm::SmallVector<mlir::Value> position;
    mlir::Value isInside; // the whole window; null: always
  };
  using Load = llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &, mlir::ValueRange)>;
  /// The start that the index vector at `batch` gives; `load` reads the indices tensor. It is
  /// clamped so that the window lies inside; with `check` it says whether that was needed.
  Start startAt(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange batch, bool check, Load load) const;
  /// A position of the operand.
  llvm::SmallVector<mlir::Value> locate(mlir::ImplicitLocOpBuilder &b, const Start &start,
                                        mlir::ValueRange window) const;

  const IndexDims dims;
  const mlir::RankedTensorType operand, indices;
  const llvm::SmallVector<int64_t> sizes; // of a window, by operand axis
};

} // namespace tcc::ir

#endif
