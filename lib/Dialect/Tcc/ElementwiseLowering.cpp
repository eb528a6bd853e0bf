// Elementwise ops as one linalg.generic each, and the scalar code of those that take more than one
// arith or math op.
#include "Elementwise.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tcc::ir;

//===- scalar code --------------------------------------------------------------------------===//

Value ScalarBuilder::constant(Type type, double value) {
  if (isa<FloatType>(type))
    return arith::ConstantOp::create(*this, getFloatAttr(type, value));
  APInt bits(type.getIntOrFloatBitWidth(), uint64_t(int64_t(value)), /*isSigned=*/false,
             /*implicitTrunc=*/true);
  return arith::ConstantOp::create(*this, getIntegerAttr(type, bits));
}

static arith::CmpFPredicate floatPredicate(ComparePredicate predicate) {
  switch (predicate) {
  case ComparePredicate::Eq:
    return arith::CmpFPredicate::OEQ;
  case ComparePredicate::Ne:
    return arith::CmpFPredicate::UNE;
  case ComparePredicate::Lt:
    return arith::CmpFPredicate::OLT;
  case ComparePredicate::Le:
    return arith::CmpFPredicate::OLE;
  case ComparePredicate::Gt:
    return arith::CmpFPredicate::OGT;
  case ComparePredicate::Ge:
    return arith::CmpFPredicate::OGE;
  }
  llvm_unreachable("all predicates are named above");
}

// True is 1: as a signed bit it would be -1, below false.
static arith::CmpIPredicate intPredicate(ComparePredicate predicate, bool isSigned) {
  switch (predicate) {
  case ComparePredicate::Eq:
    return arith::CmpIPredicate::eq;
  case ComparePredicate::Ne:
    return arith::CmpIPredicate::ne;
  case ComparePredicate::Lt:
    return isSigned ? arith::CmpIPredicate::slt : arith::CmpIPredicate::ult;
  case ComparePredicate::Le:
    return isSigned ? arith::CmpIPredicate::sle : arith::CmpIPredicate::ule;
  case ComparePredicate::Gt:
    return isSigned ? arith::CmpIPredicate::sgt : arith::CmpIPredicate::ugt;
  case ComparePredicate::Ge:
    return isSigned ? arith::CmpIPredicate::sge : arith::CmpIPredicate::uge;
  }
  llvm_unreachable("all predicates are named above");
}

Value ScalarBuilder::compare(ComparePredicate predicate, Value a, Value b) {
  if (isFloat(a))
    return arith::CmpFOp::create(*this, floatPredicate(predicate), a, b);
  return arith::CmpIOp::create(*this, intPredicate(predicate, !a.getType().isInteger(1)), a, b);
}

Value ScalarBuilder::negated(Value x) {
  return isFloat(x) ? create<arith::NegFOp>(x) : create<arith::SubIOp>(like(x, 0), x);
}

// What is neither above nor below nought is its own sign: 0, -0, NaN.
Value ScalarBuilder::sign(Value x) {
  Value zero = like(x, 0);
  Value rest = create<arith::SelectOp>(compare(ComparePredicate::Lt, x, zero), like(x, -1), x);
  return create<arith::SelectOp>(compare(ComparePredicate::Gt, x, zero), like(x, 1), rest);
}

// arith.divsi is undefined at x / 0 and at the least number / -1: both divide by 1 instead, and the
// former becomes -1.
Value ScalarBuilder::quotient(Value a, Value b) {
  if (isFloat(a))
    return create<arith::DivFOp>(a, b);
  auto least = APInt::getSignedMinValue(a.getType().getIntOrFloatBitWidth());
  Value minimum = arith::ConstantOp::create(*this, getIntegerAttr(a.getType(), least));
  Value isZero = compare(ComparePredicate::Eq, b, like(b, 0));
  Value overflows = create<arith::AndIOp>(compare(ComparePredicate::Eq, a, minimum),
                                          compare(ComparePredicate::Eq, b, like(b, -1)));
  Value divisor = create<arith::SelectOp>(create<arith::OrIOp>(isZero, overflows), like(b, 1), b);
  return create<arith::SelectOp>(isZero, like(a, -1), create<arith::DivSIOp>(a, divisor));
}

// Small whole exponents are products: as exact as pow, and many times as fast.
Value ScalarBuilder::power(Value a, Value b) {
  APFloat exponent(0.0);
  if (matchPattern(b, m_ConstantFloat(&exponent))) {
    if (exponent.isExactlyValue(2))
      return create<arith::MulFOp>(a, a);
    if (exponent.isExactlyValue(-1))
      return create<arith::DivFOp>(like(a, 1), a);
  }
  return create<math::PowFOp>(a, b);
}

// Stable at both ends: exp overflows to infinity, whose inverse is 0.
Value ScalarBuilder::logistic(Value x) {
  Value one = like(x, 1);
  return create<arith::DivFOp>(one, create<arith::AddFOp>(one, create<math::ExpOp>(negated(x))));
}

Value ScalarBuilder::clamp(Value x, Value low, Value high) {
  return number<arith::MinimumFOp, arith::MinSIOp>(
      number<arith::MaximumFOp, arith::MaxSIOp>(x, low), high);
}

