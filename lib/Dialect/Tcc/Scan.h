// A walk along an axis that gives what it has at each step, as one linalg.generic: the loop over
// the axis is a reduction, into a row that is carried along and into the result.
#ifndef TCC_LIB_DIALECT_TCC_SCAN_H
#define TCC_LIB_DIALECT_TCC_SCAN_H

#include "Combination.h"

namespace tcc::ir {

struct ScanAxis {
  int64_t axis;
  bool isReverse;
};

/// Computes what is carried on from what was carried and the next element of each input, in this
/// order.
using ScanBody = ElementsBody;

/// For each of `starts` (tensors of rank 0) what was carried at each step, of the inputs' shape.
llvm::SmallVector<mlir::Value> lowerScan(LinalgBuilder &b, llvm::ArrayRef<mlir::Value> inputs,
                                         llvm::ArrayRef<mlir::Value> starts, ScanAxis along,
                                         ScanBody body);
/// The running combination of x, in x's type.
mlir::Value lowerRun(LinalgBuilder &b, mlir::Value x, const Combination &combination,
                     ScanAxis along);

} // namespace tcc::ir

#endif
