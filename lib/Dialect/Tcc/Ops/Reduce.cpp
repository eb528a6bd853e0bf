// Reductions: of each op inference, fold, derivative, lowering, in this order; what they share
// stands first.
#include "../Combination.h"
#include "../SplitComplex.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tcc::ir;
using Kind = arith::AtomicRMWKind;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- what all share
//--------------------------------------------------------------------------===//

static FailureOr<RankedTensorType> inferReduction(const RuleSite &site, Value operand,
                                                  ArrayRef<int64_t> axes, bool keepdims) {
  auto x = site.tensor(operand, "operand");
  if (failed(x) || failed(site.checkAxes("axes", axes, x->getRank())))
    return failure();
  SmallVector<int64_t> shape;
  for (auto [axis, extent] : llvm::enumerate(x->getShape())) {
    if (!llvm::is_contained(axes, axis))
      shape.push_back(extent);
    else if (keepdims)
      shape.push_back(1);
  }
  return x->clone(shape);
}

// A result of a reduction over `axes` of x, with these axes put back as 1: it broadcasts with x.
static Value withAxes(RuleBuilder &g, Value reduced, Value x, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> shape(type(x).getShape());
  for (int64_t axis : axes)
    shape[axis] = 1;
  return g.reshape(reduced, shape);
}

// The other way: without the axes, unless they are kept.
template <class OpTy> static Value asResult(RuleBuilder &g, Value reduced, OpTy op) {
  return g.reshape(reduced, type(op.getResult()).getShape());
}

// 1 where x is the extreme, shared among ties.
template <class OpTy> static Value shares(RuleBuilder &g, OpTy op) {
  Value extreme = withAxes(g, op.getResult(), op.getX(), op.getAxes());
  Value hits = g.compare(ComparePredicate::Eq, op.getX(), extreme);
  Value ones = g.convert(hits, type(op.getX()).getElementType());
  return g.div(ones, g.sum(ones, op.getAxes(), /*keepdims=*/true));
}
template <class OpTy> static SmallVector<Value> vjpExtreme(RuleBuilder &g, OpTy op, Value dy) {
  return {g.mul(shares(g, op), withAxes(g, dy, op.getX(), op.getAxes()))};
}
template <class OpTy> static SmallVector<Value> jvpExtreme(RuleBuilder &g, OpTy op, Value tangent) {
  if (!tangent)
    return {Value()};
  return {asResult(g, g.sum(g.mul(shares(g, op), tangent), op.getAxes()), op)};
}

namespace {
/// What elements are combined with, by their type.
struct Kinds {
  Kind onFloats, onSigned, onUnsigned;

  Kind of(Type element) const {
    return isa<FloatType>(element) ? onFloats : element.isUnsignedInteger() ? onUnsigned : onSigned;
  }
};
} // namespace

/// x reduced over these axes, in the type that sums are accumulated in.
static Value reduceOver(LinalgBuilder &b, Value x, ArrayRef<int64_t> axes, Kind kind) {
  RankedTensorType from = type(x);
  auto kept = otherAxes(from.getRank(), axes);
  Type accumulator = accumulatorType(from.getElementType());
  auto reduced = RankedTensorType::get(
      llvm::map_to_vector(kept, [&](int64_t axis) { return from.getDimSize(axis); }), accumulator);
  Value init = b.filled(
      reduced, arith::getIdentityValueAttr(kind, computedType(accumulator), b, b.getLoc()));
  return b.generic({{x, b.getMultiDimIdentityMap(from.getRank())}},
                   {init, b.project(from.getRank(), kept)}, axes,
                   [&](ImplicitLocOpBuilder &b, ValueRange in) {
                     Value next = in[0];
                     if (from.getElementType() != accumulator)
                       next = arith::ExtFOp::create(b, accumulator, next);
                     return combineBy(b, kind, in[1], next);
                   });
}

