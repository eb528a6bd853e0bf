// Reductions: one element after the other, in row-major order; sums of floats in double precision.
#include "Rules.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

using Combine = llvm::function_ref<Element(const Element &, const Element &)>;

/// Folds the axes with `combine` from `start`, without rounding in between.
static Literal reduced(RankedTensorType type, const Literal &x, ArrayRef<int64_t> axes,
                       bool keepdims, Element start, Combine combine) {
  Literal result(type);
  std::vector<Element> folded(size_t(result.size()), start);
  Position target;
  forEach(x.shape(), [&](const Position &position, int64_t i) {
    target.clear();
    for (auto [axis, coordinate] : llvm::enumerate(position)) {
      bool isFolded = llvm::is_contained(axes, int64_t(axis));
      if (keepdims || !isFolded)
        target.push_back(isFolded ? 0 : coordinate);
    }
    Element &place = folded[size_t(linearIndex(type.getShape(), target))];
    place = combine(place, x[i]);
  });
  for (int64_t i = 0; i < result.size(); ++i)
    result.set(i, folded[size_t(i)]);
  return result;
}

template <class OpTy, class Start, class Function>
static void addReduction(Rules &rules, Start start, Function combine) {
  rules.add<OpTy>([=](OpTy op, const Literals &in) {
    return reduced(resultType(op), in[0], op.getAxes(), op.getKeepdims(),
                   start(in[0].elementType()), combine);
  });
}

static Element leastOf(Type type) {
  if (isa<FloatType>(type))
    return {-std::numeric_limits<double>::infinity(), 0};
  bool isUnsigned = type.isUnsignedInteger() || type.isInteger(1);
  return {0, isUnsigned ? WideInt(0) : -(WideInt(1) << (type.getIntOrFloatBitWidth() - 1))};
}
static Element greatestOf(Type type) {
  if (isa<FloatType>(type))
    return {std::numeric_limits<double>::infinity(), 0};
  bool isUnsigned = type.isUnsignedInteger() || type.isInteger(1);
  return {0, (WideInt(1) << (type.getIntOrFloatBitWidth() - (isUnsigned ? 0 : 1))) - 1};
}

static double greater(double a, double b) { return std::isnan(a) || a >= b ? a : b; }
static double lesser(double a, double b) { return std::isnan(a) || a <= b ? a : b; }

static Literal meanOf(ReduceMeanOp op, const Literal &x) {
  auto type = resultType(op);
  double count = double(x.size()) / double(type.getNumElements());
  if (x.size() == 0)
    count = 0;
  auto f64 = type.clone(Float64Type::get(op.getContext()));
  Literal sums =
      reduced(f64, x, op.getAxes(), op.getKeepdims(), {},
              [](const Element &a, const Element &b) { return Element{a.real + b.real}; });
  Literal result(type);
  for (int64_t i = 0; i < result.size(); ++i)
    result.set(i, {sums[i].real / count, 0});
  return result;
}

// The first of the best; a NaN beats every number.
template <class OpTy> static Literal placeOfBest(OpTy op, const Literal &x, int sign) {
  int64_t axis = op.getAxis();
  return generate(resultType(op), [&](const Position &position) {
    Position source(position);
    source.insert(source.begin() + axis, 0);
    int64_t best = 0;
    for (int64_t i = 0; i < x.shape()[axis]; ++i) {
      source[axis] = i;
      const Element &candidate = x[linearIndex(x.shape(), source)];
      source[axis] = best;
      const Element &champion = x[linearIndex(x.shape(), source)];
      bool beats = x.isFloat() ? !std::isnan(champion.real) &&
                                     !(sign * candidate.real <= sign * champion.real)
                               : sign * candidate.integer > sign * champion.integer;
      if (beats)
        best = i;
    }
    return Element{0, best};
  });
}

// A place of the results after the other: the elements that are folded into it, in row-major order.
static FailureOr<Literals> reduceByRegion(ReduceOp op, const Literals &in, Evaluator &evaluator) {
  size_t count = op.getInputs().size();
  Literals results;
  for (Type type : op.getResultTypes())
    results.emplace_back(cast<RankedTensorType>(type));
  auto setAll = [&](int64_t at, const Literals &elements) {
    for (size_t i = 0; i < count; ++i)
      results[i].set(at, elements[i][0]);
  };
  for (int64_t i = 0; i < results[0].size(); ++i)
    setAll(i, Literals(in.begin() + count, in.end()));
  LogicalResult status = success();
  forEach(in[0].shape(), [&](const Position &position, int64_t i) {
    Position kept;
    for (auto [axis, coordinate] : llvm::enumerate(position))
      if (!llvm::is_contained(op.getAxes(), int64_t(axis)))
        kept.push_back(coordinate);
    int64_t at = linearIndex(results[0].shape(), kept);
    Literals elements;
    for (size_t k = 0; k < count; ++k)
      elements.push_back(elementOf(results[k], at));
    for (size_t k = 0; k < count; ++k)
      elements.push_back(elementOf(in[k], i));
    FailureOr<Literals> combined = evaluator.run(op.getBody().front(), elements);
    if (failed(combined))
      status = failure();
    else
      setAll(at, *combined);
  });
  if (failed(status))
    return failure();
  return results;
}

void tcc::interpreter::addReduceRules(Rules &rules) {
  addReduction<ReduceSumOp>(
      rules, [](Type) { return Element{}; },
      [](const Element &a, const Element &b) {
        return Element{a.real + b.real, a.integer + b.integer, a.imaginary + b.imaginary};
      });
  addReduction<ReduceProdOp>(rules, [](Type) { return Element{1, 1}; }, product);
  addReduction<ReduceMaxOp>(rules, leastOf, [](const Element &a, const Element &b) {
    return Element{greater(a.real, b.real), std::max(a.integer, b.integer)};
  });
  addReduction<ReduceMinOp>(rules, greatestOf, [](const Element &a, const Element &b) {
    return Element{lesser(a.real, b.real), std::min(a.integer, b.integer)};
  });
  rules.add<ReduceMeanOp>([](ReduceMeanOp op, const Literals &in) { return meanOf(op, in[0]); });
  rules.add<ArgmaxOp>([](ArgmaxOp op, const Literals &in) { return placeOfBest(op, in[0], 1); });
  rules.add<ArgminOp>([](ArgminOp op, const Literals &in) { return placeOfBest(op, in[0], -1); });
  addReduction<ReduceAndOp>(
      rules, [](Type) { return Element{0, -1}; },
      [](const Element &a, const Element &b) { return Element{0, a.integer & b.integer}; });
  addReduction<ReduceOrOp>(
      rules, [](Type) { return Element{}; },
      [](const Element &a, const Element &b) { return Element{0, a.integer | b.integer}; });
  addReduction<ReduceXorOp>(
      rules, [](Type) { return Element{}; },
      [](const Element &a, const Element &b) { return Element{0, a.integer ^ b.integer}; });
  rules.addGeneral<ReduceOp>(reduceByRegion);
}
