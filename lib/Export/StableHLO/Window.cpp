// Windows that slide over a tensor: those with a name become the general one. Running ops are
// windows that reach from each element to an end of the axis; a recurrence is a scan.
#include "Reducers.h"

#include "tcc/Dialect/Tcc/IndexDims.h"
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/ScalarRegion.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;

//===- attributes ----------------------------------------------------------------------------===//

DenseI64ArrayAttr exporter::given(Builder &b, ArrayRef<int64_t> values) {
  return values.empty() ? DenseI64ArrayAttr() : b.getDenseI64ArrayAttr(values);
}

DenseIntElementsAttr exporter::paddingOf(Builder &b, ArrayRef<int64_t> low,
                                         ArrayRef<int64_t> high) {
  size_t rank = std::max(low.size(), high.size());
  if (rank == 0)
    return {};
  SmallVector<int64_t> edges(2 * rank, 0);
  for (auto [i, edge] : llvm::enumerate(low))
    edges[2 * i] = edge;
  for (auto [i, edge] : llvm::enumerate(high))
    edges[2 * i + 1] = edge;
  auto type = RankedTensorType::get({int64_t(rank), 2}, b.getI64Type());
  return cast<DenseIntElementsAttr>(DenseElementsAttr::get(type, ArrayRef(edges)));
}

//===- general forms -------------------------------------------------------------------------===//

static Values exportReduceWindow(Site &s, ir::ReduceWindowOp op) {
  ArrayRef<int64_t> window = op.getWindow();
  auto reduction = s.create<stablehlo::ReduceWindowOp>(
      op.getResultTypes(), op.getInputs(), op.getInits(), window, given(s.b, op.getStrides()),
      given(s.b, op.getBaseDilation()), given(s.b, op.getWindowDilation()),
      paddingOf(s.b, op.getLow(), op.getHigh()));
  if (failed(s.take(op.getBody(), reduction.getBody())))
    return failure();
  return SmallVector<Value>(reduction.getResults());
}

/// Windows without holes, as StableHLO has them.
static Values exportPlain(Site &s, ir::SelectAndScatterOp op) {
  auto scatter = s.create<stablehlo::SelectAndScatterOp>(
      op.getType(), op.getX(), op.getSource(), op.getInit(),
      s.b.getDenseI64ArrayAttr(op.getWindow()), given(s.b, op.getStrides()),
      paddingOf(s.b, op.getLow(), op.getHigh()));
  if (failed(s.take(op.getSelect(), scatter.getSelect())) ||
      failed(s.take(op.getScatter(), scatter.getScatter())))
    return failure();
  return one(scatter.getResult());
}

//===- named forms ---------------------------------------------------------------------------===//

static Kind kindOf(ir::Reducer reducer) {
  switch (reducer) {
  case ir::Reducer::Sum:
    return Kind::Sum;
  case ir::Reducer::Prod:
    return Kind::Product;
  case ir::Reducer::Max:
    return Kind::Max;
  case ir::Reducer::Min:
    return Kind::Min;
  case ir::Reducer::LogSumExp:
    return Kind::LogSumExp;
  }
  llvm_unreachable("all reducers are named above");
}

namespace {
/// What a tcc.reduce_window is built with.
struct Geometry {
  ArrayRef<int64_t> window, strides, low, high, dilation, baseDilation;
};
} // namespace

static ir::ReduceWindowOp reduceWindow(Site &s, ValueRange inputs, ValueRange inits,
                                       const Geometry &g) {
  return s.create<ir::ReduceWindowOp>(inputs, inits, g.window, g.strides, g.low, g.high, g.dilation,
                                      g.baseDilation);
}

static Value reduceNamed(Site &s, Kind kind, Value x, const Geometry &geometry) {
  return accumulated(s, kind, x, [&](Value x) -> Value {
    auto reduction = reduceWindow(s, x, identity(s, kind, x), geometry);
    buildCombination(s, kind, reduction.getBody(), x);
    return reduction.getResult(0);
  });
}

static Values exportPool(Site &s, ir::PoolOp op) {
  return one(reduceNamed(s, kindOf(op.getReducer()), op.getX(),
                         {op.getWindow(), op.getStrides(), op.getLow(), op.getHigh(),
                          op.getWindowDilation(), op.getBaseDilation()}));
}

static Values exportCumulate(Site &s, ir::CumulateOp op) {
  auto type = op.getType();
  int64_t extent = type.getDimSize(unsigned(op.getAxis()));
  if (type.getNumElements() == 0)
    return one(op.getX());
  SmallVector<int64_t> window(type.getRank(), 1), none(type.getRank(), 0), reach(none);
  window[op.getAxis()] = extent;
  reach[op.getAxis()] = extent - 1;
  Geometry geometry{window, {}, reach, none, {}, {}};
  if (op.getReverse())
    std::swap(geometry.low, geometry.high);
  return one(reduceNamed(s, kindOf(op.getReducer()), op.getX(), geometry));
}

