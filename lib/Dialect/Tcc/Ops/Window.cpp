// SlidingWindows that slide over a tensor: of each op verify, infer, derivative, lowering, in this
// order. A window reduction is one linalg.generic over the padded operand, the window's axes being
// reductions.
#include "../Combination.h"
#include "../Scan.h"
#include "../SlidingWindows.h"
#include "../SplitComplex.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tcc::ir;
using Numbers = SmallVector<int64_t>;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }
static Numbers range(int64_t begin, int64_t end) { return llvm::to_vector(llvm::seq(begin, end)); }

/// x seen through windows: one element per window.
template <class OpTy>
static FailureOr<RankedTensorType> inferWindows(const RuleSite &site, Value operand, OpTy op) {
  auto x = site.tensor(operand, "operand");
  if (failed(x))
    return failure();
  SlidingWindows windows = SlidingWindows::of(op, x->getRank());
  if (failed(windows.check(site, x->getShape())))
    return failure();
  Numbers counts = windows.count(x->getShape());
  if (!countElements(counts))
    return site.error() << "result " << shapeText(counts)
                        << " has more elements than memory can hold";
  return x->clone(counts);
}

//===- pool ---------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> PoolOp::inferType(const RuleSite &site, Adaptor op) {
  if (op.getReducer() == Reducer::LogSumExp)
    return (site.error() << "takes no logsumexp").hint("tcc.cumulate does, along an axis");
  return inferWindows(site, op.getX(), op);
}

/// The running op that does the same, if there is one.
static CumulateOp asRunning(RuleBuilder &g, PoolOp op) {
  bool isReverse = false;
  auto axis = SlidingWindows::of(op, type(op.getX()).getRank())
                  .runningAxis(type(op.getX()).getShape(), isReverse);
  return axis ? g.create<CumulateOp>(op.getX(), op.getReducer(), *axis, isReverse) : CumulateOp();
}

/// x with the gaps between its elements filled: by what no window would choose.
static Value withGaps(RuleBuilder &g, PoolOp op, Value x, double gap) {
  Numbers none(type(x).getRank(), 0), interior(op.getBaseDilation());
  if (llvm::all_of(interior, [](int64_t dilation) { return dilation == 1; }))
    return x;
  for (int64_t &between : interior)
    --between;
  return g.create<PadOp>(x, g.scalar(x, gap), none, none, interior);
}

/// The region that keeps what was chosen, unless the next one beats it.
static void choose(RuleBuilder &g, Region &region, PoolOp op) {
  auto keeps = op.getReducer() == Reducer::Max ? ComparePredicate::Ge : ComparePredicate::Le;
  Type element = type(op.getX()).getElementType();
  buildScalarRegion(g, region, {element, element}, [&](RuleBuilder &g, ValueRange in) {
    return SmallVector<Value>{g.compare(keeps, in[0], in[1])};
  });
}

static void addUp(RuleBuilder &g, Region &region, Type element) {
  buildScalarRegion(g, region, {element, element}, [&](RuleBuilder &g, ValueRange in) {
    return SmallVector<Value>{g.add(in[0], in[1])};
  });
}

// A product that is none of all elements before or behind is differentiated as a general one.
SmallVector<Value> PoolOp::unfold(RuleBuilder &g) {
  SlidingWindows w = SlidingWindows::of(*this, type(getX()).getRank());
  bool isReverse = false;
  if (getReducer() != Reducer::Prod || w.runningAxis(type(getX()).getShape(), isReverse))
    return {};
  auto general =
      g.create<ReduceWindowOp>(ValueRange{getX()}, ValueRange{g.scalar(getX(), 1)}, w.size,
                               w.strides, w.low, w.high, w.dilation, w.baseDilation);
  Type element = type(getX()).getElementType();
  buildScalarRegion(g, general.getBody(), {element, element}, [&](RuleBuilder &g, ValueRange in) {
    return SmallVector<Value>{g.mul(in[0], in[1])};
  });
  return general.unfold(g);
}

