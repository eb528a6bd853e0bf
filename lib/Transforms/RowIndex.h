// What integers a loop over rows computes from the number of the row.
#ifndef TCC_LIB_TRANSFORMS_ROWINDEX_H
#define TCC_LIB_TRANSFORMS_ROWINDEX_H

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace tcc::detail {

/// The integer step * row + first.
struct RowIndex {
  int64_t step, first;

  int64_t at(int64_t row) const { return step * row + first; }
  bool operator==(const RowIndex &other) const = default;
};

/// The integer in each of so many rows.
mlir::Value rowNumbers(ir::RuleBuilder &g, RowIndex index, int64_t rows, mlir::Type element);

/// The number that an element's bits are; none where 64 bits do not hold it.
std::optional<int64_t> numberOf(const llvm::APInt &bits, mlir::Type element);

/// Whether the type holds the number: what does not fit wraps.
bool holds(mlir::Type element, int64_t number);

/// The values of a scan's rounds as functions of the row that a round runs over, in which nothing
/// wraps for any row.
class RowIndices {
public:
  explicit RowIndices(ir::ScanOp scan) : scan(scan), length(scan.getLength()) {}

  /// An integer that all elements of a value that the body sees are; none if that is not known.
  std::optional<RowIndex> of(mlir::Value value) { return find(value, /*isStack=*/false, 0); }
  /// The same of a value outside that has an element for each row.
  std::optional<RowIndex> ofStack(mlir::Value value) { return find(value, /*isStack=*/true, 0); }

private:
  std::optional<RowIndex> find(mlir::Value value, bool isStack, unsigned depth);
  std::optional<RowIndex> compute(mlir::Value value, bool isStack, unsigned depth);
  std::optional<RowIndex> ofArgument(mlir::BlockArgument argument, unsigned depth);
  std::optional<RowIndex> ofSelect(ir::SelectOp select, bool isStack, unsigned depth);
  std::optional<bool> always(mlir::Value condition, bool isStack, unsigned depth);
  std::optional<RowIndex> checked(mlir::Type type, RowIndex index);

  ir::ScanOp scan;
  int64_t length;
  llvm::DenseMap<mlir::Value, std::optional<RowIndex>> known, knownStacks;
};

} // namespace tcc::detail

#endif