/// Whether a reduction has one result and work for several threads: then its rows come first, each
/// a task, whatever the number of threads.
static bool isLongToScalar(RankedTensorType x, ArrayRef<int64_t> axes) {
  constexpr int64_t longElements = 1 << 18;
  return x.hasStaticShape() && x.getRank() > 1 && int64_t(axes.size()) == x.getRank() &&
         x.getDimSize(0) > 1 && x.getNumElements() >= longElements;
}

template <class OpTy>
static FailureOr<SmallVector<Value>> lowerReduction(OpTy op, OpBuilder &builder, Kinds kinds) {
  LinalgBuilder b(builder, op.getLoc());
  auto x = type(op.getX()), result = type(op.getResult());
  if (op.getAxes().empty())
    return SmallVector<Value>{op.getX()};
  Kind kind = kinds.of(x.getElementType());
  Value sum;
  if (isLongToScalar(x, op.getAxes())) {
    auto rows = llvm::to_vector(llvm::seq<int64_t>(1, x.getRank()));
    sum = reduceOver(b, reduceOver(b, op.getX(), rows, kind), {0}, kind);
  } else {
    sum = reduceOver(b, op.getX(), op.getAxes(), kind);
  }
  sum = b.convertFloats(sum, type(sum).clone(x.getElementType()));
  if (op.getKeepdims())
    sum = b.addUnitAxes(sum, llvm::to_vector(op.getAxes()));
  assert(sum.getType() == result && "as inferred");
  (void)result;
  return SmallVector<Value>{sum};
}

template <class OpTy> static OpFoldResult foldReduction(OpTy op) {
  return op.getAxes().empty() ? OpFoldResult(op.getX()) : OpFoldResult();
}

//===- reduce_sum
//------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> ReduceSumOp::inferType(const RuleSite &site, Adaptor op) {
  return inferReduction(site, op.getX(), op.getAxes(), op.getKeepdims());
}
OpFoldResult ReduceSumOp::fold(FoldAdaptor) { return foldReduction(*this); }
SmallVector<Value> ReduceSumOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {g.broadcast(withAxes(g, dy[0], getX(), getAxes()), type(getX()).getShape())};
}
SmallVector<Value> ReduceSumOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? g.sum(tangents[0], getAxes(), getKeepdims()) : Value()};
}
FailureOr<SmallVector<Value>> ReduceSumOp::lower(OpBuilder &b) {
  return lowerReduction(*this, b, {Kind::addf, Kind::addi, Kind::addi});
}

SmallVector<Complex> ReduceSumOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  return splitLinear(c, *this, in);
}

//===- reduce_max, reduce_min
//------------------------------------------------------------------===//

FailureOr<RankedTensorType> ReduceMaxOp::inferType(const RuleSite &site, Adaptor op) {
  return inferReduction(site, op.getX(), op.getAxes(), op.getKeepdims());
}
OpFoldResult ReduceMaxOp::fold(FoldAdaptor) { return foldReduction(*this); }
SmallVector<Value> ReduceMaxOp::vjp(RuleBuilder &g, ValueRange dy) {
  return vjpExtreme(g, *this, dy[0]);
}
SmallVector<Value> ReduceMaxOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return jvpExtreme(g, *this, tangents[0]);
}
FailureOr<SmallVector<Value>> ReduceMaxOp::lower(OpBuilder &b) {
  return lowerReduction(*this, b, {Kind::maximumf, Kind::maxs, Kind::maxu});
}

FailureOr<RankedTensorType> ReduceMinOp::inferType(const RuleSite &site, Adaptor op) {
  return inferReduction(site, op.getX(), op.getAxes(), op.getKeepdims());
}
OpFoldResult ReduceMinOp::fold(FoldAdaptor) { return foldReduction(*this); }
SmallVector<Value> ReduceMinOp::vjp(RuleBuilder &g, ValueRange dy) {
  return vjpExtreme(g, *this, dy[0]);
}
SmallVector<Value> ReduceMinOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return jvpExtreme(g, *this, tangents[0]);
}
FailureOr<SmallVector<Value>> ReduceMinOp::lower(OpBuilder &b) {
  return lowerReduction(*this, b, {Kind::minimumf, Kind::mins, Kind::minu});
}

