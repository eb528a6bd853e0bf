// Walks along an axis: of each op infer, derivative, lowering, in this order. What a running op
// carries on is differentiated as a recurrence, whose cotangents are one in the other direction:
// no division, and time in proportion to the axis.
#include "../Scan.h"
#include "../SplitComplex.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

/// Of each element the one a step before it in the op's direction, `first` where there is none.
template <class OpTy> static Value before(RuleBuilder &g, OpTy op, Value x, double first) {
  return g.shift(x, op.getAxis(), op.getReverse() ? -1 : 1, first);
}
/// The one a step behind it; whatever for the last one.
template <class OpTy> static Value behind(RuleBuilder &g, OpTy op, Value x) {
  return g.shift(x, op.getAxis(), op.getReverse() ? 1 : -1, 0);
}

//===- cumulate -----------------------------------------------------------------------------===//

FailureOr<RankedTensorType> CumulateOp::inferType(const RuleSite &site, Adaptor op) {
  int64_t axis = op.getAxis();
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x) || failed(site.checkAxis("axis", axis, x->getRank())))
    return failure();
  if (op.getReducer() == Reducer::LogSumExp && !isa<FloatType>(x->getElementType()))
    return site.error() << "takes floats to a logsumexp, but its operand is " << *x;
  return *x;
}

namespace {
/// Of one step, the derivatives by what was carried and by the element.
struct StepPartials {
  Value carried, element;
};
} // namespace

/// 1 where x beats y, 1/2 where they are equal.
static Value share(RuleBuilder &g, ComparePredicate beats, Value x, Value y) {
  Value half = g.select(g.compare(ComparePredicate::Eq, x, y), g.full(x, 0.5), g.zero(x));
  return g.select(g.compare(beats, x, y), g.full(x, 1), half);
}

static StepPartials partialsOf(RuleBuilder &g, CumulateOp op) {
  Value x = op.getX(), y = op.getResult();
  switch (op.getReducer()) {
  case Reducer::Sum:
    return {g.full(x, 1), g.full(x, 1)};
  case Reducer::Prod:
    return {x, before(g, op, y, 1)};
  case Reducer::Max: {
    Value carried = share(g, ComparePredicate::Gt, before(g, op, y, -INFINITY), x);
    return {carried, g.sub(1, carried)};
  }
  case Reducer::Min: {
    Value carried = share(g, ComparePredicate::Lt, before(g, op, y, INFINITY), x);
    return {carried, g.sub(1, carried)};
  }
  case Reducer::LogSumExp:
    return {g.exp(g.sub(before(g, op, y, -INFINITY), y)), g.exp(g.sub(x, y))};
  }
  llvm_unreachable("all reducers are named above");
}

SmallVector<Value> CumulateOp::vjp(RuleBuilder &g, ValueRange dy) {
  if (getReducer() == Reducer::Sum)
    return {g.create<CumulateOp>(dy[0], Reducer::Sum, getAxis(), !getReverse())};
  StepPartials partials = partialsOf(g, *this);
  Value carried =
      g.create<RecurrenceOp>(behind(g, *this, partials.carried), dy[0], getAxis(), !getReverse());
  return {g.mul(carried, partials.element)};
}

SmallVector<Value> CumulateOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value()};
  if (getReducer() == Reducer::Sum)
    return {g.create<CumulateOp>(tangents[0], Reducer::Sum, getAxis(), getReverse())};
  StepPartials partials = partialsOf(g, *this);
  return {g.create<RecurrenceOp>(partials.carried, g.mul(partials.element, tangents[0]), getAxis(),
                                 getReverse())};
}

FailureOr<SmallVector<Value>> CumulateOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  Combination combination(getReducer(), type(getX()).getElementType());
  return SmallVector{lowerRun(b, getX(), combination, {int64_t(getAxis()), getReverse()})};
}

// A product by doubling: of 1, 2, 4, ... elements up to each place.
SmallVector<Complex> CumulateOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  if (getReducer() == Reducer::Sum)
    return splitLinear(c, *this, in);
  if (getReducer() != Reducer::Prod || failed(checkStaticShapes(*this)))
    return {};
  Complex product = in[0];
  for (int64_t by = 1; by < type(getX()).getDimSize(getAxis()); by *= 2) {
    int64_t step = getReverse() ? -by : by;
    product = c.mul(product, {c.shift(product.re, getAxis(), step, 1),
                              c.shift(product.im, getAxis(), step, 0)});
  }
  return {product};
}

//===- recurrence ---------------------------------------------------------------------------===//

FailureOr<RankedTensorType> RecurrenceOp::inferType(const RuleSite &site, Adaptor op) {
  int64_t axis = op.getAxis();
  auto a = site.tensor(op.getA(), "first operand"), b = site.tensor(op.getB(), "second operand");
  if (failed(a) || failed(b) || failed(site.checkAxis("axis", axis, a->getRank())))
    return failure();
  if (a->getElementType() != b->getElementType() || failed(verifyCompatibleShape(*a, *b)))
    return (site.error() << "operands must have one type, but are " << *a << " and " << *b)
        .hint("tcc.broadcast repeats a factor that is the same at every step");
  return *a;
}

SmallVector<Value> RecurrenceOp::vjp(RuleBuilder &g, ValueRange dy) {
  Value carried = g.create<RecurrenceOp>(behind(g, *this, getA()), dy[0], getAxis(), !getReverse());
  return {g.mul(carried, before(g, *this, getResult(), 0)), carried};
}

SmallVector<Value> RecurrenceOp::jvp(RuleBuilder &g, ValueRange tangents) {
  Value added = tangents[1];
  if (tangents[0]) {
    Value ofFactor = g.mul(tangents[0], before(g, *this, getResult(), 0));
    added = added ? g.add(added, ofFactor) : ofFactor;
  }
  return {added ? Value(g.create<RecurrenceOp>(getA(), added, getAxis(), getReverse())) : Value()};
}

FailureOr<SmallVector<Value>> RecurrenceOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  Type element = type(getResult()).getElementType(), accumulator = accumulatorType(element);
  auto zero = DenseElementsAttr::get(RankedTensorType::get({}, accumulator),
                                     Attribute(b.getZeroAttr(accumulator)));
  Value result =
      lowerScan(b, {getA(), getB()}, Value(arith::ConstantOp::create(b, zero)),
                {int64_t(getAxis()), getReverse()}, [&](ImplicitLocOpBuilder &b, ValueRange in) {
                  auto wide = [&](Value x) {
                    return element == accumulator ? x : arith::ExtFOp::create(b, accumulator, x);
                  };
                  auto flags = arith::FastMathFlags::contract;
                  Value kept = arith::MulFOp::create(b, wide(in[1]), in[0], flags);
                  return SmallVector<Value>{arith::AddFOp::create(b, kept, wide(in[2]), flags)};
                })[0];
  return SmallVector{b.convertFloats(result, type(getResult()))};
}
