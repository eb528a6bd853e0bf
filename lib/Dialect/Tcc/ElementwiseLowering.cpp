// Elementwise ops as one linalg.generic each, and the scalar code of those that take more than one
// arith or math op.
#include "Elementwise.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace tcc::ir;

//===- scalar code --------------------------------------------------------------------------===//

Value ScalarBuilder::constant(Type type, double value) {
  if (isa<FloatType>(type))
    return arith::ConstantOp::create(*this, getFloatAttr(type, value));
  return integer(cast<IntegerType>(type),
                 APInt(type.getIntOrFloatBitWidth(), uint64_t(int64_t(value)), /*isSigned=*/false,
                       /*implicitTrunc=*/true));
}

Value ScalarBuilder::integer(IntegerType type, const APInt &value) {
  return castSign(
      *this, arith::ConstantOp::create(*this, getIntegerAttr(computedType(type), value)), type);
}

static bool isNarrow(Type type) {
  return isa<FloatType>(type) && type.getIntOrFloatBitWidth() < 32;
}

// Without flags, so that no rounding is optimised away: the same bits, whatever is fused.
Value ScalarBuilder::inWideFloats(ValueRange in, ScalarBody body) {
  Type narrow;
  SmallVector<Value> wide(in);
  for (Value &x : wide)
    if (isNarrow(x.getType())) {
      narrow = x.getType();
      x = createOrFold<arith::ExtFOp>(getF32Type(), x);
    }
  Value result = body(*this, wide);
  return narrow && isFloat(result) ? Value(arith::TruncFOp::create(*this, narrow, result)) : result;
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

Value ScalarBuilder::compare(ComparePredicate predicate, Value a, Value b, bool total) {
  if (isFloat(a) && total) { // -1 is the greatest negative number and belongs to the least NaN
    auto key = [&](Value x) {
      Value bits = bitsOf(x);
      auto type = cast<IntegerType>(bits.getType());
      Value most = integer(type, APInt::getSignedMaxValue(type.getWidth()));
      Value isNegative = compare(ComparePredicate::Lt, bits, like(bits, 0));
      return create<arith::SelectOp>(isNegative, create<arith::XOrIOp>(bits, most), bits);
    };
    return compare(predicate, key(a), key(b));
  }
  if (isFloat(a))
    return arith::CmpFOp::create(*this, floatPredicate(predicate), a, b);
  bool isSigned = !isUnsigned(a) && !a.getType().isInteger(1);
  return create<arith::CmpIOp>(intPredicate(predicate, isSigned), a, b);
}

Value ScalarBuilder::maximum(Value a, Value b) {
  return ordered<arith::MaximumFOp, arith::MaxSIOp, arith::MaxUIOp>(a, b);
}

Value ScalarBuilder::minimum(Value a, Value b) {
  return ordered<arith::MinimumFOp, arith::MinSIOp, arith::MinUIOp>(a, b);
}

Value ScalarBuilder::negated(Value x) {
  return isFloat(x) ? create<arith::NegFOp>(x) : create<arith::SubIOp>(like(x, 0), x);
}

Value ScalarBuilder::magnitude(Value x) {
  return isUnsigned(x) ? x : number<math::AbsFOp, math::AbsIOp>(x);
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
  Value isZero = compare(ComparePredicate::Eq, b, like(b, 0));
  if (isUnsigned(a)) {
    Value divisor = create<arith::SelectOp>(isZero, like(b, 1), b);
    return create<arith::SelectOp>(isZero, like(a, -1), create<arith::DivUIOp>(a, divisor));
  }
  auto least = APInt::getSignedMinValue(a.getType().getIntOrFloatBitWidth());
  Value overflows = create<arith::AndIOp>(
      compare(ComparePredicate::Eq, a, integer(cast<IntegerType>(a.getType()), least)),
      compare(ComparePredicate::Eq, b, like(b, -1)));
  Value divisor = create<arith::SelectOp>(create<arith::OrIOp>(isZero, overflows), like(b, 1), b);
  return create<arith::SelectOp>(isZero, like(a, -1), create<arith::DivSIOp>(a, divisor));
}

// Small whole exponents are products: as exact as pow, and many times as fast.
Value ScalarBuilder::power(Value a, Value b) {
  if (!isFloat(a))
    return wholePower(a, b);
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
  return minimum(maximum(x, low), high);
}

// f64 -> f32 with a last bit that is odd where anything is lost: rounding once more, to a half, is
// then as good as rounding once.
Value ScalarBuilder::roundToOdd(Value x) {
  Value nearest = arith::TruncFOp::create(*this, getF32Type(), x);
  Value back = arith::ExtFOp::create(*this, getF64Type(), nearest);
  Value bits = create<arith::BitcastOp>(getI32Type(), nearest);
  Value one = like(bits, 1);
  Value isEven = compare(ComparePredicate::Eq, create<arith::AndIOp>(bits, one), like(bits, 0));
  Value differs = arith::CmpFOp::create(*this, arith::CmpFPredicate::ONE, back, x);
  Value isBeyond = compare(ComparePredicate::Gt, magnitude(back), magnitude(x));
  Value step = create<arith::SelectOp>(isBeyond, like(bits, -1), one);
  Value odd = create<arith::BitcastOp>(getF32Type(), create<arith::AddIOp>(bits, step));
  return create<arith::SelectOp>(create<arith::AndIOp>(isEven, differs), odd, nearest);
}

// No library of ours makes halves of f64, nor one kind of halves of the other: by way of f32.
// Without flags, so that no rounding is optimised away.
Value ScalarBuilder::convertFloat(Value x, FloatType to) {
  unsigned from = x.getType().getIntOrFloatBitWidth();
  if (from == to.getWidth()) // f16 and bf16
    x = arith::ExtFOp::create(*this, getF32Type(), x);
  else if (from < to.getWidth())
    return arith::ExtFOp::create(*this, to, x);
  else if (from == 64 && to.getWidth() == 16)
    x = roundToOdd(x);
  return arith::TruncFOp::create(*this, to, x);
}

// arith.fptosi is undefined for what does not fit.
Value ScalarBuilder::saturated(Value x, IntegerType to) {
  bool isSigned = !to.isUnsigned();
  unsigned width = to.getWidth();
  Type bits = computedType(to);
  double limit = std::ldexp(1.0, width - isSigned);
  Value isAbove = compare(ComparePredicate::Ge, x, like(x, limit));
  Value isBelow = compare(ComparePredicate::Le, x, like(x, isSigned ? -limit : 0));
  Value isNumber = compare(ComparePredicate::Eq, x, x);
  Value fits = create<arith::AndIOp>(
      isNumber, create<arith::XOrIOp>(create<arith::OrIOp>(isAbove, isBelow), like(isNumber, 1)));
  Value safe = create<arith::SelectOp>(fits, x, like(x, 0));
  Value inside =
      isSigned ? create<arith::FPToSIOp>(bits, safe) : create<arith::FPToUIOp>(bits, safe);
  APInt least = isSigned ? APInt::getSignedMinValue(width) : APInt::getZero(width);
  APInt most = isSigned ? APInt::getSignedMaxValue(width) : APInt::getMaxValue(width);
  inside = castSign(*this, inside, to);
  return create<arith::SelectOp>(isAbove, integer(to, most),
                                 create<arith::SelectOp>(isBelow, integer(to, least), inside));
}

Value ScalarBuilder::convertInteger(Value x, IntegerType to) {
  unsigned from = x.getType().getIntOrFloatBitWidth();
  Type bits = computedType(to);
  Value result = computed(x);
  if (from > to.getWidth())
    result = arith::TruncIOp::create(*this, bits, result);
  else if (from < to.getWidth() && (from == 1 || isUnsigned(x)))
    result = arith::ExtUIOp::create(*this, bits, result);
  else if (from < to.getWidth())
    result = arith::ExtSIOp::create(*this, bits, result);
  return castSign(*this, result, to);
}

Value ScalarBuilder::convert(Value x, Type to) {
  if (x.getType() == to)
    return x;
  if (isSmallFloat(x.getType()))
    return convert(fromSmallFloat(x), to);
  if (isSmallFloat(to)) { // integers by way of f64, which holds nearly all of them
    Value number = isFloat(x) ? x : convert(x, getF64Type());
    bool isWide = number.getType().isF64();
    return toSmallFloat(isWide ? roundToOdd(number) : convert(number, getF32Type()),
                        cast<FloatType>(to));
  }
  if (to.isInteger(1))
    return compare(ComparePredicate::Ne, x, like(x, 0));
  if (isFloat(x) && isa<FloatType>(to))
    return convertFloat(x, cast<FloatType>(to));
  if (isFloat(x))
    return saturated(isNarrow(x.getType()) ? convertFloat(x, getF32Type()) : x,
                     cast<IntegerType>(to));
  if (!isa<FloatType>(to))
    return convertInteger(x, cast<IntegerType>(to));
  if (x.getType().isInteger(1) || isUnsigned(x))
    return create<arith::UIToFPOp>(to, x);
  return create<arith::SIToFPOp>(to, x);
}

//===- lowering -----------------------------------------------------------------------------===//

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

Value tcc::ir::lowerScalar(OpBuilder &b, Operation *op, ValueRange elements, bool isExact,
                           ScalarBody body) {
  ScalarBuilder s(op->getLoc(), b);
  SmallVector<Value> in;
  for (auto [element, operand] : llvm::zip_equal(elements, op->getOperands()))
    in.push_back(castSign(s, element, getElementTypeOrSelf(operand)));
  Value result = isExact ? body(s, in) : s.inWideFloats(in, body);
  return castSign(s, result, computedType(result.getType()));
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
Value ConvertOp::lowerElement(OpBuilder &b, ValueRange elements) {
  return lowerScalar(b, *this, elements, /*isExact=*/true, [&](ScalarBuilder &s, ValueRange in) {
    return s.convert(in[0], getType().getElementType());
  });
}

FailureOr<SmallVector<Value>> ConstantOp::lower(OpBuilder &b) {
  return SmallVector<Value>{arith::ConstantOp::create(b, getLoc(), cast<TypedAttr>(getValue()))};
}
Value ConstantOp::lowerElement(OpBuilder &b, ValueRange) {
  return arith::ConstantOp::create(b, getLoc(), splatOf(getResult()));
}
