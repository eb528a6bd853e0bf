// Verifiers of elementwise ops, where traits do not say it all.
#include "Check.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::stablehlo;

/// The float type of a complex number's parts; a float type itself.
static Type partOf(Type type) {
  auto complex = dyn_cast<ComplexType>(type);
  return complex ? complex.getElementType() : type;
}

template <class OpTy> static LogicalResult checkParts(OpTy op) {
  return checkResult(op, op.getResult(), tensorOf(op.getOperand()).getShape(),
                     partOf(tensorOf(op.getOperand()).getElementType()));
}

LogicalResult AbsOp::verify() { return checkParts(*this); }
LogicalResult RealOp::verify() { return checkParts(*this); }
LogicalResult ImagOp::verify() { return checkParts(*this); }

LogicalResult ComplexOp::verify() {
  return checkResult(*this, getResult(), tensorOf(getLhs()).getShape(),
                     ComplexType::get(tensorOf(getLhs()).getElementType()));
}

LogicalResult CompareOp::verify() {
  auto type = getCompareType();
  Type element = tensorOf(getLhs()).getElementType();
  if (!type || *type == ComparisonType::NOTYPE)
    return success();
  bool isFloat = isa<FloatType, ComplexType>(element);
  bool asFloat = *type == ComparisonType::FLOAT || *type == ComparisonType::TOTALORDER;
  if (isFloat == asFloat)
    return success();
  return siteOf(*this).error() << "elements of type " << element << " cannot be compared as "
                               << stringifyComparisonType(*type);
}

LogicalResult SelectOp::verify() {
  RankedTensorType pred = tensorOf(getPred()), onTrue = tensorOf(getOnTrue());
  if (pred.getRank() != 0 && !mayEqual(pred.getShape(), onTrue.getShape()))
    return siteOf(*this).error() << "the condition must be of rank 0 or of the operands' shape, "
                                 << ir::shapeText(onTrue.getShape()) << ", but is " << pred;
  if (!mayEqualTypes(getOnTrue().getType(), getOnFalse().getType()))
    return siteOf(*this).error() << "operands differ in type: " << onTrue << " and "
                                 << getOnFalse().getType();
  return checkResult(*this, getResult(), onTrue.getShape(), onTrue.getElementType());
}

LogicalResult ClampOp::verify() {
  ArrayRef<int64_t> shape = tensorOf(getOperand()).getShape();
  for (Value bound : {getMin(), getMax()})
    if (tensorOf(bound).getRank() != 0 && !mayEqual(tensorOf(bound).getShape(), shape))
      return siteOf(*this).error() << "a bound must be of rank 0 or of the operand's shape, "
                                   << ir::shapeText(shape) << ", but is " << bound.getType();
  return checkResult(*this, getResult(), shape, tensorOf(getOperand()).getElementType());
}

LogicalResult ReducePrecisionOp::verify() {
  if (int32_t(getExponentBits()) < 1)
    return siteOf(*this).error() << "needs an exponent of 1 bit or more, got "
                                 << int32_t(getExponentBits());
  if (int32_t(getMantissaBits()) < 0)
    return siteOf(*this).error() << "needs a mantissa of 0 bits or more, got "
                                 << int32_t(getMantissaBits());
  return success();
}

static int64_t bitsOf(Type element) {
  auto complex = dyn_cast<ComplexType>(element);
  return complex ? 2 * complex.getElementType().getIntOrFloatBitWidth()
                 : element.getIntOrFloatBitWidth();
}

/// Elements of another width stand in a last axis of their own.
LogicalResult BitcastConvertOp::verify() {
  RankedTensorType from = tensorOf(getOperand()), to = tensorOf(getResult());
  int64_t fromBits = bitsOf(from.getElementType()), toBits = bitsOf(to.getElementType());
  if (fromBits < toBits) {
    std::swap(from, to);
    std::swap(fromBits, toBits);
  }
  SmallVector<int64_t> shape(from.getShape());
  if (fromBits % toBits)
    return siteOf(*this).error() << "elements of " << fromBits << " bits are no whole number of "
                                 << toBits;
  if (fromBits != toBits)
    shape.push_back(fromBits / toBits);
  if (mayEqual(shape, to.getShape()))
    return success();
  return siteOf(*this).error() << "bits of " << getOperand().getType() << " do not fit "
                               << getResult().getType();
}

LogicalResult MapOp::verify() {
  if (getInputs().empty())
    return siteOf(*this).error() << "needs an input";
  RankedTensorType first = tensorOf(getInputs()[0]);
  for (Value input : getInputs())
    if (!mayEqual(tensorOf(input).getShape(), first.getShape()))
      return siteOf(*this).error()
             << "inputs differ in shape: " << first << " and " << input.getType();
  if (!llvm::equal(getDimensions(), llvm::seq<int64_t>(0, first.getRank())))
    return siteOf(*this).error() << "dimensions must be all axes in order, but are "
                                 << ir::shapeText(getDimensions());
  SmallVector<Type> scalars =
      llvm::map_to_vector(getInputs(), [](Value v) -> Type { return scalarOf(v); });
  if (failed(checkRegion(*this, "the body", getComputation(), scalars, scalarOf(getResult()))))
    return failure();
  return checkResult(*this, getResult(), first.getShape(), tensorOf(getResult()).getElementType());
}
