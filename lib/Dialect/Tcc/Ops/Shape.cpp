// Ops that make or move elements: of each op inference, fold, derivative, lowering, in this order.
// Only reshape stays a tensor op; the others become generics, so that fusion sees through them.
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

// A splat stays one whatever happens to its shape.
static OpFoldResult foldSplat(Attribute operand, Value result) {
  auto splat = dyn_cast_or_null<SplatElementsAttr>(operand);
  if (!splat || !type(result).hasStaticShape())
    return {};
  return splat.resizeSplat(type(result));
}

//===- iota
//------------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> IotaOp::inferType(const RuleSite &site, Adaptor op) {
  Type element = op.getElementType();
  bool isNumber = element.isF16() || element.isBF16() || element.isF32() || element.isF64() ||
                  (element.isInteger() && !element.isSignedInteger() && !element.isInteger(1));
  if (!isNumber)
    return site.error() << "counts in numbers, not in " << element;
  if (failed(site.checkShape(op.getShape())) ||
      failed(site.checkAxis("axis", op.getAxis(), op.getShape().size())))
    return failure();
  return RankedTensorType::get(op.getShape(), element);
}

FailureOr<SmallVector<Value>> IotaOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  Type element = getElementType();
  return SmallVector{
      b.parallel({}, type(getResult()), [&](ImplicitLocOpBuilder &b, ValueRange) -> Value {
        Value index = linalg::IndexOp::create(b, getAxis());
        if (isa<IntegerType>(element))
          return arith::IndexCastOp::create(b, computedType(element), index);
        Value integer = arith::IndexCastOp::create(b, b.getI64Type(), index);
        return arith::SIToFPOp::create(b, element, integer);
      })};
}

//===- broadcast
//-------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> BroadcastOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x))
    return failure();
  SmallVector<int64_t> shape(op.getShape());
  if (llvm::any_of(shape, [](int64_t extent) { return extent < -1; }))
    return site.error() << "extents must be 0 or more, or -1, but shape is " << shapeText(shape);
  int64_t added = int64_t(shape.size()) - x->getRank();
  auto mismatch = [&]() -> FailureOr<RankedTensorType> {
    return (site.error() << "cannot broadcast " << shapeText(x->getShape()) << " to "
                         << shapeText(op.getShape()))
        .hint("from the last one backwards, each dimension must be equal to the target's or 1");
  };
  if (added < 0)
    return mismatch();
  for (auto [from, to] : llvm::zip(x->getShape(), MutableArrayRef(shape).drop_front(added))) {
    if (to == -1)
      to = from;
    else if (from != to && from != 1 && !ShapedType::isDynamic(from))
      return mismatch();
  }
  if (failed(site.checkShape(llvm::to_vector(llvm::make_filter_range(
          shape, [](int64_t extent) { return !ShapedType::isDynamic(extent); })))))
    return failure();
  return x->clone(shape);
}

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  if (auto inner = getX().getDefiningOp<BroadcastOp>();
      inner && type(getResult()).hasStaticShape()) {
    getXMutable().assign(inner.getX());
    return getResult();
  }
  return foldSplat(adaptor.getX(), getResult());
}

SmallVector<Value> BroadcastOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {g.sumTo(dy[0], getX())};
}
SmallVector<Value> BroadcastOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? g.broadcast(tangents[0], getShape()) : Value()};
}

FailureOr<SmallVector<Value>> BroadcastOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  return SmallVector{b.parallel({b.stretch(getX(), result.getShape())}, result,
                                [](ImplicitLocOpBuilder &, ValueRange in) { return in[0]; })};
}

//===- reshape
//---------------------------------------------------------------------------------===//

// What is left for the dimension that is -1.
static FailureOr<int64_t> inferDimension(const RuleSite &site, RankedTensorType x,
                                         ArrayRef<int64_t> others) {
  if (!x.hasStaticShape())
    return ShapedType::kDynamic;
  int64_t count = x.getNumElements(), known = *countElements(others);
  if (known == 0)
    return site.error() << "the dimension -1 could be anything: the others multiply to 0";
  if (count % known != 0)
    return site.error() << "cannot reshape " << shapeText(x.getShape()) << " (" << count
                        << " elements): they do not divide by the " << known << " of "
                        << shapeText(others);
  return count / known;
}

