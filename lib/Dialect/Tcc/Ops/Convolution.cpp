// Convolution: inference, derivative, lowering. It is bilinear: both derivatives are convolutions
// again, with strides and dilations, batch and features in each other's places.
#include "../Contract.h"
#include "../SlidingWindows.h"
#include "../SplitComplex.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc::ir;
using Axes = SmallVector<int64_t>;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- geometry -----------------------------------------------------------------------------===//

namespace {
/// Where the axes of a tensor are: its batch and features (of the weights: inputs and outputs),
/// and the spatial ones.
struct Layout {
  int64_t batch = -1, feature = -1;
  Axes spatial;

  Layout(StringRef names, StringRef letters)
      : batch(names.find(letters[0])), feature(names.find(letters[1])) {
    for (char digit = '0'; names.contains(digit); ++digit)
      spatial.push_back(names.find(digit));
  }
};

struct Geometry {
  Layout x, w, result;    // of w: batch is the input features, feature the output features
  SlidingWindows windows; // over the spatial axes
  Axes reversal;

  template <class OpTy>
  explicit Geometry(OpTy op)
      : x(op.getXLayout(), "bf"), w(op.getWLayout(), "io"), result(op.getResultLayout(), "bf") {
    size_t rank = x.spatial.size();
    auto orElse = [&](ArrayRef<int64_t> given, int64_t value) {
      return given.empty() ? Axes(rank, value) : Axes(given);
    };
    Axes size;
    for (int64_t axis : w.spatial)
      size.push_back(type(op.getW()).getDimSize(axis));
    windows = {size,
               orElse(op.getStrides(), 1),
               orElse(op.getLow(), 0),
               orElse(op.getHigh(), 0),
               orElse(op.getWDilation(), 1),
               orElse(op.getXDilation(), 1)};
    ArrayRef<bool> reversed = op.getReversal();
    reversal.assign(reversed.begin(), reversed.end());
    if (reversal.empty())
      reversal.assign(rank, 0);
  }

  Axes spatialShape(RankedTensorType type, const Layout &layout) const {
    return llvm::map_to_vector(layout.spatial, [&](int64_t axis) { return type.getDimSize(axis); });
  }
};
} // namespace

static LogicalResult checkLayout(const RuleSite &site, StringRef which, StringRef names,
                                 StringRef letters, RankedTensorType type) {
  std::string expected = letters.str();
  for (int64_t i = 0; i + 2 < type.getRank(); ++i)
    expected += char('0' + i);
  std::string sorted = names.str();
  llvm::sort(sorted);
  llvm::sort(expected);
  if (type.getRank() >= 2 && type.getRank() <= 11 && sorted == expected)
    return success();
  return site.error() << which << " layout \"" << names << "\" must name each axis of " << type
                      << " once: " << letters[0] << ", " << letters[1]
                      << " and the digits of the spatial axes, from 0";
}

static LogicalResult checkGroups(const RuleSite &site, const Geometry &g, RankedTensorType x,
                                 RankedTensorType w, int64_t features, int64_t batches) {
  if (features < 1 || batches < 1 || (features > 1 && batches > 1))
    return site.error() << "groups must be 1 or more, and only of features or of batches, but are "
                        << features << " and " << batches;
  int64_t inputs = x.getDimSize(g.x.feature), expected = w.getDimSize(g.w.batch),
          outputs = w.getDimSize(g.w.feature), batch = x.getDimSize(g.x.batch);
  auto isKnown = [](int64_t extent) { return !ShapedType::isDynamic(extent); };
  if (isKnown(inputs) && isKnown(expected) &&
      (inputs % features != 0 || inputs / features != expected))
    return (site.error() << "x has " << inputs << " features, but w takes " << expected << " in "
                         << features << " groups")
        .hint("features of x = input features of w times feature_groups");
  if (isKnown(outputs) && outputs % (features * batches) != 0)
    return site.error() << outputs << " output features do not fall into " << features * batches
                        << " groups";
  if (isKnown(batch) && batch % batches != 0)
    return site.error() << "a batch of " << batch << " does not fall into " << batches << " groups";
  return success();
}

