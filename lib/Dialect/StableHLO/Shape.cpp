// Verifiers of ops that make, move and repeat elements.
#include "Assembly.h"
#include "Check.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::stablehlo;
using tcc::ir::shapeText;

//===- constant, iota ------------------------------------------------------------------------===//

ParseResult ConstantOp::parse(OpAsmParser &p, OperationState &state) {
  return parseElements(p, state);
}

void ConstantOp::print(OpAsmPrinter &p) {
  p.printOptionalAttrDict((*this)->getAttrs(), {"value"});
  p << ' ' << getValue();
}

LogicalResult ConstantOp::verify() {
  if (mayEqualTypes(getValue().getType(), getOutput().getType()))
    return success();
  return siteOf(*this).error() << "holds " << getValue().getType() << ", but is written as "
                               << getOutput().getType();
}

LogicalResult IotaOp::verify() {
  return siteOf(*this).checkAxis("dimension", int64_t(getIotaDimension()),
                                 tensorOf(getOutput()).getRank());
}

/// A shape given as a value: one number for each axis of the result.
static LogicalResult checkShapeOperand(Operation *op, StringRef name, Value shape, Value like) {
  RankedTensorType type = tensorOf(shape);
  if (type.getRank() == 1 && mayEqual(type.getDimSize(0), tensorOf(like).getRank()))
    return success();
  return siteOf(op).error() << name << " must have one number for each of "
                            << tensorOf(like).getRank() << " axes, but is " << type;
}

LogicalResult DynamicIotaOp::verify() {
  if (failed(checkShapeOperand(*this, "the shape", getOutputShape(), getOutput())))
    return failure();
  return siteOf(*this).checkAxis("dimension", int64_t(getIotaDimension()),
                                 tensorOf(getOutput()).getRank());
}

//===- broadcasts ----------------------------------------------------------------------------===//

LogicalResult BroadcastOp::verify() {
  RankedTensorType operand = tensorOf(getOperand());
  if (failed(siteOf(*this).checkShape(getBroadcastSizes())))
    return failure();
  SmallVector<int64_t> shape(getBroadcastSizes());
  llvm::append_range(shape, operand.getShape());
  return checkResult(*this, getResult(), shape, operand.getElementType());
}

static LogicalResult checkBroadcast(Operation *op, RankedTensorType operand,
                                    RankedTensorType result, ArrayRef<int64_t> dimensions) {
  if (failed(checkCount(op, "dimensions", dimensions.size(), size_t(operand.getRank()))) ||
      failed(siteOf(op).checkAxes("dimensions", dimensions, result.getRank())))
    return failure();
  for (auto [extent, axis] : llvm::zip_equal(operand.getShape(), dimensions))
    if (extent != 1 && !mayEqual(extent, result.getDimSize(axis)))
      return siteOf(op).error() << "extent " << extent << " does not stretch to "
                                << result.getDimSize(axis) << " (axis " << axis << " of " << result
                                << ")";
  if (operand.getElementType() != result.getElementType())
    return siteOf(op).error() << "cannot turn " << operand << " into " << result;
  return success();
}

LogicalResult BroadcastInDimOp::verify() {
  return checkBroadcast(*this, tensorOf(getOperand()), tensorOf(getResult()),
                        getBroadcastDimensions());
}

LogicalResult DynamicBroadcastInDimOp::verify() {
  if (failed(checkShapeOperand(*this, "the shape", getOutputDimensions(), getResult())))
    return failure();
  return checkBroadcast(*this, tensorOf(getOperand()), tensorOf(getResult()),
                        getBroadcastDimensions());
}

//===- the same elements in another order ----------------------------------------------------===//

static LogicalResult checkReshape(Operation *op, RankedTensorType from, RankedTensorType to) {
  bool known = from.hasStaticShape() && to.hasStaticShape();
  if (from.getElementType() == to.getElementType() &&
      (!known || (ir::countElements(from.getShape()) == ir::countElements(to.getShape()) &&
                  ir::countElements(from.getShape()))))
    return success();
  return siteOf(op).error() << "cannot turn " << from << " into " << to;
}

LogicalResult ReshapeOp::verify() {
  return checkReshape(*this, tensorOf(getOperand()), tensorOf(getResult()));
}

LogicalResult DynamicReshapeOp::verify() {
  if (failed(checkShapeOperand(*this, "the shape", getOutputShape(), getResult())))
    return failure();
  return checkReshape(*this, tensorOf(getOperand()), tensorOf(getResult()));
}

LogicalResult TransposeOp::verify() {
  RankedTensorType operand = tensorOf(getOperand());
  if (failed(checkCount(*this, "dims", getPermutation().size(), size_t(operand.getRank()))) ||
      failed(siteOf(*this).checkAxes("dims", getPermutation(), operand.getRank())))
    return failure();
  auto shape =
      llvm::map_to_vector(getPermutation(), [&](int64_t axis) { return operand.getDimSize(axis); });
  return checkResult(*this, getResult(), shape, operand.getElementType());
}