//===- reduce_prod
//-----------------------------------------------------------------------------===//

FailureOr<RankedTensorType> ReduceProdOp::inferType(const RuleSite &site, Adaptor op) {
  return inferReduction(site, op.getX(), op.getAxes(), op.getKeepdims());
}
OpFoldResult ReduceProdOp::fold(FoldAdaptor) { return foldReduction(*this); }

// Of each element, the product of all others along an axis: those before it times those behind it,
// each by doubling. No division, so zeros do no harm.
static Value productOfOthers(RuleBuilder &g, Value x, int64_t axis) {
  int64_t extent = type(x).getDimSize(axis);
  if (extent < 2)
    return g.full(x, 1);
  Value before = g.shift(x, axis, 1, 1), behind = g.shift(x, axis, -1, 1);
  for (int64_t by = 1; by < extent - 1; by *= 2) {
    before = g.mul(before, g.shift(before, axis, by, 1));
    behind = g.mul(behind, g.shift(behind, axis, -by, 1));
  }
  return g.mul(before, behind);
}

// The derivative by each factor; several axes are one product after the other.
static Value productOfOthers(RuleBuilder &g, Value x, ArrayRef<int64_t> axes) {
  Value others;
  for (int64_t axis : axes) {
    Value along = productOfOthers(g, x, axis);
    others = others ? g.mul(others, along) : along;
    x = g.create<ReduceProdOp>(x, ArrayRef(axis), /*keepdims=*/true);
  }
  return others ? others : g.full(x, 1);
}

SmallVector<Value> ReduceProdOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {g.mul(productOfOthers(g, getX(), getAxes()), withAxes(g, dy[0], getX(), getAxes()))};
}
SmallVector<Value> ReduceProdOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value()};
  return {asResult(g, g.sum(g.mul(productOfOthers(g, getX(), getAxes()), tangents[0]), getAxes()),
                   *this)};
}
FailureOr<SmallVector<Value>> ReduceProdOp::lower(OpBuilder &b) {
  return lowerReduction(*this, b, {Kind::mulf, Kind::muli, Kind::muli});
}

/// The product along an axis, which stays with extent 1: of the two halves, of those of that, ...
static Complex productAlong(ComplexBuilder &c, Complex x, int64_t axis) {
  int64_t extent = type(x.re).getDimSize(axis);
  if (extent == 0) {
    SmallVector<int64_t> shape(type(x.re).getShape());
    shape[axis] = 1;
    return {c.broadcast(c.scalar(x.re, 1), shape), c.broadcast(c.scalar(x.re, 0), shape)};
  }
  auto slice = [&](int64_t begin, int64_t end) -> Complex {
    return {c.slice(x.re, axis, begin, end), c.slice(x.im, axis, begin, end)};
  };
  for (int64_t half = extent / 2; extent > 1; extent -= half, half = extent / 2) {
    Complex product = c.mul(slice(0, half), slice(half, 2 * half));
    if (Complex rest = extent % 2 ? slice(extent - 1, extent) : Complex(); rest.re)
      product = {c.create<ConcatenateOp>(ValueRange{product.re, rest.re}, axis),
                 c.create<ConcatenateOp>(ValueRange{product.im, rest.im}, axis)};
    x = product;
  }
  return x;
}

SmallVector<Complex> ReduceProdOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  if (failed(checkStaticShapes(*this)))
    return {};
  Complex x = in[0];
  for (int64_t axis : getAxes())
    x = productAlong(c, x, axis);
  ArrayRef<int64_t> shape = type(getResult()).getShape();
  return {{c.reshape(x.re, shape), c.reshape(x.im, shape)}};
}

//===- reduce_and, reduce_or, reduce_xor
//-------------------------------------------------------===//

template <class OpTy>
static FailureOr<SmallVector<Value>> lowerBitwise(OpTy op, OpBuilder &b, Kind kind) {
  return lowerReduction(op, b, {kind, kind, kind});
}