FailureOr<RankedTensorType> ConvolutionOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "x"), w = site.tensor(op.getW(), "w");
  if (failed(x) || failed(w))
    return failure();
  if (x->getRank() != w->getRank())
    return site.error() << "operands must have one rank, but are " << *x << " and " << *w;
  if (failed(checkLayout(site, "x", op.getXLayout(), "bf", *x)) ||
      failed(checkLayout(site, "w", op.getWLayout(), "io", *w)) ||
      failed(checkLayout(site, "result", op.getResultLayout(), "bf", *x)))
    return failure();
  Geometry g(op);
  int64_t features = op.getFeatureGroups(), batches = op.getBatchGroups();
  Axes extents = g.spatialShape(*x, g.x);
  if (llvm::is_contained(g.windows.size, ShapedType::kDynamic))
    return site.error() << "the window's extents must be known, but w is " << *w;
  if (g.reversal.size() != extents.size())
    return site.error() << "reversal must have one truth value for each of the " << extents.size()
                        << " spatial axes, but has " << g.reversal.size();
  auto element = productType(site, *x, *w, op.getElementTypeAttr());
  if (failed(element) || failed(g.windows.check(site, extents)) ||
      failed(checkGroups(site, g, *x, *w, features, batches)))
    return failure();
  Axes shape(x->getRank());
  int64_t batch = x->getDimSize(g.x.batch);
  shape[g.result.batch] = ShapedType::isDynamic(batch) ? batch : batch / batches;
  shape[g.result.feature] = w->getDimSize(g.w.feature);
  for (auto [axis, count] : llvm::zip(g.result.spatial, g.windows.count(extents)))
    shape[axis] = count;
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return RankedTensorType::get(shape, *element);
}

//===- derivative ---------------------------------------------------------------------------===//

/// A layout with other letters for the same axes.
static std::string renamed(StringRef names, StringRef from, StringRef to) {
  std::string result = names.str();
  for (char &name : result)
    if (size_t at = from.find(name); at != StringRef::npos)
      name = to[at];
  return result;
}

/// Splits `count` parts off the front of axis `from` and puts them before axis `to`.
static Value movePart(RuleBuilder &g, Value x, int64_t from, int64_t to, int64_t count) {
  if (count == 1)
    return x;
  Axes shape(type(x).getShape()), split(shape);
  split[from] /= count;
  split.insert(split.begin() + from, count); // the part is axis `from` now
  auto placed = [&](int64_t axis) { return axis >= from ? axis + 1 : axis; };
  Axes order;
  for (int64_t axis = 0; axis < int64_t(shape.size()); ++axis) {
    if (axis == to)
      order.push_back(from);
    order.push_back(placed(axis));
  }
  shape[from] /= count;
  shape[to] *= count;
  return g.reshape(g.transpose(g.reshape(x, split), order), shape);
}

namespace {
/// One derivative: the convolution of two tensors in each other's roles.
struct Transposed {
  std::string x, w, result;
  SlidingWindows windows;
  SmallVector<bool> reversal;
  int64_t featureGroups, batchGroups;

  Value build(RuleBuilder &g, Value lhs, Value rhs, Type element) const {
    return g.create<ConvolutionOp>(lhs, rhs, x, w, result, windows.strides, windows.low,
                                   windows.high, windows.baseDilation, windows.dilation, reversal,
                                   featureGroups, batchGroups, askedType(lhs, rhs, element));
  }
};
} // namespace

