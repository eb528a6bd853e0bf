// Verifiers of chlo.
#include "Assembly.h"
#include "Check.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::chlo;
using tcc::stablehlo::siteOf;
using tcc::stablehlo::tensorOf;

//===- broadcasts ----------------------------------------------------------------------------===//

/// NumPy's rule, from the last axis on.
static LogicalResult checkBroadcast(Operation *op, ValueRange operands, Value result) {
  ArrayRef<int64_t> to = tensorOf(result).getShape();
  for (Value operand : operands) {
    ArrayRef<int64_t> from = tensorOf(operand).getShape();
    bool fits = from.size() <= to.size();
    for (size_t i = 1; fits && i <= from.size(); ++i)
      fits = from[from.size() - i] == 1 ||
             stablehlo::mayEqual(from[from.size() - i], to[to.size() - i]);
    if (!fits)
      return siteOf(op).error() << operand.getType() << " does not broadcast to "
                                << result.getType();
  }
  return success();
}

LogicalResult chlo::checkBinary(Operation *op, std::optional<ArrayRef<int64_t>> dimensions) {
  Value lhs = op->getOperand(0), rhs = op->getOperand(1), result = op->getResult(0);
  if (tensorOf(lhs).getElementType() != tensorOf(rhs).getElementType())
    return siteOf(op).error() << "operands differ in element type: " << lhs.getType() << " and "
                              << rhs.getType();
  if (!dimensions)
    return checkBroadcast(op, op->getOperands(), result);
  RankedTensorType small = tensorOf(lhs), large = tensorOf(rhs);
  if (small.getRank() > large.getRank())
    std::swap(small, large);
  if (failed(stablehlo::checkCount(op, "broadcast_dimensions", dimensions->size(),
                                   size_t(small.getRank()))) ||
      failed(siteOf(op).checkAxes("broadcast_dimensions", *dimensions, large.getRank())))
    return failure();
  RankedTensorType to = tensorOf(result);
  if (to.getRank() != large.getRank())
    return siteOf(op).error() << "must be of rank " << large.getRank() << ", but is " << to;
  for (auto [extent, axis] : llvm::zip_equal(small.getShape(), *dimensions))
    if (extent != 1 && !stablehlo::mayEqual(extent, to.getDimSize(axis)))
      return siteOf(op).error() << small << " does not broadcast to " << to;
  for (auto [from, extent] : llvm::zip_equal(large.getShape(), to.getShape()))
    if (from != 1 && !stablehlo::mayEqual(from, extent))
      return siteOf(op).error() << large << " does not broadcast to " << to;
  return success();
}

LogicalResult BroadcastSelectOp::verify() {
  if (tensorOf(getOnTrue()).getElementType() != tensorOf(getOnFalse()).getElementType() ||
      tensorOf(getOnTrue()).getElementType() != tensorOf(getResult()).getElementType())
    return siteOf(*this).error() << "operands and result differ in element type";
  return checkBroadcast(*this, getOperands(), getResult());
}

//===- the others ----------------------------------------------------------------------------===//

ParseResult ConstantOp::parse(OpAsmParser &p, OperationState &state) {
  return stablehlo::parseElements(p, state);
}

void ConstantOp::print(OpAsmPrinter &p) {
  p.printOptionalAttrDict((*this)->getAttrs(), {"value"});
  p << ' ' << getValue();
}

LogicalResult ConstantOp::verify() {
  if (stablehlo::mayEqualTypes(getValue().getType(), getOutput().getType()))
    return success();
  return siteOf(*this).error() << "holds " << getValue().getType() << ", but is written as "
                               << getOutput().getType();
}

LogicalResult ConstantLikeOp::verify() {
  if (getValue().getType() == tensorOf(getResult()).getElementType())
    return success();
  return siteOf(*this).error() << "holds " << getValue().getType() << ", but is written as "
                               << getResult().getType();
}

LogicalResult TopKOp::verify() {
  RankedTensorType operand = tensorOf(getOperand());
  auto k = int64_t(getK());
  if (operand.getRank() == 0 || k < 0 ||
      (!operand.isDynamicDim(unsigned(operand.getRank() - 1)) && k > operand.getShape().back()))
    return siteOf(*this).error() << "cannot take " << k << " elements along the last axis of "
                                 << operand;
  SmallVector<int64_t> shape(operand.getShape());
  shape.back() = k;
  if (failed(stablehlo::checkResult(*this, getValues(), shape, operand.getElementType())))
    return failure();
  return stablehlo::checkResult(*this, getIndices(), shape,
                                tensorOf(getIndices()).getElementType());
}

LogicalResult ScanOp::verify() {
  size_t outputs = getNumResults() - std::min<size_t>(getNumResults(), getInits().size());
  auto axis = int64_t(getDimension());
  SmallVector<Type> arguments, yielded;
  auto slice = [&](Value value) -> FailureOr<Type> {
    RankedTensorType type = tensorOf(value);
    if (failed(siteOf(*this).checkAxis("dimension", axis, type.getRank())))
      return failure();
    SmallVector<int64_t> shape(type.getShape());
    shape.erase(shape.begin() + axis);
    return Type(type.clone(shape));
  };
  for (Value input : getInputs()) {
    FailureOr<Type> type = slice(input);
    if (failed(type))
      return failure();
    arguments.push_back(*type);
  }
  for (Value output : getResults().take_front(outputs)) {
    FailureOr<Type> type = slice(output);
    if (failed(type))
      return failure();
    yielded.push_back(*type);
  }
  llvm::append_range(arguments, getInits().getTypes());
  llvm::append_range(yielded, getInits().getTypes());
  if (!stablehlo::mayEqualTypes(getResults().drop_front(outputs).getTypes(), getInits().getTypes()))
    return siteOf(*this).error() << "carries " << getInits().getTypes() << ", but gives "
                                 << getResults().drop_front(outputs).getTypes();
  return stablehlo::checkRegion(*this, "the body", getBody(), arguments, yielded);
}

LogicalResult RaggedDotOp::verify() {
  auto axes = getRaggedDotDimensionNumbers();
  int64_t left = tensorOf(getLhs()).getRank(), right = tensorOf(getRhs()).getRank();
  auto check = [&](StringRef name, ArrayRef<int64_t> first, ArrayRef<int64_t> second,
                   int64_t rank) {
    SmallVector<int64_t> all(first);
    llvm::append_range(all, second);
    return siteOf(*this).checkAxes(name, all, rank);
  };
  if (failed(check("lhs axes", axes.getLhsBatchingDimensions(), axes.getLhsContractingDimensions(),
                   left)) ||
      failed(check("rhs axes", axes.getRhsBatchingDimensions(), axes.getRhsContractingDimensions(),
                   right)) ||
      failed(check("rhs axes", axes.getRhsContractingDimensions(), axes.getRhsGroupDimensions(),
                   right)))
    return failure();
  return stablehlo::checkCount(*this, "lhs_ragged_dimensions", axes.getLhsRaggedDimensions().size(),
                               1);
}