FailureOr<RankedTensorType> ReshapeOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x))
    return failure();
  SmallVector<int64_t> shape(op.getShape());
  SmallVector<int64_t> others =
      llvm::filter_to_vector(shape, [](int64_t extent) { return extent != -1; });
  if (shape.size() > others.size() + 1)
    return site.error() << "only one dimension may be -1, but shape is " << shapeText(shape);
  if (failed(site.checkShape(others)))
    return failure();
  if (auto *inferred = llvm::find(shape, -1); inferred != shape.end()) {
    auto extent = inferDimension(site, *x, others);
    if (failed(extent))
      return failure();
    *inferred = *extent;
  } else if (x->hasStaticShape() && x->getNumElements() != *countElements(shape)) {
    return site.error() << "cannot reshape " << shapeText(x->getShape()) << " ("
                        << x->getNumElements() << " elements) to " << shapeText(shape) << " ("
                        << *countElements(shape) << " elements)";
  }
  return x->clone(shape);
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType() && type(getX()).hasStaticShape())
    return getX();
  if (auto inner = getX().getDefiningOp<ReshapeOp>();
      inner && type(inner.getX()).hasStaticShape()) {
    getXMutable().assign(inner.getX());
    return getResult();
  }
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getX());
      dense && type(getResult()).hasStaticShape())
    return dense.reshape(type(getResult()));
  return {};
}

SmallVector<Value> ReshapeOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {g.reshape(dy[0], type(getX()).getShape())};
}
SmallVector<Value> ReshapeOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? g.reshape(tangents[0], type(getResult()).getShape()) : Value()};
}

FailureOr<SmallVector<Value>> ReshapeOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  Value x = getX();
  auto to = type(getResult());
  if (x.getType() == to)
    return SmallVector{x};
  auto groups = getReassociationIndicesForReshape(type(x), to);
  if (!groups) { // neither a merge nor a split of axes: both, through rank 1
    auto all = [](RankedTensorType t) -> SmallVector<ReassociationIndices> {
      return {llvm::to_vector<2>(llvm::seq<int64_t>(0, t.getRank()))};
    };
    x = tensor::CollapseShapeOp::create(b, to.clone({to.getNumElements()}), x, all(type(x)));
    groups = all(to);
  }
  if (type(x).getRank() > to.getRank())
    return SmallVector<Value>{tensor::CollapseShapeOp::create(b, to, x, *groups)};
  return SmallVector<Value>{tensor::ExpandShapeOp::create(b, to, x, *groups)};
}

//===- transpose
//-------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> TransposeOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x) || failed(site.checkAxes("permutation", op.getPermutation(), x->getRank())))
    return failure();
  if (int64_t(op.getPermutation().size()) != x->getRank())
    return site.error() << "permutation must name each of the operand's " << x->getRank()
                        << " axes, but is " << shapeText(op.getPermutation());
  return x->clone(
      llvm::map_to_vector(op.getPermutation(), [&](int64_t axis) { return x->getDimSize(axis); }));
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  if (llvm::equal(getPermutation(), llvm::seq<int64_t>(0, getPermutation().size())))
    return getX();
  if (auto inner = getX().getDefiningOp<TransposeOp>()) {
    setPermutation(llvm::map_to_vector(getPermutation(),
                                       [&](int64_t axis) { return inner.getPermutation()[axis]; }));
    getXMutable().assign(inner.getX());
    return getResult();
  }
  return foldSplat(adaptor.getX(), getResult());
}

SmallVector<Value> TransposeOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {g.transpose(dy[0], invertPermutationVector(getPermutation()))};
}
SmallVector<Value> TransposeOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? g.transpose(tangents[0], getPermutation()) : Value()};
}

FailureOr<SmallVector<Value>> TransposeOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto loops = invertPermutationVector(getPermutation());
  return SmallVector{b.parallel({{getX(), b.project(loops.size(), loops)}}, type(getResult()),
                                [](ImplicitLocOpBuilder &, ValueRange in) { return in[0]; })};
}