/// What a region yields of these elements.
static Value inlined(ir::RuleBuilder &g, Region &region, ValueRange elements) {
  IRMapping mapping;
  mapping.map(region.getArguments(), elements);
  for (Operation &op : region.front().without_terminator())
    g.b.clone(op, mapping);
  return mapping.lookupOrDefault(region.front().getTerminator()->getOperand(0));
}

/// Of each window the element of t where the chosen element of x stands, `none` of one of padding
/// only: a reduction of both with whether there is an element yet.
template <class OpTy> static Value choose(Site &s, OpTy op, Value t, Value none) {
  Value x = op.getX();
  RankedTensorType truths = Site::type(x).clone(s.b.getI1Type());
  Value all = splat(s, truths, s.b.getBoolAttr(true));
  Value inputs[] = {x, t, all}, inits[] = {s.scalar(x, 0), none, s.scalar(all, 0)};
  auto reduction = reduceWindow(
      s, inputs, inits,
      {op.getWindow(), op.getStrides(), op.getLow(), op.getHigh(), op.getWindowDilation(), {}});
  SmallVector<Type> elements{x.getType(), t.getType(), truths, x.getType(), t.getType(), truths};
  ir::buildScalarRegion(s, reduction.getBody(), elements,
                        [&](ir::RuleBuilder &g, ValueRange in) -> SmallVector<Value> {
                          Value isBetter = inlined(g, op.getSelect(), {in[0], in[3]});
                          Value isOnly = g.create<ir::NotOp>(in[5]);
                          Value keeps =
                              g.create<ir::AndOp>(in[2], g.create<ir::OrOp>(isOnly, isBetter));
                          return {g.select(keeps, in[0], in[3]), g.select(keeps, in[1], in[4]),
                                  g.create<ir::OrOp>(in[2], in[5])};
                        });
  return reduction.getResult(1);
}

static Values exportSelectAndGather(Site &s, ir::SelectAndGatherOp op) {
  return one(choose(s, op, op.getT(), s.scalar(op.getT(), 0)));
}

/// Windows with holes: a scatter to the places that are chosen; of padding only, to none.
static Values exportSelectAndScatter(Site &s, ir::SelectAndScatterOp op) {
  if (llvm::all_of(op.getWindowDilation(), [](int64_t d) { return d == 1; }))
    return exportPlain(s, op);
  auto type = op.getType();
  int64_t count = type.getNumElements(), windows = Site::type(op.getSource()).getNumElements();
  Value places = s.create<ir::IotaOp>(s.b.getI64Type(), ArrayRef{count}, int64_t(0));
  Value chosen = choose(s, op, s.reshape(places, type.getShape()), s.scalar(places, -1));
  auto scatter = s.create<ir::ScatterOp>(
      ir::Combiner::Custom, s.broadcast(op.getInit(), {count}), s.reshape(chosen, {windows, 1}),
      s.reshape(op.getSource(), {windows}),
      ir::IndexDims{.collapsed = {0}, .indexMap = {0}, .indexVector = 1}, /*clip=*/false,
      /*unique=*/false);
  ir::cloneScalarRegion(op.getScatter(), scatter.getBody());
  return one(s.reshape(scatter.getResult(0), type.getShape()));
}

/// Its steps depend on each other: a scan over the axis, which comes first there.
static Values exportRecurrence(Site &s, ir::RecurrenceOp op) {
  auto type = op.getType();
  SmallVector<int64_t> order{int64_t(op.getAxis())};
  llvm::append_range(order, ir::otherAxes(type.getRank(), order));
  SmallVector<int64_t> back(order.size());
  for (auto [i, axis] : llvm::enumerate(order))
    back[axis] = int64_t(i);
  Type wide = ir::accumulatorType(type.getElementType());
  auto rows = [&](Value x) { return s.transpose(s.convert(x, wide), order); };
  Value a = rows(op.getA()), b = rows(op.getB());
  auto stacked = Site::type(a);
  auto row = RankedTensorType::get(stacked.getShape().drop_front(), wide);
  Value zero = splat(s, row, s.b.getFloatAttr(wide, 0));
  auto scan = s.create<ir::ScanOp>(ValueRange(zero), ValueRange{a, b}, TypeRange(row),
                                   stacked.getDimSize(0), op.getReverse());
  OpBuilder inside = OpBuilder::atBlockEnd(&scan.getBlock());
  ir::RuleBuilder g(inside, s.loc);
  ValueRange in = scan.getBlock().getArguments();
  Value next = g.add(g.mul(in[0], in[1]), in[2]);
  g.create<ir::YieldOp>(ValueRange{next, next});
  return one(s.convert(s.transpose(scan.getYs()[0], back), type.getElementType()));
}

void exporter::addWindowRules(Rules &rules) {
  rules.add<ir::ReduceWindowOp>(exportReduceWindow);
  rules.add<ir::SelectAndScatterOp>(exportSelectAndScatter);
  rules.add<ir::PoolOp>(exportPool);
  rules.add<ir::CumulateOp>(exportCumulate);
  rules.add<ir::SelectAndGatherOp>(exportSelectAndGather);
  rules.add<ir::RecurrenceOp>(exportRecurrence);
}
