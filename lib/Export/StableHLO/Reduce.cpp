// Reductions over axes: those with a name become the general one.
#include "Reducers.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/ScalarRegion.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;
using ir::ComparePredicate;

//===- named combinations --------------------------------------------------------------------===//

TypedAttr exporter::extremeOf(Type element, bool isLargest) {
  OpBuilder b(element.getContext());
  if (auto type = dyn_cast<FloatType>(element)) {
    const llvm::fltSemantics &semantics = type.getFloatSemantics();
    bool hasInfinity = APFloat::semanticsHasInf(semantics);
    return b.getFloatAttr(type, hasInfinity ? APFloat::getInf(semantics, !isLargest)
                                            : APFloat::getLargest(semantics, !isLargest));
  }
  unsigned width = element.getIntOrFloatBitWidth();
  bool isUnsigned = element.isUnsignedInteger() || width == 1;
  APInt most = isUnsigned ? APInt::getMaxValue(width) : APInt::getSignedMaxValue(width);
  APInt least = isUnsigned ? APInt::getMinValue(width) : APInt::getSignedMinValue(width);
  return b.getIntegerAttr(element, isLargest ? most : least);
}

Value exporter::identity(Site &s, Kind kind, Value like) {
  auto extreme = [&](bool isLargest) {
    Type element = elementOf(like);
    return splat(s, RankedTensorType::get({}, element), extremeOf(element, isLargest));
  };
  switch (kind) {
  case Kind::Sum:
  case Kind::Or:
  case Kind::Xor:
    return s.scalar(like, 0);
  case Kind::Product:
    return s.scalar(like, 1);
  case Kind::And:
    return s.scalar(like, -1);
  case Kind::Max:
  case Kind::LogSumExp:
    return extreme(/*isLargest=*/false);
  case Kind::Min:
    return extreme(/*isLargest=*/true);
  }
  llvm_unreachable("all kinds are named above");
}

// log(exp(x) + exp(y)) from the greater one; where the difference is no number, of equal infinities
// and of NaN, the sum is the answer.
static Value logSumExp(ir::RuleBuilder &g, Value x, Value y) {
  Value difference = g.sub(x, y);
  Value stable = g.add(g.max(x, y), g.log1p(g.exp(g.neg(g.abs(difference)))));
  return g.select(g.compare(ComparePredicate::Eq, difference, difference), stable, g.add(x, y));
}

Value exporter::combine(ir::RuleBuilder &g, Kind kind, Value x, Value y) {
  switch (kind) {
  case Kind::Sum:
    return g.add(x, y);
  case Kind::Product:
    return g.mul(x, y);
  case Kind::Max:
    return g.max(x, y);
  case Kind::Min:
    return g.create<ir::MinOp>(x, y);
  case Kind::And:
    return g.create<ir::AndOp>(x, y);
  case Kind::Or:
    return g.create<ir::OrOp>(x, y);
  case Kind::Xor:
    return g.create<ir::XorOp>(x, y);
  case Kind::LogSumExp:
    return logSumExp(g, x, y);
  }
  llvm_unreachable("all kinds are named above");
}

Value exporter::accumulated(Site &s, Kind kind, Value x, function_ref<Value(Value)> reduce) {
  bool rounds = kind == Kind::Sum || kind == Kind::Product || kind == Kind::LogSumExp;
  Type element = elementOf(x);
  Type wide = rounds ? ir::accumulatorType(element) : element;
  return s.convert(reduce(s.convert(x, wide)), element);
}

void exporter::buildCombination(Site &s, Kind kind, Region &region, Value x) {
  ir::buildScalarRegion(s, region, {x.getType(), x.getType()},
                        [&](ir::RuleBuilder &g, ValueRange in) -> SmallVector<Value> {
                          return {combine(g, kind, in[0], in[1])};
                        });
}

//===- reductions ----------------------------------------------------------------------------===//

