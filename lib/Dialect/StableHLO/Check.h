// What the verifiers of several ops ask. Each answers failure after an error.
#ifndef TCC_LIB_DIALECT_STABLEHLO_CHECK_H
#define TCC_LIB_DIALECT_STABLEHLO_CHECK_H

#include "tcc/Dialect/StableHLO/StableHLODialect.h"
#include "tcc/Dialect/Tcc/RuleSite.h"

namespace tcc::stablehlo {

inline ir::RuleSite siteOf(mlir::Operation *op) {
  return {op->getLoc(), op->getName().getStringRef()};
}

/// The types of values, all of which ODS has found to be ranked tensors.
inline mlir::RankedTensorType tensorOf(mlir::Value value) {
  return mlir::cast<mlir::RankedTensorType>(value.getType());
}

/// A result of this shape (symbolic extents fit any) and element type.
mlir::LogicalResult checkResult(mlir::Operation *op, mlir::Value result,
                                llvm::ArrayRef<int64_t> shape, mlir::Type element);
/// Extents that may be equal.
bool mayEqual(int64_t a, int64_t b);
bool mayEqual(llvm::ArrayRef<int64_t> a, llvm::ArrayRef<int64_t> b);
/// As many as `wanted`.
mlir::LogicalResult checkCount(mlir::Operation *op, llvm::StringRef name, size_t count,
                               size_t wanted);
/// A tensor of rank 0.
mlir::LogicalResult checkScalar(mlir::Operation *op, llvm::StringRef name, mlir::Value value);
/// One block that takes `arguments` and ends in stablehlo.return of `results`; null types fit any
/// tensor of the same shape.
mlir::LogicalResult checkRegion(mlir::Operation *op, llvm::StringRef name, mlir::Region &region,
                                mlir::TypeRange arguments, mlir::TypeRange results);
/// Types that differ in symbolic extents alone.
bool mayEqualTypes(mlir::TypeRange a, mlir::TypeRange b);
/// tensor<T> for a tensor of T.
mlir::RankedTensorType scalarOf(mlir::Value value);
/// The result's elements hold all numbers that those of the values do.
mlir::LogicalResult checkPromotion(mlir::Operation *op, mlir::ValueRange values,
                                   mlir::Value result);
/// The body of a reduction: 2N scalars to N, of the elements' types or, where promoted, the
/// results'.
mlir::LogicalResult checkReducer(mlir::Operation *op, mlir::Region &body, mlir::ValueRange inputs,
                                 mlir::ValueRange initial, mlir::ValueRange results);

/// A window that slides along every axis; what is left out is 1 or 0.
struct Window {
  llvm::SmallVector<int64_t> size, stride, baseDilation, windowDilation, low, high;
  llvm::SmallVector<bool> reversed;

  /// Fails, after an error, where a count or a value is wrong.
  static mlir::FailureOr<Window> get(mlir::Operation *op, llvm::ArrayRef<int64_t> size,
                                     mlir::DenseI64ArrayAttr stride,
                                     mlir::DenseI64ArrayAttr baseDilation,
                                     mlir::DenseI64ArrayAttr windowDilation,
                                     mlir::DenseIntElementsAttr padding);
  /// The number of places along an axis of extent `extent`; symbolic stays so.
  int64_t places(unsigned axis, int64_t extent) const;
};

} // namespace tcc::stablehlo

#endif