FailureOr<RankedTensorType> ReduceAndOp::inferType(const RuleSite &site, Adaptor op) {
  return inferReduction(site, op.getX(), op.getAxes(), op.getKeepdims());
}
OpFoldResult ReduceAndOp::fold(FoldAdaptor) { return foldReduction(*this); }
FailureOr<SmallVector<Value>> ReduceAndOp::lower(OpBuilder &b) {
  return lowerBitwise(*this, b, Kind::andi);
}

FailureOr<RankedTensorType> ReduceOrOp::inferType(const RuleSite &site, Adaptor op) {
  return inferReduction(site, op.getX(), op.getAxes(), op.getKeepdims());
}
OpFoldResult ReduceOrOp::fold(FoldAdaptor) { return foldReduction(*this); }
FailureOr<SmallVector<Value>> ReduceOrOp::lower(OpBuilder &b) {
  return lowerBitwise(*this, b, Kind::ori);
}

FailureOr<RankedTensorType> ReduceXorOp::inferType(const RuleSite &site, Adaptor op) {
  return inferReduction(site, op.getX(), op.getAxes(), op.getKeepdims());
}
OpFoldResult ReduceXorOp::fold(FoldAdaptor) { return foldReduction(*this); }
FailureOr<SmallVector<Value>> ReduceXorOp::lower(OpBuilder &b) {
  return lowerBitwise(*this, b, Kind::xori);
}

//===- reduce_mean
//-----------------------------------------------------------------------------===//

FailureOr<RankedTensorType> ReduceMeanOp::inferType(const RuleSite &site, Adaptor op) {
  return inferReduction(site, op.getX(), op.getAxes(), op.getKeepdims());
}
OpFoldResult ReduceMeanOp::fold(FoldAdaptor) { return foldReduction(*this); }
SmallVector<Value> ReduceMeanOp::decompose(RuleBuilder &g) {
  double count = 1;
  for (int64_t axis : getAxes())
    count *= type(getX()).getDimSize(axis);
  Value sum = g.sum(getX(), getAxes(), getKeepdims());
  return {g.div(sum, g.scalar(sum, count))};
}

//===- reduce
//----------------------------------------------------------------------------------===//

LogicalResult ReduceOp::inferTypes(const RuleSite &site, Adaptor op, SmallVectorImpl<Type> &types) {
  if (op.getOperands().empty() || op.getOperands().size() % 2 != 0)
    return site.error() << "needs an initial value for each input, and one input at least";
  for (Value input : op.getInputs()) {
    auto type = inferReduction(site, input, op.getAxes(), /*keepdims=*/false);
    if (failed(type))
      return failure();
    types.push_back(*type);
  }
  for (Value input : op.getInputs())
    if (type(input).getShape() != type(op.getInputs()[0]).getShape())
      return site.error() << "inputs must have one shape, but are " << op.getInputs().getTypes();
  return success();
}

LogicalResult ReduceOp::verifyRegions() {
  SmallVector<Type> two(getInputs().getTypes());
  two.append(two.begin(), two.end());
  return verifyScalarSignature(getBody(), "its region", two, getInputs().getTypes());
}

namespace {
/// The op that a general reduction could have been, and the one that adds the initial value to it.
struct Named {
  Differentiable reduction, combination;
};
} // namespace

template <class ReductionOp, class CombinationOp>
static Named makeNamed(RuleBuilder &g, ReduceOp op) {
  auto reduction = g.create<ReductionOp>(op.getInputs()[0], op.getAxes());
  auto combination = g.create<CombinationOp>(op.getInits()[0], reduction.getResult());
  return {Differentiable(reduction), Differentiable(combination)};
}
static Named asNamed(RuleBuilder &g, ReduceOp op) {
  Operation *sole = soleBinaryOp(op.getBody());
  if (!sole)
    return {};
  return llvm::TypeSwitch<Operation *, Named>(sole)
      .Case([&](AddOp) { return makeNamed<ReduceSumOp, AddOp>(g, op); })
      .Case([&](MulOp) { return makeNamed<ReduceProdOp, MulOp>(g, op); })
      .Case([&](MaxOp) { return makeNamed<ReduceMaxOp, MaxOp>(g, op); })
      .Case([&](MinOp) { return makeNamed<ReduceMinOp, MinOp>(g, op); })
      .Default([](Operation *) { return Named(); });
}