template <class OpTy, Kind kind> static Values exportNamed(Site &s, OpTy op) {
  Value result = accumulated(s, kind, op.getX(), [&](Value x) -> Value {
    Value start = identity(s, kind, x);
    auto reduction = s.create<ir::ReduceOp>(ValueRange(x), ValueRange(start), op.getAxes());
    buildCombination(s, kind, reduction.getBody(), x);
    return reduction.getResult(0);
  });
  return one(s.reshape(result, s.resultType().getShape())); // axes may be kept
}

static Values exportReduce(Site &s, ir::ReduceOp op) {
  auto reduction = s.create<stablehlo::ReduceOp>(op.getResultTypes(), op.getInputs(), op.getInits(),
                                                 op.getAxes());
  if (failed(s.take(op.getBody(), reduction.getBody())))
    return failure();
  return SmallVector<Value>(reduction.getResults());
}

/// Of two elements with their places the better one; NaN is better than all else, and of equals
/// that with the lower place.
static SmallVector<Value> better(ir::RuleBuilder &g, ComparePredicate beats, ValueRange in) {
  auto isNan = [&](Value x) { return g.compare(ComparePredicate::Ne, x, x); };
  Value x = in[0], place = in[1], y = in[2], otherPlace = in[3];
  Value wins = g.compare(beats, x, y), ties = g.compare(ComparePredicate::Eq, x, y);
  if (isa<FloatType>(elementOf(x))) {
    wins = g.create<ir::OrOp>(wins,
                              g.create<ir::AndOp>(isNan(x), g.compare(ComparePredicate::Eq, y, y)));
    ties = g.create<ir::OrOp>(ties, g.create<ir::AndOp>(isNan(x), isNan(y)));
  }
  Value isFirst = g.compare(ComparePredicate::Lt, place, otherPlace);
  Value keeps = g.create<ir::OrOp>(wins, g.create<ir::AndOp>(ties, isFirst));
  return {g.select(keeps, x, y), g.select(keeps, place, otherPlace)};
}

template <class OpTy, ComparePredicate beats> static Values exportArgument(Site &s, OpTy op) {
  Value x = op.getX();
  Type index = s.resultType().getElementType();
  auto axis = int64_t(op.getAxis());
  Value places = s.create<ir::IotaOp>(index, Site::type(x).getShape(), axis);
  Value worst = splat(s, RankedTensorType::get({}, elementOf(x)),
                      extremeOf(elementOf(x), beats == ComparePredicate::Lt));
  Value inputs[] = {x, places}, inits[] = {worst, s.scalar(places, 0)};
  auto reduction =
      s.create<ir::ReduceOp>(ValueRange(inputs), ValueRange(inits), ArrayRef<int64_t>{axis});
  SmallVector<Type> elements{x.getType(), places.getType(), x.getType(), places.getType()};
  ir::buildScalarRegion(s, reduction.getBody(), elements,
                        [](ir::RuleBuilder &g, ValueRange in) { return better(g, beats, in); });
  return one(reduction.getResult(1));
}

void exporter::addReduceRules(Rules &rules) {
  rules.add<ir::ReduceSumOp>(exportNamed<ir::ReduceSumOp, Kind::Sum>);
  rules.add<ir::ReduceProdOp>(exportNamed<ir::ReduceProdOp, Kind::Product>);
  rules.add<ir::ReduceMaxOp>(exportNamed<ir::ReduceMaxOp, Kind::Max>);
  rules.add<ir::ReduceMinOp>(exportNamed<ir::ReduceMinOp, Kind::Min>);
  rules.add<ir::ReduceAndOp>(exportNamed<ir::ReduceAndOp, Kind::And>);
  rules.add<ir::ReduceOrOp>(exportNamed<ir::ReduceOrOp, Kind::Or>);
  rules.add<ir::ReduceXorOp>(exportNamed<ir::ReduceXorOp, Kind::Xor>);
  rules.add<ir::ReduceOp>(exportReduce);
  rules.add<ir::ArgmaxOp>(exportArgument<ir::ArgmaxOp, ComparePredicate::Gt>);
  rules.add<ir::ArgminOp>(exportArgument<ir::ArgminOp, ComparePredicate::Lt>);
}