SmallVector<Value> PoolOp::vjp(RuleBuilder &g, ValueRange dy) {
  if (CumulateOp running = asRunning(g, *this))
    return running.vjp(g, dy);
  if (getReducer() == Reducer::Sum) {
    auto shape = type(getX()).getShape();
    SlidingWindows t = SlidingWindows::of(*this, shape.size()).transposed(shape);
    return {g.create<PoolOp>(dy[0], Reducer::Sum, t.size, t.strides, t.low, t.high, t.dilation,
                             t.baseDilation)};
  }
  double gap = getReducer() == Reducer::Max ? -INFINITY : INFINITY;
  Value x = withGaps(g, *this, getX(), gap);
  auto scattered = g.create<SelectAndScatterOp>(x, dy[0], g.scalar(x, 0), getWindow(), getStrides(),
                                                getLow(), getHigh(), getWindowDilation());
  choose(g, scattered.getSelect(), *this);
  addUp(g, scattered.getScatter(), type(x).getElementType());
  if (x == getX())
    return {scattered};
  Numbers starts(type(x).getRank(), 0);
  return {g.create<SliceOp>(scattered, starts, type(x).getShape(), getBaseDilation())};
}

SmallVector<Value> PoolOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value()};
  if (CumulateOp running = asRunning(g, *this))
    return running.jvp(g, tangents);
  if (getReducer() == Reducer::Sum)
    return {g.create<PoolOp>(tangents[0], Reducer::Sum, getWindow(), getStrides(), getLow(),
                             getHigh(), getWindowDilation(), getBaseDilation())};
  double gap = getReducer() == Reducer::Max ? -INFINITY : INFINITY;
  auto gathered = g.create<SelectAndGatherOp>(
      withGaps(g, *this, getX(), gap), withGaps(g, *this, tangents[0], 0), getWindow(),
      getStrides(), getLow(), getHigh(), getWindowDilation());
  choose(g, gathered.getSelect(), *this);
  return {gathered};
}

FailureOr<SmallVector<Value>> PoolOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto x = type(getX()), result = type(getResult());
  SlidingWindows windows = SlidingWindows::of(*this, x.getRank());
  Combination combination(getReducer(), x.getElementType());
  bool isReverse = false;
  if (auto axis = windows.runningAxis(x.getShape(), isReverse))
    return SmallVector{lowerRun(b, getX(), combination, {*axis, isReverse})};
  auto sums = result.clone(combination.accumulated());
  if (result.getNumElements() == 0)
    return SmallVector{b.empty(result)};
  Value identity = arith::ConstantOp::create(
      b, DenseElementsAttr::get(RankedTensorType::get({}, computedType(x.getElementType())),
                                Attribute(combination.identity(b))));
  Value source = padded(b, getX(), windows.padding(x.getShape()), identity);
  WindowLoops loops(b, windows, result.getShape());
  Value sum = b.generic(
      {{source, loops.source}, loops.window}, {b.filled(sums, combination.start(b)), loops.result},
      loops.reductions,
      [&](ImplicitLocOpBuilder &b, ValueRange in) { return combination.add(b, in[2], in[0]); });
  return SmallVector{b.convertFloats(sum, result)};
}

SmallVector<Complex> PoolOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  return getReducer() == Reducer::Sum ? splitLinear(c, *this, in) : SmallVector<Complex>();
}

//===- reduce_window ------------------------------------------------------------------------===//

LogicalResult ReduceWindowOp::inferTypes(const RuleSite &site, Adaptor op,
                                         SmallVectorImpl<Type> &types) {
  if (op.getOperands().empty() || op.getOperands().size() % 2 != 0)
    return site.error() << "needs an initial value for each input, and one input at least";
  for (Value input : op.getInputs()) {
    auto type = inferWindows(site, input, op);
    if (failed(type))
      return failure();
    types.push_back(*type);
  }
  for (Value input : op.getInputs())
    if (type(input).getShape() != type(op.getInputs()[0]).getShape())
      return site.error() << "inputs must have one shape, but are " << op.getInputs().getTypes();
  return success();
}