/// Neighbours along an axis are combined, then pairs of them, and so on, until one is left.
static SmallVector<Value> combineAlong(RuleBuilder &g, Region &body, SmallVector<Value> parts,
                                       int64_t axis) {
  auto slice = [&](Value x, int64_t begin, int64_t end, int64_t stride) -> Value {
    SmallVector<int64_t> starts(type(x).getRank(), 0), limits(type(x).getShape()),
        strides(type(x).getRank(), 1);
    starts[axis] = begin, limits[axis] = end, strides[axis] = stride;
    return g.create<SliceOp>(x, starts, limits, strides);
  };
  for (int64_t extent; (extent = type(parts[0]).getDimSize(axis)) > 1;) {
    int64_t even = extent / 2 * 2;
    SmallVector<Value> pairs;
    for (int64_t first : {0, 1})
      for (Value part : parts)
        pairs.push_back(slice(part, first, even, 2));
    SmallVector<Value> combined = *inlineOnTensors(g.b, body, pairs);
    for (auto [part, next] : llvm::zip_equal(parts, combined)) {
      if (even != extent)
        next = g.create<ConcatenateOp>(ValueRange{next, slice(part, even, extent, 1)}, axis);
      part = next;
    }
  }
  return parts;
}

SmallVector<Value> ReduceOp::unfold(RuleBuilder &g) {
  if (isa_and_present<AddOp, MulOp, MaxOp, MinOp>(soleBinaryOp(getBody())))
    return {};
  auto shape = type(getOutputs()[0]).getShape();
  auto starts =
      llvm::map_to_vector(getInits(), [&](Value init) { return g.broadcast(init, shape); });
  if (type(getInputs()[0]).getNumElements() == 0)
    return starts;
  SmallVector<int64_t> axes(getAxes());
  llvm::sort(axes, std::greater<>());
  SmallVector<Value> parts(getInputs());
  for (int64_t axis : axes)
    parts = combineAlong(g, getBody(), parts, axis);
  for (Value part : parts)
    starts.push_back(g.reshape(part, shape));
  return *inlineOnTensors(g.b, getBody(), starts);
}

// Every other region was unfolded.
SmallVector<Value> ReduceOp::vjp(RuleBuilder &g, ValueRange dy) {
  auto [reduction, combination] = asNamed(g, *this);
  SmallVector<Value> parts = combination.vjp(g, dy);
  return {reduction.vjp(g, parts[1])[0], parts[0]};
}
SmallVector<Value> ReduceOp::jvp(RuleBuilder &g, ValueRange tangents) {
  auto [reduction, combination] = asNamed(g, *this);
  return combination.jvp(g, {tangents[1], reduction.jvp(g, tangents[0])[0]});
}

FailureOr<SmallVector<Value>> ReduceOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  int64_t rank = type(getInputs()[0]).getRank();
  SmallVector<Indexed> inputs, inits;
  for (auto [input, init, output] : llvm::zip(getInputs(), getInits(), getOutputs())) {
    inputs.push_back({input, b.getMultiDimIdentityMap(rank)});
    inits.push_back({b.filled(type(output), init), b.project(rank, otherAxes(rank, getAxes()))});
  }
  return b.generic(inputs, inits, getAxes(), [&](ImplicitLocOpBuilder &b, ValueRange in) {
    SmallVector<Value> elements(in.take_back(inits.size())); // what was combined so far comes first
    llvm::append_range(elements, in.drop_back(inits.size()));
    return inlineScalarRegion(b, getBody(), elements);
  });
}

//===- argmax, argmin
//--------------------------------------------------------------------------===//