/// By x: the cotangent, its elements strides apart, under the reversed window.
static Value cotangentOfX(RuleBuilder &g, ConvolutionOp op, Value dy, Value w) {
  Geometry geometry(op);
  int64_t batches = op.getBatchGroups(), groups = op.getFeatureGroups() * batches;
  Axes extents = geometry.spatialShape(type(op.getX()), geometry.x);
  SlidingWindows windows = geometry.windows.transposed(extents);
  SmallVector<bool> reversal =
      llvm::map_to_vector(geometry.reversal, [](int64_t isReversed) { return isReversed == 0; });
  Transposed by{op.getResultLayout().str(),
                renamed(op.getWLayout(), "io", "oi"),
                op.getXLayout().str(),
                windows,
                reversal,
                groups,
                1};
  Value turned = movePart(g, w, geometry.w.feature, geometry.w.batch, groups);
  Value dx = by.build(g, dy, turned, type(dy).getElementType());
  return movePart(g, dx, geometry.x.feature, geometry.x.batch, batches);
}

/// By w: x under windows of the cotangent's size, a place of the window after the other.
static Value cotangentOfW(RuleBuilder &g, ConvolutionOp op, Value dy, Value x) {
  Geometry geometry(op);
  const SlidingWindows &forward = geometry.windows;
  Axes extents = geometry.spatialShape(type(op.getX()), geometry.x),
       counts = geometry.spatialShape(type(dy), geometry.result), reversed;
  SlidingWindows windows = forward;
  windows.size = counts;
  std::swap(windows.strides, windows.dilation);
  for (auto [i, extent] : llvm::enumerate(extents)) {
    windows.high[i] = dilatedExtent(forward.size[i], forward.dilation[i]) - 1 +
                      dilatedExtent(counts[i], forward.strides[i]) -
                      dilatedExtent(extent, forward.baseDilation[i]) - forward.low[i];
    if (geometry.reversal[i])
      reversed.push_back(geometry.w.spatial[i]);
  }
  Transposed by{renamed(op.getXLayout(), "bf", "fb"),
                renamed(op.getResultLayout(), "bf", "io"),
                renamed(op.getWLayout(), "io", "bf"),
                windows,
                SmallVector<bool>(extents.size(), false),
                int64_t(op.getBatchGroups()),
                int64_t(op.getFeatureGroups())};
  Value dw = by.build(g, x, dy, type(dy).getElementType());
  return reversed.empty() ? dw : g.create<ReverseOp>(dw, reversed).getResult();
}

SmallVector<Value> ConvolutionOp::vjp(RuleBuilder &g, ValueRange cotangents) {
  if (type(getX()).getNumElements() == 0 || type(getW()).getNumElements() == 0 ||
      type(getResult()).getNumElements() == 0)
    return {Value(), Value()};
  Value dx = cotangentOfX(g, *this, cotangents[0], getW());
  Value dw = cotangentOfW(g, *this, cotangents[0], getX());
  return {g.convert(dx, type(getX()).getElementType()),
          g.convert(dw, type(getW()).getElementType())};
}

SmallVector<Value> ConvolutionOp::jvp(RuleBuilder &g, ValueRange tangents) {
  auto like = [&](Value x, Value w) -> Value {
    auto copy = cast<ConvolutionOp>(g.b.clone(*getOperation()));
    copy.getXMutable().assign(x);
    copy.getWMutable().assign(w);
    return copy;
  };
  Value sum = tangents[0] ? like(tangents[0], getW()) : Value();
  if (tangents[1]) {
    Value other = like(getX(), tangents[1]);
    sum = sum ? g.add(sum, other) : other;
  }
  return {sum};
}

//===- lowering -----------------------------------------------------------------------------===//

namespace {
/// The loops: the result's axes, its features split into groups and the rest, then the window's
/// axes and the input features.
struct ConvolutionLoops {
  Axes result;                // of each axis of the result
  Axes window;                // of each spatial axis
  int64_t group, input;       // group -1: there is one
  SmallVector<int64_t> split; // the result's shape with the groups as an axis of their own
  int64_t count = 0;