LogicalResult ReduceWindowOp::verifyRegions() {
  SmallVector<Type> two(getInputs().getTypes());
  two.append(two.begin(), two.end());
  return verifyScalarSignature(getBody(), "its region", two, getInputs().getTypes());
}

/// The reducer of a region of one op on one input, from what changes nothing.
static std::optional<Reducer> asReducer(ReduceWindowOp op, OpBuilder &b) {
  Operation *sole = soleBinaryOp(op.getBody());
  if (!sole || op.getInputs().size() != 1)
    return std::nullopt;
  auto reducer = llvm::TypeSwitch<Operation *, std::optional<Reducer>>(sole)
                     .Case([](AddOp) { return Reducer::Sum; })
                     .Case([](MulOp) { return Reducer::Prod; })
                     .Case([](MaxOp) { return Reducer::Max; })
                     .Case([](MinOp) { return Reducer::Min; })
                     .Default([](Operation *) { return std::nullopt; });
  DenseElementsAttr init;
  Type element = type(op.getInputs()[0]).getElementType();
  if (!reducer || !matchPattern(op.getInits()[0], m_Constant(&init)) ||
      init.getSplatValue<Attribute>() != Attribute(Combination(*reducer, element).identity(b)))
    return std::nullopt;
  return reducer;
}

/// Whether windows may leave out their padding: what they start from changes nothing, or is
/// infinite, as that of a log-sum-exp, and stays so.
static bool ignoresPadding(ReduceWindowOp op, OpBuilder &b) {
  return asReducer(op, b) || llvm::all_of(op.getInits(), [](Value init) {
           DenseFPElementsAttr known;
           return matchPattern(init, m_Constant(&known)) &&
                  known.getSplatValue<APFloat>().isInfinity();
         });
}

static PoolOp asPool(RuleBuilder &g, ReduceWindowOp op) {
  auto reducer = asReducer(op, g.b);
  if (!reducer)
    return {};
  return g.create<PoolOp>(op.getInputs()[0], *reducer, op.getWindow(), op.getStrides(), op.getLow(),
                          op.getHigh(), op.getWindowDilation(), op.getBaseDilation());
}

namespace {
/// The region on whole tensors, windows of an axis at once.
struct WindowTree {
  RuleBuilder &g;
  Region &body;

  /// Of `x`, and of `y` from `shift` on, as many as both have.
  SmallVector<Value> combine(ValueRange x, ValueRange y, int64_t axis, int64_t shift) const {
    int64_t length = std::min(type(x[0]).getDimSize(axis), type(y[0]).getDimSize(axis) - shift);
    SmallVector<Value> both;
    for (Value part : x)
      both.push_back(g.slice(part, axis, 0, length));
    for (Value part : y)
      both.push_back(g.slice(part, axis, shift, shift + length));
    return *inlineOnTensors(g.b, body, both);
  }

  /// Runs of 1, 2, 4 ... elements; those that the window's size is the sum of follow each other.
  SmallVector<Value> along(SmallVector<Value> run, int64_t axis, int64_t size,
                           int64_t dilation) const {
    SmallVector<Value> window;
    for (int64_t length = 1, covered = 0; length <= size; length *= 2) {
      if (size & length) {
        window = covered ? combine(window, run, axis, covered * dilation) : run;
        covered += length;
      }
      if (length * 2 <= size)
        run = combine(run, run, axis, length * dilation);
    }
    return window;
  }
};
} // namespace