template <class Adaptor>
static FailureOr<RankedTensorType> inferPlace(const RuleSite &site, Adaptor op, StringRef which) {
  int64_t axis = op.getAxis();
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x) || failed(site.checkAxis("axis", axis, x->getRank())))
    return failure();
  if (x->getDimSize(axis) == 0)
    return site.error() << "there is no " << which << " of nothing: axis " << axis << " of " << *x
                        << " is empty";
  Type index = IntegerType::get(x->getContext(), 32);
  if (TypeAttr asked = op.getIndexTypeAttr())
    index = asked.getValue();
  if (!isa<IntegerType>(index) || index.getIntOrFloatBitWidth() < 8)
    return site.error() << "index type must be an integer, but is " << index;
  SmallVector<int64_t> shape(x->getShape());
  shape.erase(shape.begin() + axis);
  return RankedTensorType::get(shape, index);
}

namespace {
/// What beats the best so far: the predicates say so of floats (or where either is NaN), and of
/// integers with and without a sign.
struct Beats {
  arith::CmpFPredicate floats;
  arith::CmpIPredicate integers, unsignedIntegers;
};
} // namespace

// Better than all before it; or NaN, unless one came before.
static Value isNewBest(ImplicitLocOpBuilder &b, const Beats &beats, Type element, Value x,
                       Value best) {
  if (isa<IntegerType>(element))
    return arith::CmpIOp::create(
        b, element.isUnsignedInteger() ? beats.unsignedIntegers : beats.integers, x, best);
  Value betterOrNaN = arith::CmpFOp::create(b, beats.floats, x, best);
  Value notDecided = arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, best, best);
  return arith::AndIOp::create(b, betterOrNaN, notDecided);
}

// A reduction of two results at once, the best and where it is, which the loop visits in order.
template <class OpTy>
static FailureOr<SmallVector<Value>> lowerPlace(OpTy op, OpBuilder &builder, Kinds kinds,
                                                const Beats &beats) {
  LinalgBuilder b(builder, op.getLoc());
  auto x = type(op.getX()), result = type(op.getResult());
  int64_t axis = op.getAxis();
  Type element = x.getElementType(), index = computedType(result.getElementType());
  auto worst =
      arith::getIdentityValueAttr(kinds.of(element), computedType(element), b, op.getLoc());
  AffineMap kept = b.project(x.getRank(), otherAxes(x.getRank(), {axis}));
  Indexed inits[] = {{b.filled(result.clone(element), worst), kept},
                     {b.filled(result, b.getIntegerAttr(index, 0)), kept}};
  auto step = [&](ImplicitLocOpBuilder &b, ValueRange in) -> SmallVector<Value> {
    Value here = arith::IndexCastOp::create(b, index, linalg::IndexOp::create(b, axis));
    Value isNew = isNewBest(b, beats, element, in[0], in[1]);
    return {arith::SelectOp::create(b, isNew, in[0], in[1]),
            arith::SelectOp::create(b, isNew, here, in[2])};
  };
  return SmallVector<Value>{b.generic({{op.getX(), b.getMultiDimIdentityMap(x.getRank())}},
                                      ArrayRef(inits), {axis}, step)[1]};
}

FailureOr<RankedTensorType> ArgmaxOp::inferType(const RuleSite &site, Adaptor op) {
  return inferPlace(site, op, "largest");
}
FailureOr<SmallVector<Value>> ArgmaxOp::lower(OpBuilder &b) {
  return lowerPlace(
      *this, b, {Kind::maximumf, Kind::maxs, Kind::maxu},
      {arith::CmpFPredicate::UGT, arith::CmpIPredicate::sgt, arith::CmpIPredicate::ugt});
}

FailureOr<RankedTensorType> ArgminOp::inferType(const RuleSite &site, Adaptor op) {
  return inferPlace(site, op, "smallest");
}
FailureOr<SmallVector<Value>> ArgminOp::lower(OpBuilder &b) {
  return lowerPlace(
      *this, b, {Kind::minimumf, Kind::mins, Kind::minu},
      {arith::CmpFPredicate::ULT, arith::CmpIPredicate::slt, arith::CmpIPredicate::ult});
}