static Value convertFloat(ScalarBuilder &s, Value x, FloatType to) {
  unsigned from = x.getType().getIntOrFloatBitWidth();
  if (from < to.getWidth())
    return s.create<arith::ExtFOp>(to, x);
  // By way of f32: one step would call a function that no library of ours has. Without flags, so
  // that the two steps stay two.
  if (from == 64 && to.getWidth() == 16)
    x = arith::TruncFOp::create(s, s.getF32Type(), x);
  if (from > to.getWidth())
    return s.create<arith::TruncFOp>(to, x);
  return s.create<arith::TruncFOp>(to, s.create<arith::ExtFOp>(s.getF32Type(), x)); // f16 and bf16
}

// arith.fptosi is undefined for what does not fit.
Value ScalarBuilder::saturated(Value x, IntegerType to) {
  double limit = std::ldexp(1.0, to.getWidth() - 1);
  auto integer = [&](const APInt &value) -> Value {
    return arith::ConstantOp::create(*this, getIntegerAttr(to, value));
  };
  Value isAbove = compare(ComparePredicate::Ge, x, like(x, limit));
  Value isBelow = compare(ComparePredicate::Le, x, like(x, -limit)); // -infinity in f16
  Value isNumber = compare(ComparePredicate::Eq, x, x);
  Value fits = create<arith::AndIOp>(
      isNumber, create<arith::XOrIOp>(create<arith::OrIOp>(isAbove, isBelow), like(isNumber, 1)));
  Value inside = create<arith::FPToSIOp>(to, create<arith::SelectOp>(fits, x, like(x, 0)));
  Value notAbove =
      create<arith::SelectOp>(isBelow, integer(APInt::getSignedMinValue(to.getWidth())), inside);
  return create<arith::SelectOp>(isAbove, integer(APInt::getSignedMaxValue(to.getWidth())),
                                 notAbove);
}

Value ScalarBuilder::convert(Value x, Type to) {
  if (x.getType() == to)
    return x;
  if (to.isInteger(1))
    return compare(ComparePredicate::Ne, x, like(x, 0));
  unsigned from = x.getType().getIntOrFloatBitWidth();
  if (auto floatType = dyn_cast<FloatType>(to)) {
    if (isFloat(x))
      return convertFloat(*this, x, floatType);
    return from == 1 ? create<arith::UIToFPOp>(to, x) : create<arith::SIToFPOp>(to, x);
  }
  auto intType = cast<IntegerType>(to);
  if (isFloat(x))
    return saturated(x, intType);
  if (from > intType.getWidth())
    return create<arith::TruncIOp>(to, x);
  return from == 1 ? create<arith::ExtUIOp>(to, x) : create<arith::ExtSIOp>(to, x);
}

//===- lowering -----------------------------------------------------------------------------===//

// The one number that fills x.
static TypedAttr splatOf(Value x) {
  DenseElementsAttr elements;
  if (!matchPattern(x, m_Constant(&elements)) || !elements.isSplat())
    return {};
  return elements.getSplatValue<TypedAttr>();
}

// The operand without the dimensions that broadcast, and the result's dimensions that index the
// others.
static Indexed alignedTo(LinalgBuilder &b, Value operand, RankedTensorType result) {
  auto type = cast<RankedTensorType>(operand.getType());
  int64_t missing = result.getRank() - type.getRank();
  SmallVector<int64_t> repeated, loops;
  for (int64_t axis = 0; axis < type.getRank(); ++axis)
    if (type.getDimSize(axis) == result.getDimSize(axis + missing))
      loops.push_back(axis + missing);
    else
      repeated.push_back(axis);
  return {b.dropUnitAxes(operand, repeated), b.project(result.getRank(), loops)};
}

FailureOr<SmallVector<Value>> tcc::ir::lowerElementwise(OpBuilder &builder, ScalarCode op) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  LinalgBuilder b(builder, op->getLoc());
  SmallVector<Indexed> operands;
  SmallVector<TypedAttr> splats;
  for (Value operand : op->getOperands()) {
    splats.push_back(splatOf(operand));
    if (!splats.back())
      operands.push_back(alignedTo(b, operand, type));
  }
  auto emit = [&](ImplicitLocOpBuilder &inner, ValueRange in) -> Value {
    SmallVector<Value> elements;
    for (TypedAttr splat : splats) {
      elements.push_back(splat ? Value(arith::ConstantOp::create(inner, splat)) : in.front());
      in = splat ? in : in.drop_front();
    }
    return op.lowerElement(inner, elements);
  };
  return SmallVector<Value>{b.parallel(operands, type, emit)};
}

FailureOr<SmallVector<Value>> ConvertOp::lower(OpBuilder &b) { return lowerElementwise(b, *this); }
Value ConvertOp::lowerElement(OpBuilder &b, ValueRange in) {
  return ScalarBuilder(getLoc(), b).convert(in[0], getType().getElementType());
}

FailureOr<SmallVector<Value>> ConstantOp::lower(OpBuilder &b) {
  return SmallVector<Value>{arith::ConstantOp::create(b, getLoc(), cast<TypedAttr>(getValue()))};
}
Value ConstantOp::lowerElement(OpBuilder &b, ValueRange) {
  return arith::ConstantOp::create(b, getLoc(), splatOf(getResult()));
}