SmallVector<Value> ReduceWindowOp::unfold(RuleBuilder &g) {
  auto shape = type(getInputs()[0]).getShape(), counts = type(getOutputs()[0]).getShape();
  SlidingWindows windows = SlidingWindows::of(*this, counts.size());
  bool isReverse = false;
  if (auto reducer = asReducer(*this, g.b))
    if (reducer != Reducer::Prod || windows.runningAxis(shape, isReverse))
      return {};
  auto results =
      llvm::map_to_vector(getInits(), [&](Value init) { return g.broadcast(init, counts); });
  if (llvm::is_contained(counts, 0))
    return results;
  Numbers interior(windows.baseDilation);
  for (int64_t &between : interior)
    --between;
  SmallVector<Value> parts;
  for (auto [input, init] : llvm::zip_equal(getInputs(), getInits()))
    parts.push_back(g.create<PadOp>(input, init, windows.low, windows.high, interior));
  WindowTree tree{g, getBody()};
  for (int64_t axis = int64_t(counts.size()) - 1; axis >= 0; --axis) {
    parts = tree.along(parts, axis, windows.size[axis], windows.dilation[axis]);
    for (Value &part : parts)
      part = g.slice(part, axis, 0, (counts[axis] - 1) * windows.strides[axis] + 1,
                     windows.strides[axis]);
  }
  llvm::append_range(results, parts);
  return *inlineOnTensors(g.b, getBody(), results);
}

// Every other region was unfolded.
SmallVector<Value> ReduceWindowOp::vjp(RuleBuilder &g, ValueRange dy) {
  SmallVector<Value> dx = asPool(g, *this).vjp(g, dy);
  dx.push_back(Value());
  return dx;
}
SmallVector<Value> ReduceWindowOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return asPool(g, *this).jvp(g, tangents.take_front(1));
}

FailureOr<SmallVector<Value>> ReduceWindowOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto shape = type(getInputs()[0]).getShape(), counts = type(getOutputs()[0]).getShape();
  SlidingWindows windows = SlidingWindows::of(*this, shape.size());
  auto combine = [&](ImplicitLocOpBuilder &b, ValueRange in) {
    return inlineScalarRegion(b, getBody(), in);
  };
  bool isReverse = false;
  if (auto axis = windows.runningAxis(shape, isReverse); axis && ignoresPadding(*this, b))
    return lowerScan(b, llvm::to_vector(getInputs()), llvm::to_vector(getInits()),
                     {*axis, isReverse}, combine);
  WindowLoops loops(b, windows, counts);
  SmallVector<Indexed> inputs, starts;
  for (auto [input, init, output] : llvm::zip(getInputs(), getInits(), getOutputs())) {
    starts.push_back({b.filled(type(output), init), loops.result});
    if (type(output).getNumElements() != 0)
      inputs.push_back({padded(b, input, windows.padding(shape), init), loops.source});
  }
  if (inputs.empty()) // no windows
    return llvm::map_to_vector(starts, [](const Indexed &start) { return start.tensor; });
  size_t count = inputs.size();
  inputs.push_back(loops.window);
  return b.generic(inputs, starts, loops.reductions, [&](ImplicitLocOpBuilder &b, ValueRange in) {
    SmallVector<Value> elements(in.take_back(count)); // what was combined so far comes first
    llvm::append_range(elements, in.take_front(count));
    return combine(b, elements);
  });
}

//===- the chosen element of each window ----------------------------------------------------===//

