// Control flow: of each op verify, infer, derivative, lower, in this order.
#include "tcc/Dialect/Tcc/TccDialect.h"

using namespace mlir;
using namespace tcc::ir;

//===- yield --------------------------------------------------------------------------------===//

LogicalResult YieldOp::verify() {
  Operation *holder = (*this)->getParentOp();
  if (isa_and_present<TccDialect>(holder->getDialect()))
    return success();
  auto error = emitOpError() << "ends a region of a tcc op, but stands in '" << holder->getName()
                             << "'";
  if (holder->hasTrait<OpTrait::IsIsolatedFromAbove>())
    error.attachNote() << "hint: a function ends with return";
  return error;
}
