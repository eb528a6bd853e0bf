// What was brought together, what was not, and why: kept for --explain, read by nobody else.
#ifndef TCC_LIB_KERNELS_DECISIONS_H
#define TCC_LIB_KERNELS_DECISIONS_H

#include "tcc/Dialect/Exec/ExecDialect.h"

namespace tcc::detail {

class DecisionLog {
public:
  /// `value` goes from `producer` to `consumer`; what is not moved is its bytes, written and read
  /// (`kept`: read only).
  void together(mlir::Operation *producer, mlir::Operation *consumer, mlir::Value value,
                llvm::StringRef why, bool kept = false, int64_t again = 0);
  void apart(mlir::Operation *producer, mlir::Operation *consumer, mlir::Value value,
             llvm::StringRef why);
  /// Takes over another log's, of a choice that stands.
  void append(const DecisionLog &other) { decisions.append(other.decisions); }
  /// Adds them to the function's.
  void store(mlir::Operation *function) const;

private:
  llvm::SmallVector<mlir::Attribute> decisions;
};

} // namespace tcc::detail

#endif