/// Its place in row-major order, i64; -1 for a window of padding only.
template <class OpTy>
static Value chosenPlaces(LinalgBuilder &b, OpTy op, ArrayRef<int64_t> counts) {
  RankedTensorType x = type(op.getX());
  SlidingWindows windows = SlidingWindows::of(op, x.getRank());
  WindowLoops loops(b, windows, counts);
  auto zero = DenseElementsAttr::get(RankedTensorType::get({}, computedType(x.getElementType())),
                                     Attribute(b.getZeroAttr(computedType(x.getElementType()))));
  Value filling = arith::ConstantOp::create(b, zero);
  Value source = padded(b, op.getX(), windows.padding(x.getShape()), filling);
  auto places = RankedTensorType::get(counts, b.getI64Type());
  SmallVector<Indexed> starts{
      {b.filled(places, b.getI64IntegerAttr(-1)), loops.result},
      {b.filled(x.clone(counts), cast<TypedAttr>(b.getZeroAttr(computedType(x.getElementType())))),
       loops.result}};
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange in) -> SmallVector<Value> {
    using Predicate = arith::CmpIPredicate;
    Value next = in[0], chosen = in[2], best = in[3], isInside, place;
    auto index = [&](int64_t i) -> Value { return arith::ConstantIndexOp::create(b, i); };
    for (int64_t axis = 0; axis < x.getRank(); ++axis) {
      Value position = loops.position(b, axis), extent = index(x.getDimSize(axis));
      if (windows.low[axis] != 0 || windows.high[axis] != 0) {
        // As unsigned numbers, negative ones are large.
        Value fits = arith::CmpIOp::create(b, Predicate::ult, position, extent);
        isInside = isInside ? arith::AndIOp::create(b, isInside, fits) : fits;
      }
      place = place ? arith::AddIOp::create(b, arith::MulIOp::create(b, place, extent), position)
                    : position;
    }
    Value none = arith::ConstantOp::create(b, b.getI64IntegerAttr(-1));
    Value at = place ? Value(arith::IndexCastOp::create(b, b.getI64Type(), place))
                     : Value(arith::ConstantOp::create(b, b.getI64IntegerAttr(0)));
    Value isFirst = arith::CmpIOp::create(b, Predicate::eq, chosen, none);
    Value keeps = inlineScalarRegion(b, op.getSelect(), {best, next})[0];
    Value one = arith::ConstantOp::create(b, b.getBoolAttr(true));
    Value takes = arith::OrIOp::create(b, isFirst, arith::XOrIOp::create(b, keeps, one));
    if (isInside)
      takes = arith::AndIOp::create(b, takes, isInside);
    return {arith::SelectOp::create(b, takes, at, chosen),
            arith::SelectOp::create(b, takes, next, best)};
  };
  return b.generic({{source, loops.source}, loops.window}, starts, loops.reductions, body)[0];
}

//===- select_and_scatter -------------------------------------------------------------------===//

FailureOr<RankedTensorType> SelectAndScatterOp::inferType(const RuleSite &site, Adaptor op) {
  auto counts = inferWindows(site, op.getX(), op);
  auto source = site.tensor(op.getSource(), "source"), init = site.tensor(op.getInit(), "init");
  if (failed(counts) || failed(source) || failed(init))
    return failure();
  if (failed(verifyCompatibleShape(*counts, *source)))
    return (site.error() << "source must have an element for each window, "
                         << shapeText(counts->getShape()) << ", but is " << *source);
  if (init->getRank() != 0 || init->getElementType() != source->getElementType())
    return site.error() << "init must be one element of source's type, but is " << *init;
  return source->clone(type(op.getX()).getShape());
}

LogicalResult SelectAndScatterOp::verifyRegions() {
  Type x = getX().getType(), source = getSource().getType();
  if (failed(verifyScalarSignature(getSelect(), "the select region", {x, x},
                                   IntegerType::get(getContext(), 1))))
    return failure();
  return verifyScalarSignature(getScatter(), "the scatter region", {source, source}, source);
}

SmallVector<Value> SelectAndScatterOp::vjp(RuleBuilder &g, ValueRange dy) {
  if (!isa_and_present<AddOp>(soleBinaryOp(getScatter())))
    return reportNoDerivative(*this, "its scatter region is not a sum");
  auto gathered = g.create<SelectAndGatherOp>(getX(), dy[0], getWindow(), getStrides(), getLow(),
                                              getHigh(), getWindowDilation());
  cloneScalarRegion(getSelect(), gathered.getSelect());
  return {Value(), gathered, g.sumTo(dy[0], getInit())};
}