//===- reverse
//---------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> ReverseOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x) || failed(site.checkAxes("axes", op.getAxes(), x->getRank())))
    return failure();
  return *x;
}

OpFoldResult ReverseOp::fold(FoldAdaptor adaptor) {
  if (llvm::all_of(getAxes(), [&](int64_t axis) { return type(getX()).getDimSize(axis) == 1; }))
    return getX();
  return foldSplat(adaptor.getX(), getResult());
}

SmallVector<Value> ReverseOp::vjp(RuleBuilder &g, ValueRange dy) {
  return {g.create<ReverseOp>(dy[0], getAxes())};
}
SmallVector<Value> ReverseOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? g.create<ReverseOp>(tangents[0], getAxes()) : Value()};
}

FailureOr<SmallVector<Value>> ReverseOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  return SmallVector{b.parallel({}, result, [&](ImplicitLocOpBuilder &b, ValueRange) -> Value {
    SmallVector<Value> position;
    for (int64_t axis = 0; axis < result.getRank(); ++axis) {
      position.push_back(linalg::IndexOp::create(b, axis));
      if (!llvm::is_contained(getAxes(), axis))
        continue;
      Value last = arith::ConstantIndexOp::create(b, result.getDimSize(axis) - 1);
      position.back() = arith::SubIOp::create(b, last, position.back());
    }
    return elementAt(b, getX(), position);
  })};
}

//===- slice
//-----------------------------------------------------------------------------------===//

static int64_t orElse(ArrayRef<int64_t> perAxis, int64_t axis, int64_t otherwise) {
  return perAxis.empty() ? otherwise : perAxis[axis];
}

// What is taken along an axis of a given extent.
static FailureOr<int64_t> sliceExtent(const RuleSite &site, int64_t axis, int64_t extent,
                                      int64_t start, int64_t limit, int64_t stride) {
  if (limit == -1)
    limit = extent;
  if (ShapedType::isDynamic(limit))
    return start == 0 && stride == 1 ? extent : ShapedType::kDynamic;
  if (!ShapedType::isDynamic(extent) && limit > extent)
    return site.error() << "limit " << limit << " is beyond axis " << axis << ", which has extent "
                        << extent;
  if (start > limit)
    return site.error() << "start " << start << " is beyond limit " << limit << " of axis " << axis;
  return llvm::divideCeil(limit - start, stride);
}

FailureOr<RankedTensorType> SliceOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x) || failed(site.checkPerAxis("starts", op.getStarts(), x->getRank(), 0)) ||
      failed(site.checkPerAxis("limits", op.getLimits(), x->getRank(), -1)) ||
      (!op.getStrides().empty() &&
       failed(site.checkPerAxis("strides", op.getStrides(), x->getRank(), 1))))
    return failure();
  SmallVector<int64_t> shape;
  for (auto [axis, extent] : llvm::enumerate(x->getShape())) {
    auto taken = sliceExtent(site, axis, extent, op.getStarts()[axis], op.getLimits()[axis],
                             orElse(op.getStrides(), axis, 1));
    if (failed(taken))
      return failure();
    shape.push_back(*taken);
  }
  return x->clone(shape);
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType() && type(getX()).hasStaticShape())
    return getX();
  return foldSplat(adaptor.getX(), getResult());
}

// The transpose of a slice puts each element back between zeros.
SmallVector<Value> SliceOp::vjp(RuleBuilder &g, ValueRange dy) {
  SmallVector<int64_t> high, interior;
  for (auto [axis, taken] : llvm::enumerate(type(getResult()).getShape())) {
    int64_t stride = orElse(getStrides(), axis, 1);
    int64_t covered = taken == 0 ? 0 : (taken - 1) * stride + 1;
    high.push_back(type(getX()).getDimSize(axis) - getStarts()[axis] - covered);
    interior.push_back(stride - 1);
  }
  return {g.create<PadOp>(dy[0], g.scalar(dy[0], 0), getStarts(), high, interior)};
}
SmallVector<Value> SliceOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? g.create<SliceOp>(tangents[0], getStarts(), getLimits(), getStrides())
                      : Value()};
}

