#include "tcc/Dialect/Exec/Combiner.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

Operation *tcc::exec::combinerOf(linalg::GenericOp op, unsigned result) {
  Block &body = *op.getBody();
  Value held = body.getArgument(op.getNumDpsInputs() + result);
  Operation *combiner = body.getTerminator()->getOperand(result).getDefiningOp();
  if (!combiner || !held.hasOneUse() || *held.user_begin() != combiner ||
      combiner->getNumOperands() != 2)
    return nullptr;
  if (isa<arith::AddFOp, arith::MulFOp>(combiner)) {
    auto flags = cast<arith::ArithFastMathInterface>(combiner).getFastMathFlagsAttr();
    bool mayReorder = arith::bitEnumContainsAll(flags.getValue(), arith::FastMathFlags::reassoc);
    return mayReorder ? combiner : nullptr;
  }
  bool isOne = isa<arith::MaximumFOp, arith::MinimumFOp, arith::AddIOp, arith::MulIOp,
                   arith::MaxSIOp, arith::MaxUIOp, arith::MinSIOp, arith::MinUIOp, arith::AndIOp,
                   arith::OrIOp, arith::XOrIOp>(combiner);
  return isOne ? combiner : nullptr;
}