  ConvolutionLoops(const Geometry &g, RankedTensorType type, int64_t groups) : group(-1) {
    for (int64_t axis = 0; axis < type.getRank(); ++axis) {
      int64_t extent = type.getDimSize(axis);
      if (axis == g.result.feature && groups > 1) {
        split.push_back(groups);
        extent /= groups;
        group = count++;
      }
      split.push_back(extent);
      result.push_back(count++);
    }
    for (size_t i = 0; i < g.x.spatial.size(); ++i)
      window.push_back(count++);
    input = count++;
  }
};
} // namespace

/// x so far apart in the spatial axes and padded, with zeros.
static Value paddedX(LinalgBuilder &b, Value x, const Geometry &g) {
  int64_t rank = type(x).getRank();
  Padding spatial = g.windows.padding(g.spatialShape(type(x), g.x)),
          padding{Axes(rank, 0), Axes(rank, 0), Axes(rank, 0)};
  for (auto [i, axis] : llvm::enumerate(g.x.spatial)) {
    padding.low[axis] = spatial.low[i];
    padding.high[axis] = spatial.high[i];
    padding.interior[axis] = spatial.interior[i];
  }
  Type computed = computedType(type(x).getElementType());
  auto zero = DenseElementsAttr::get(RankedTensorType::get({}, computed),
                                     Attribute(b.getZeroAttr(computed)));
  return padded(b, x, padding, arith::ConstantOp::create(b, zero));
}

FailureOr<SmallVector<Value>> ConvolutionOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  RankedTensorType x = type(getX()), w = type(getW()), result = type(getResult());
  if (result.getNumElements() == 0 || w.getNumElements() == 0)
    return SmallVector{
        b.filled(result, cast<TypedAttr>(b.getZeroAttr(computedType(result.getElementType()))))};
  Geometry g(*this);
  int64_t featureGroups = getFeatureGroups(), batchGroups = getBatchGroups();
  ConvolutionLoops loops(g, result, featureGroups * batchGroups);
  auto dim = [&](int64_t loop) { return b.getAffineDimExpr(loop); };
  /// Part k of an axis that falls into groups begins at k * extent.
  auto grouped = [&](AffineExpr index, int64_t groups, int64_t extent) {
    return groups == 1 ? index : dim(loops.group) * extent + index;
  };
  SmallVector<AffineExpr> ofX(x.getRank()), ofW(w.getRank());
  ofX[g.x.batch] = grouped(dim(loops.result[g.result.batch]), batchGroups,
                           x.getDimSize(g.x.batch) / batchGroups);
  ofX[g.x.feature] = grouped(dim(loops.input), featureGroups, w.getDimSize(g.w.batch));
  ofW[g.w.feature] = grouped(dim(loops.result[g.result.feature]), featureGroups * batchGroups,
                             w.getDimSize(g.w.feature) / (featureGroups * batchGroups));
  ofW[g.w.batch] = dim(loops.input);
  for (size_t i = 0; i < g.x.spatial.size(); ++i) {
    AffineExpr place = dim(loops.window[i]);
    ofW[g.w.spatial[i]] = place;
    if (g.reversal[i])
      place = (g.windows.size[i] - 1) - place;
    ofX[g.x.spatial[i]] = dim(loops.result[g.result.spatial[i]]) * g.windows.strides[i] +
                          place * g.windows.dilation[i];
  }
  auto map = [&](ArrayRef<AffineExpr> places) {
    return AffineMap::get(loops.count, 0, places, b.getContext());
  };
  Value split =
      contract(b, {paddedX(b, getX(), g), map(ofX)}, {getW(), map(ofW)}, result.clone(loops.split));
  if (loops.group < 0)
    return SmallVector{split};
  SmallVector<ReassociationIndices> merged;
  for (int64_t axis = 0; axis < result.getRank(); ++axis) {
    merged.push_back({loops.result[axis]});
    if (axis == g.result.feature)
      merged.back().insert(merged.back().begin(), loops.group);
  }
  return SmallVector<Value>{tensor::CollapseShapeOp::create(b, result, split, merged)};
}

SmallVector<Complex> ConvolutionOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  return splitProduct(c, *this, in);
}