// Some neighbouring rows, for loops over rows alone: these count from the first one, nothing is
// copied.
static bool areRowsOfLoops(SliceOp op) {
  auto x = type(op.getX()), result = type(op.getResult());
  return result.getRank() != 0 && x.getShape().drop_front() == result.getShape().drop_front() &&
         orElse(op.getStrides(), 0, 1) == 1 && llvm::all_of(op->getUses(), [](OpOperand &use) {
           auto loop = dyn_cast<ScanOp>(use.getOwner());
           return loop && use.getOperandNumber() >= loop.getInits().size();
         });
}

FailureOr<SmallVector<Value>> SliceOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  if (areRowsOfLoops(*this)) {
    SmallVector<OpFoldResult> starts = getAsIndexOpFoldResult(getContext(), getStarts()),
                              sizes = getAsIndexOpFoldResult(getContext(), result.getShape()),
                              strides(result.getRank(), builder.getIndexAttr(1));
    return SmallVector<Value>{
        tensor::ExtractSliceOp::create(builder, getLoc(), result, getX(), starts, sizes, strides)};
  }
  return SmallVector{b.parallel({}, result, [&](ImplicitLocOpBuilder &b, ValueRange) -> Value {
    SmallVector<Value> indices;
    for (int64_t axis = 0; axis < result.getRank(); ++axis) {
      Value index = linalg::IndexOp::create(b, axis);
      if (int64_t stride = orElse(getStrides(), axis, 1); stride != 1)
        index = arith::MulIOp::create(b, index, arith::ConstantIndexOp::create(b, stride));
      if (int64_t start = getStarts()[axis])
        index = arith::AddIOp::create(b, index, arith::ConstantIndexOp::create(b, start));
      indices.push_back(index);
    }
    return elementAt(b, getX(), indices);
  })};
}

//===- pad
//-------------------------------------------------------------------------------------===//

// Negative edges take away, down to what can be counted.
static constexpr int64_t leastEdge = -(int64_t(1) << 48);

FailureOr<RankedTensorType> PadOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  auto value = site.tensor(op.getValue(), "padding value");
  if (failed(x) || failed(value) ||
      failed(site.checkPerAxis("low", op.getLow(), x->getRank(), leastEdge)) ||
      failed(site.checkPerAxis("high", op.getHigh(), x->getRank(), leastEdge)) ||
      (!op.getInterior().empty() &&
       failed(site.checkPerAxis("interior", op.getInterior(), x->getRank(), 0))))
    return failure();
  if (*value != RankedTensorType::get({}, x->getElementType()))
    return site.error() << "padding value must be a scalar of the operand's element type, "
                        << RankedTensorType::get({}, x->getElementType()) << ", but is " << *value;
  SmallVector<int64_t> shape;
  for (auto [axis, extent] : llvm::enumerate(x->getShape())) {
    int64_t gaps = std::max<int64_t>(extent - 1, 0), between = orElse(op.getInterior(), axis, 0);
    if (!countElements({gaps, between}))
      return site.error() << "interior padding makes axis " << axis
                          << " larger than memory can hold";
    if (ShapedType::isDynamic(extent)) {
      shape.push_back(extent);
      continue;
    }
    shape.push_back(op.getLow()[axis] + extent + gaps * between + op.getHigh()[axis]);
    if (shape.back() < 0)
      return site.error() << "low " << op.getLow()[axis] << " and high " << op.getHigh()[axis]
                          << " take more from axis " << axis << " than its "
                          << extent + gaps * between << " elements";
  }
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return x->clone(shape);
}

static bool changesNothing(PadOp op) {
  auto isZero = [](int64_t n) { return n == 0; };
  return op.getX().getType() == op.getType() && type(op.getX()).hasStaticShape() &&
         llvm::all_of(op.getLow(), isZero) && llvm::all_of(op.getHigh(), isZero);
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  if (changesNothing(*this))
    return getX();
  return {};
}

