#include "Contractions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tcc::detail;

static bool isMultiplyAdd(Operation *multiply, Operation *add) {
  return (isa<arith::MulFOp>(multiply) && isa<arith::AddFOp>(add)) ||
         (isa<arith::MulIOp>(multiply) && isa<arith::AddIOp>(add));
}

bool tcc::detail::isContraction(linalg::GenericOp op) {
  if (linalg::isaContractionOpInterface(cast<linalg::LinalgOp>(op.getOperation())))
    return true;
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 || op.getNumReductionLoops() == 0)
    return false;
  AffineMap result = op.getIndexingMapsArray()[2];
  return result.isProjectedPermutation() && result.getNumResults() == op.getNumParallelLoops() &&
         linalg::detail::isContractionBody(*op.getBody(), isMultiplyAdd);
}

bool tcc::detail::reusesFactor(linalg::GenericOp op) {
  if (!isContraction(op))
    return false;
  auto maps = op.getIndexingMapsArray();
  return llvm::any_of(llvm::enumerate(op.getIteratorTypesArray()), [&](auto loop) {
    return linalg::isParallelIterator(loop.value()) &&
           maps[0].isFunctionOfDim(loop.index()) != maps[1].isFunctionOfDim(loop.index());
  });
}