SmallVector<Value> SelectAndScatterOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[1] && !tangents[2])
    return {Value()};
  if (!isa_and_present<AddOp>(soleBinaryOp(getScatter())))
    return reportNoDerivative(*this, "its scatter region is not a sum");
  Value source = tangents[1] ? tangents[1] : g.zero(getSource());
  Value init = tangents[2] ? tangents[2] : g.zero(getInit());
  auto scattered = g.create<SelectAndScatterOp>(getX(), source, init, getWindow(), getStrides(),
                                                getLow(), getHigh(), getWindowDilation());
  cloneScalarRegion(getSelect(), scattered.getSelect());
  cloneScalarRegion(getScatter(), scattered.getScatter());
  return {scattered};
}

namespace {
/// The windows that may hold an element: along each axis the last one that begins before it, and
/// those before that which reach it.
struct Covers {
  Numbers counts, loops; // how many, and the loop over them; -1: one
  Numbers extents, reductions;

  Covers(const SlidingWindows &windows) {
    for (auto [size, dilation, stride] :
         llvm::zip(windows.size, windows.dilation, windows.strides)) {
      counts.push_back(llvm::divideCeil(uint64_t(dilatedExtent(size, dilation)), uint64_t(stride)));
      bool isMany = counts.back() != 1;
      loops.push_back(isMany ? int64_t(windows.size.size() + extents.size()) : -1);
      if (isMany) {
        extents.push_back(counts.back());
        reductions.push_back(loops.back());
      }
    }
  }
  int64_t numLoops() const { return counts.size() + extents.size(); }
};
} // namespace

/// A window as its index along each axis, clamped into range, and whether it was in range.
static SmallVector<Value> coveringWindow(ImplicitLocOpBuilder &b, const SlidingWindows &windows,
                                         const Covers &covers, ArrayRef<int64_t> counts,
                                         Value &isWindow) {
  SmallVector<Value> window;
  auto index = [&](int64_t i) -> Value { return arith::ConstantIndexOp::create(b, i); };
  for (int64_t axis = 0; axis < int64_t(counts.size()); ++axis) {
    Value place = linalg::IndexOp::create(b, axis);
    if (windows.low[axis] != 0)
      place = arith::AddIOp::create(b, place, index(windows.low[axis]));
    Value last = windows.strides[axis] == 1
                     ? place
                     : Value(arith::DivSIOp::create(b, place, index(windows.strides[axis])));
    if (covers.loops[axis] >= 0) {
      Value back = arith::SubIOp::create(b, linalg::IndexOp::create(b, covers.loops[axis]),
                                         index(covers.counts[axis] - 1));
      last = arith::AddIOp::create(b, last, back);
    }
    Value inside = arith::MinSIOp::create(b, arith::MaxSIOp::create(b, last, index(0)),
                                          index(counts[axis] - 1));
    Value fits = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, inside, last);
    isWindow = isWindow ? arith::AndIOp::create(b, isWindow, fits) : fits;
    window.push_back(inside);
  }
  return window;
}

/// This element's place in row-major order, i64.
static Value ownPlace(ImplicitLocOpBuilder &b, ArrayRef<int64_t> shape) {
  Value place = arith::ConstantIndexOp::create(b, 0);
  for (auto [axis, extent] : llvm::enumerate(shape)) {
    Value scaled = arith::MulIOp::create(b, place, arith::ConstantIndexOp::create(b, extent));
    place = arith::AddIOp::create(b, scaled, linalg::IndexOp::create(b, axis));
  }
  return arith::IndexCastOp::create(b, b.getI64Type(), place);
}