SmallVector<Value> PadOp::vjp(RuleBuilder &g, ValueRange dy) {
  auto shape = type(getX()).getShape();
  SmallVector<int64_t> starts, limits, strides, lowCut, highCut; // what negative edges took away
  for (auto [axis, extent] : llvm::enumerate(shape)) {
    strides.push_back(orElse(getInterior(), axis, 0) + 1);
    starts.push_back(std::max<int64_t>(getLow()[axis], 0));
    limits.push_back(starts.back() + (extent == 0 ? 0 : (extent - 1) * strides.back() + 1));
    lowCut.push_back(starts.back() - getLow()[axis]);
    highCut.push_back(std::max<int64_t>(-getHigh()[axis], 0));
  }
  Value whole = g.b.createOrFold<PadOp>(g.loc, dy[0], g.scalar(dy[0], 0), lowCut, highCut,
                                        ArrayRef<int64_t>());
  Value dx = g.create<SliceOp>(whole, starts, limits, strides);
  auto axes = otherAxes(shape.size(), {});
  return {dx, g.sub(g.sum(dy[0], axes), g.sum(dx, axes))};
}
SmallVector<Value> PadOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0] && !tangents[1])
    return {Value()};
  Value dx = tangents[0] ? tangents[0] : g.zero(getX());
  Value dvalue = tangents[1] ? tangents[1] : g.zero(getValue());
  return {g.create<PadOp>(dx, dvalue, getLow(), getHigh(), getInterior())};
}

namespace {
/// Where an element of the result comes from along one axis.
struct Source {
  Value index;  // in the operand, clamped into it
  Value inside; // null: always
};
} // namespace

static Value both(ImplicitLocOpBuilder &b, Value x, Value y) {
  return x && y ? arith::AndIOp::create(b, x, y) : x ? x : y;
}

// index - offset, clamped to [0, extent), and whether it was in that range. `end`: nothing of the
// result lies behind.
static Source shifted(ImplicitLocOpBuilder &b, Value index, int64_t offset, int64_t extent,
                      bool isEnd) {
  using Predicate = arith::CmpIPredicate;
  auto number = [&](int64_t n) { return arith::ConstantIndexOp::create(b, n); };
  Source source{index, {}};
  if (offset != 0)
    source.index = arith::SubIOp::create(b, index, number(offset));
  if (offset > 0) {
    source.inside = arith::CmpIOp::create(b, Predicate::sge, source.index, number(0));
    source.index = arith::MaxSIOp::create(b, source.index, number(0));
  }
  if (!isEnd) {
    Value below = arith::CmpIOp::create(b, Predicate::slt, source.index, number(extent));
    source.inside = both(b, source.inside, below);
    source.index = arith::MinSIOp::create(b, source.index, number(extent - 1));
  }
  return source;
}

static Source padSource(ImplicitLocOpBuilder &b, PadOp op, int64_t axis) {
  int64_t extent = type(op.getX()).getDimSize(axis), stride = orElse(op.getInterior(), axis, 0) + 1;
  int64_t covered = (extent - 1) * stride + 1;
  Source source = shifted(b, linalg::IndexOp::create(b, axis), op.getLow()[axis], covered,
                          op.getHigh()[axis] <= 0);
  if (stride == 1)
    return source;
  Value step = arith::ConstantIndexOp::create(b, stride),
        zero = arith::ConstantIndexOp::create(b, 0);
  Value gap = arith::RemUIOp::create(b, source.index, step);
  Value hits = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, gap, zero);
  return {arith::DivUIOp::create(b, source.index, step), both(b, source.inside, hits)};
}

FailureOr<SmallVector<Value>> PadOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  if (changesNothing(*this))
    return SmallVector<Value>{getX()};
  bool isEmpty = llvm::is_contained(type(getX()).getShape(), 0);
  Indexed value{getValue(), b.project(result.getRank(), {})};
  return SmallVector{
      b.parallel({value}, result, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
        if (isEmpty)
          return in[0];
        SmallVector<Value> indices;
        Value inside;
        for (int64_t axis = 0; axis < result.getRank(); ++axis) {
          Source source = padSource(b, *this, axis);
          indices.push_back(source.index);
          inside = both(b, inside, source.inside);
        }
        Value element = elementAt(b, getX(), indices);
        return inside ? arith::SelectOp::create(b, inside, element, in[0]).getResult() : element;
      })};
}