LogicalResult ReverseOp::verify() {
  return siteOf(*this).checkAxes("dims", getDimensions(), tensorOf(getOperand()).getRank());
}

LogicalResult ConcatenateOp::verify() {
  if (getInputs().empty())
    return siteOf(*this).error() << "needs an input";
  RankedTensorType first = tensorOf(getInputs()[0]);
  auto axis = int64_t(getDimension());
  if (failed(siteOf(*this).checkAxis("dim", axis, first.getRank())))
    return failure();
  SmallVector<int64_t> shape(first.getShape()), wanted;
  shape[axis] = 0;
  for (Value input : getInputs()) {
    wanted.assign(shape);
    if (tensorOf(input).getRank() == first.getRank())
      wanted[axis] = tensorOf(input).getDimSize(axis);
    if (!mayEqual(tensorOf(input).getShape(), wanted) ||
        tensorOf(input).getElementType() != first.getElementType())
      return siteOf(*this).error()
             << "inputs differ beside axis " << axis << ": " << first << " and " << input.getType();
  }
  for (Value input : getInputs()) {
    int64_t extent = tensorOf(input).getDimSize(axis), &sum = shape[axis];
    if (ShapedType::isDynamic(extent) || ShapedType::isDynamic(sum))
      sum = ShapedType::kDynamic;
    else if (llvm::AddOverflow(sum, extent, sum))
      return siteOf(*this).error() << "is larger than any memory";
  }
  return checkResult(*this, getResult(), shape, first.getElementType());
}

LogicalResult SliceOp::verify() {
  RankedTensorType operand = tensorOf(getOperand());
  auto rank = operand.getRank();
  auto site = siteOf(*this);
  if (failed(site.checkPerAxis("start indices", getStartIndices(), rank, 0)) ||
      failed(site.checkPerAxis("limit indices", getLimitIndices(), rank, 0)) ||
      failed(site.checkPerAxis("strides", getStrides(), rank, 1)))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t axis = 0; axis < rank; ++axis) {
    int64_t start = getStartIndices()[axis], limit = getLimitIndices()[axis];
    int64_t extent = operand.getDimSize(axis);
    if (start > limit || (!ShapedType::isDynamic(extent) && limit > extent))
      return site.error() << "[" << start << ":" << limit << "] does not lie in axis " << axis
                          << " of " << operand;
    shape.push_back(llvm::divideCeil(limit - start, getStrides()[axis]));
  }
  return checkResult(*this, getResult(), shape, operand.getElementType());
}

LogicalResult PadOp::verify() {
  RankedTensorType operand = tensorOf(getOperand());
  auto rank = operand.getRank();
  constexpr int64_t least = -(int64_t(1) << 48);
  auto site = siteOf(*this);
  if (failed(checkScalar(*this, "padding value", getPaddingValue())) ||
      failed(site.checkPerAxis("low", getEdgePaddingLow(), rank, least)) ||
      failed(site.checkPerAxis("high", getEdgePaddingHigh(), rank, least)) ||
      failed(site.checkPerAxis("interior", getInteriorPadding(), rank, 0)))
    return failure();
  if (tensorOf(getPaddingValue()).getElementType() != operand.getElementType())
    return site.error() << "cannot pad " << operand << " with " << getPaddingValue().getType();
  SmallVector<int64_t> shape;
  for (int64_t axis = 0; axis < rank; ++axis) {
    int64_t extent = operand.getDimSize(axis);
    if (!ShapedType::isDynamic(extent)) {
      __int128 padded = __int128(std::max<int64_t>(extent - 1, 0)) * getInteriorPadding()[axis] +
                        extent + getEdgePaddingLow()[axis] + getEdgePaddingHigh()[axis];
      if (padded < 0 || padded > INT64_MAX)
        return site.error() << "leaves no extent of axis " << axis << " of " << operand;
      extent = int64_t(padded);
    }
    shape.push_back(extent);
  }
  return checkResult(*this, getResult(), shape, operand.getElementType());
}

LogicalResult DynamicPadOp::verify() {
  for (Value amounts : {getEdgePaddingLow(), getEdgePaddingHigh(), getInteriorPadding()})
    if (failed(checkShapeOperand(*this, "padding", amounts, getOperand())))
      return failure();
  return checkScalar(*this, "padding value", getPaddingValue());
}

//===- sizes ---------------------------------------------------------------------------------===//

LogicalResult GetDimensionSizeOp::verify() {
  if (failed(checkScalar(*this, "the result", getResult())))
    return failure();
  return siteOf(*this).checkAxis("dim", int64_t(getDimension()), tensorOf(getOperand()).getRank());
}

LogicalResult SetDimensionSizeOp::verify() {
  if (failed(checkScalar(*this, "the size", getSize())))
    return failure();
  return siteOf(*this).checkAxis("dim", int64_t(getDimension()), tensorOf(getOperand()).getRank());
}