// Each place looks at the windows that may have chosen it, in order: the same sum whoever computes
// it.
FailureOr<SmallVector<Value>> SelectAndScatterOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  auto counts = type(getSource()).getShape();
  Value start = b.filled(result, getInit());
  if (type(getSource()).getNumElements() == 0 || result.getNumElements() == 0)
    return SmallVector{start};
  Value places = chosenPlaces(b, *this, counts);
  SlidingWindows windows = SlidingWindows::of(*this, result.getRank());
  Covers covers(windows);
  Indexed cover{b.extents(covers.extents), b.project(covers.numLoops(), covers.reductions)};
  Indexed init{start, b.project(covers.numLoops(), range(0, result.getRank()))};
  return SmallVector{b.generic(
      {cover}, init, covers.reductions, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
        Value isWindow;
        SmallVector<Value> window = coveringWindow(b, windows, covers, counts, isWindow);
        Value chosen = tensor::ExtractOp::create(b, places, window);
        Value hits = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, chosen,
                                           ownPlace(b, result.getShape()));
        if (isWindow)
          hits = arith::AndIOp::create(b, hits, isWindow);
        Value value = elementAt(b, getSource(), window);
        Value combined = inlineScalarRegion(b, getScatter(), {in[1], value})[0];
        return arith::SelectOp::create(b, hits, combined, in[1]);
      })};
}

//===- select_and_gather --------------------------------------------------------------------===//

FailureOr<RankedTensorType> SelectAndGatherOp::inferType(const RuleSite &site, Adaptor op) {
  auto counts = inferWindows(site, op.getX(), op);
  auto t = site.tensor(op.getT(), "second operand");
  if (failed(counts) || failed(t))
    return failure();
  if (failed(verifyCompatibleShape(*t, type(op.getX()))))
    return site.error() << "operands must have one shape, but are " << op.getX().getType()
                        << " and " << *t;
  return t->clone(counts->getShape());
}

LogicalResult SelectAndGatherOp::verifyRegions() {
  Type x = getX().getType();
  return verifyScalarSignature(getSelect(), "its region", {x, x},
                               IntegerType::get(getContext(), 1));
}

SmallVector<Value> SelectAndGatherOp::vjp(RuleBuilder &g, ValueRange dy) {
  auto scattered =
      g.create<SelectAndScatterOp>(getX(), dy[0], g.scalar(dy[0], 0), getWindow(), getStrides(),
                                   getLow(), getHigh(), getWindowDilation());
  cloneScalarRegion(getSelect(), scattered.getSelect());
  addUp(g, scattered.getScatter(), type(getT()).getElementType());
  return {Value(), scattered};
}

SmallVector<Value> SelectAndGatherOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[1])
    return {Value()};
  auto gathered = g.create<SelectAndGatherOp>(getX(), tangents[1], getWindow(), getStrides(),
                                              getLow(), getHigh(), getWindowDilation());
  cloneScalarRegion(getSelect(), gathered.getSelect());
  return {gathered};
}

FailureOr<SmallVector<Value>> SelectAndGatherOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  Type computed = computedType(result.getElementType());
  if (result.getNumElements() == 0)
    return SmallVector{b.empty(result)};
  if (type(getT()).getNumElements() == 0)
    return SmallVector{b.filled(result, cast<TypedAttr>(b.getZeroAttr(computed)))};
  Value places = chosenPlaces(b, *this, result.getShape());
  Value line = b.flattened(getT());
  return SmallVector{
      b.parallel({{places, b.getMultiDimIdentityMap(result.getRank())}}, result,
                 [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
                   Value zero = arith::ConstantOp::create(b, b.getI64IntegerAttr(0));
                   Value isNone = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, in[0], zero);
                   Value place = arith::IndexCastOp::create(b, b.getIndexType(),
                                                            arith::MaxSIOp::create(b, in[0], zero));
                   Value nothing = arith::ConstantOp::create(b, b.getZeroAttr(computed));
                   return arith::SelectOp::create(b, isNone, nothing, elementAt(b, line, place));
                 })};
}