//===- concatenate
//-----------------------------------------------------------------------------===//

FailureOr<RankedTensorType> ConcatenateOp::inferType(const RuleSite &site, Adaptor op) {
  if (op.getInputs().empty())
    return site.error() << "expected at least one operand";
  auto first = site.tensor(op.getInputs()[0], "operand 0");
  int64_t axis = op.getAxis();
  if (failed(first) || failed(site.checkAxis("axis", axis, first->getRank())))
    return failure();
  SmallVector<int64_t> shape(first->getShape());
  int64_t extent = shape[axis];
  for (auto [i, input] : llvm::enumerate(op.getInputs().drop_front())) {
    auto next = site.tensor(input, "operand");
    if (failed(next))
      return failure();
    SmallVector<int64_t> expected(shape), came(next->getShape());
    if (next->getRank() == first->getRank())
      expected[axis] = came[axis] = 0;
    if (next->getElementType() != first->getElementType() ||
        failed(verifyCompatibleShape(expected, came)))
      return (site.error() << "operand " << i + 1 << " is " << *next << ", which does not go with "
                           << *first)
          .hint("element types and all dimensions but that of axis " + Twine(axis) + " must agree");
    for (auto [to, from] : llvm::zip(shape, next->getShape()))
      to = ShapedType::isDynamic(to) ? from : to;
    bool isKnown = !ShapedType::isDynamic(extent) && !next->isDynamicDim(axis);
    extent = isKnown ? extent + next->getDimSize(axis) : ShapedType::kDynamic;
  }
  shape[axis] = extent;
  return first->clone(shape);
}

OpFoldResult ConcatenateOp::fold(FoldAdaptor) {
  if (getInputs().size() == 1)
    return getInputs()[0];
  return {};
}

SmallVector<Value> ConcatenateOp::vjp(RuleBuilder &g, ValueRange dy) {
  SmallVector<Value> cotangents;
  int64_t begin = 0;
  for (Value input : getInputs()) {
    int64_t end = begin + type(input).getDimSize(getAxis());
    cotangents.push_back(g.slice(dy[0], getAxis(), begin, end));
    begin = end;
  }
  return cotangents;
}
SmallVector<Value> ConcatenateOp::jvp(RuleBuilder &g, ValueRange tangents) {
  SmallVector<Value> parts;
  for (auto [input, tangent] : llvm::zip(getInputs(), tangents))
    parts.push_back(tangent ? tangent : g.zero(input));
  return {g.create<ConcatenateOp>(parts, getAxis())};
}

FailureOr<SmallVector<Value>> ConcatenateOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  if (result.getNumElements() == 0)
    return SmallVector{b.empty(result)};
  int64_t axis = getAxis(), end = result.getDimSize(axis);
  return SmallVector{b.parallel({}, result, [&](ImplicitLocOpBuilder &b, ValueRange) {
    auto indices =
        llvm::map_to_vector(llvm::seq<int64_t>(0, result.getRank()), [&](int64_t axis) -> Value {
          return linalg::IndexOp::create(b, axis);
        });
    Value position = indices[axis], element;
    for (Value input :
         llvm::reverse(getInputs())) { // from the last one: each replaces what lies before its end
      int64_t extent = type(input).getDimSize(axis), begin = end - extent;
      if (extent == 0)
        continue;
      indices[axis] = shifted(b, position, begin, extent, !element).index;
      Value part = elementAt(b, input, indices);
      Value limit = arith::ConstantIndexOp::create(b, end);
      Value isBefore =
          element ? arith::CmpIOp::create(b, arith::CmpIPredicate::slt, position, limit).getResult()
                  : Value();
      element = element ? arith::SelectOp::create(b, isBefore, part, element).getResult() : part;
      end = begin;
    }
    return element;
  })};
}
