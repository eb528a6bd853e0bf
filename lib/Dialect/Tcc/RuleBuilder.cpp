// Elementwise ops for rules. Each op is folded as it is made, so that the identities are those of
// the ops' own folders.
#include "tcc/Dialect/Tcc/RuleBuilder.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

using namespace mlir;
using namespace tcc::ir;

Value RuleBuilder::add(Value x, Value y) { return b.createOrFold<AddOp>(loc, x, y); }
Value RuleBuilder::sub(Value x, Value y) { return b.createOrFold<SubOp>(loc, x, y); }
Value RuleBuilder::mul(Value x, Value y) { return b.createOrFold<MulOp>(loc, x, y); }
Value RuleBuilder::div(Value x, Value y) { return b.createOrFold<DivOp>(loc, x, y); }
Value RuleBuilder::max(Value x, Value y) { return b.createOrFold<MaxOp>(loc, x, y); }
Value RuleBuilder::pow(Value x, Value y) { return b.createOrFold<PowOp>(loc, x, y); }
Value RuleBuilder::neg(Value x) { return b.createOrFold<NegOp>(loc, x); }
Value RuleBuilder::exp(Value x) { return b.createOrFold<ExpOp>(loc, x); }
Value RuleBuilder::log(Value x) { return b.createOrFold<LogOp>(loc, x); }
Value RuleBuilder::log1p(Value x) { return b.createOrFold<Log1pOp>(loc, x); }
Value RuleBuilder::sqrt(Value x) { return b.createOrFold<SqrtOp>(loc, x); }
Value RuleBuilder::tanh(Value x) { return b.createOrFold<TanhOp>(loc, x); }
Value RuleBuilder::sigmoid(Value x) { return b.createOrFold<SigmoidOp>(loc, x); }
Value RuleBuilder::abs(Value x) { return b.createOrFold<AbsOp>(loc, x); }
Value RuleBuilder::sign(Value x) { return b.createOrFold<SignOp>(loc, x); }

Value RuleBuilder::compare(ComparePredicate predicate, Value x, Value y) {
  return b.createOrFold<CompareOp>(loc, x, y, predicate);
}

Value RuleBuilder::select(Value condition, Value ifTrue, Value ifFalse) {
  return b.createOrFold<SelectOp>(loc, condition, ifTrue, ifFalse);
}

Value RuleBuilder::convert(Value x, Type elementType) {
  return b.createOrFold<ConvertOp>(loc, x, elementType);
}

static DenseElementsAttr splat(RankedTensorType type, double c) {
  if (auto complexType = dyn_cast<ComplexType>(type.getElementType())) {
    auto part = [&](double c) {
      return FloatAttr::get(complexType.getElementType(), c).getValue();
    };
    return DenseElementsAttr::get(type, std::complex<APFloat>(part(c), part(0)));
  }
  if (auto floatType = dyn_cast<FloatType>(type.getElementType()))
    return DenseElementsAttr::get(type, FloatAttr::get(floatType, c).getValue());
  unsigned width = type.getElementTypeBitWidth();
  return DenseElementsAttr::get(
      type, APInt(width, uint64_t(int64_t(c)), /*isSigned=*/false, /*implicitTrunc=*/true));
}

Value RuleBuilder::scalar(Value like, double c) {
  return create<ConstantOp>(splat(RankedTensorType::get({}, type(like).getElementType()), c));
}

Value RuleBuilder::full(Value like, double c) {
  if (type(like).hasStaticShape())
    return create<ConstantOp>(splat(type(like), c));
  // Only the value knows its symbolic sizes: choosing between it and c, always c, has its shape.
  auto never = RankedTensorType::get({}, b.getI1Type());
  return select(create<ConstantOp>(DenseElementsAttr::get(never, false)), like, scalar(like, c));
}
