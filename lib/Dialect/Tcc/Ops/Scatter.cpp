// Windows written into a tensor, one after the other in the order of the updates: the same result
// whoever computes it. Of each op verification, inference, derivative, lowering, in this order.
#include "../Positions.h"
#include "../SplitComplex.h"
#include "../Windows.h"

#include "tcc/Dialect/Exec/ExecDialect.h"
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/ScalarRegion.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- scatter_add
//-----------------------------------------------------------------------------===//

FailureOr<RankedTensorType> ScatterAddOp::inferType(const RuleSite &site, Adaptor op) {
  auto updates = site.tensor(op.getUpdates(), "updates"),
       indices = site.tensor(op.getIndices(), "indices");
  int64_t rows = op.getRows();
  if (failed(updates) || failed(indices) || failed(site.checkShape({rows})))
    return failure();
  if (rows == 0 && !llvm::is_contained(indices->getShape(), 0))
    return site.error() << "there are no rows to choose from, but indices are " << *indices;
  auto leading = updates->getShape().take_front(indices->getRank());
  if (failed(verifyCompatibleShape(leading, indices->getShape())))
    return (site.error() << "updates " << shapeText(updates->getShape())
                         << " must begin with the shape of indices, "
                         << shapeText(indices->getShape()))
        .hint("each index says to which row its update is added");
  SmallVector<int64_t> shape{rows};
  llvm::append_range(shape, updates->getShape().drop_front(indices->getRank()));
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return updates->clone(shape);
}

SmallVector<Value> ScatterAddOp::decompose(RuleBuilder &g) {
  int64_t rank = type(getIndices()).getRank(), all = type(getUpdates()).getRank();
  Type element = type(getUpdates()).getElementType(), wide = accumulatorType(element);
  IndexDims dims{.window = llvm::to_vector(llvm::seq(rank, all)),
                 .collapsed = {0},
                 .indexMap = {0},
                 .indexVector = rank};
  Value sum = g.create<ScatterOp>(Combiner::Add, g.convert(g.zero(getResult()), wide), getIndices(),
                                  g.convert(getUpdates(), wide), dims,
                                  /*clip=*/true, /*unique=*/false)
                  .getResult(0);
  return {g.convert(sum, element)};
}

SmallVector<Complex> ScatterAddOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  return splitLinear(c, *this, in);
}

//===- scatter
//---------------------------------------------------------------------------------===//

template <class OpOrAdaptor> static IndexDims dimsOf(OpOrAdaptor op) {
  return {.window = llvm::to_vector(op.getUpdateWindowDims()),
          .collapsed = llvm::to_vector(op.getInsertedWindowDims()),
          .operandBatching = llvm::to_vector(op.getInputBatchingDims()),
          .indicesBatching = llvm::to_vector(op.getScatterIndicesBatchingDims()),
          .indexMap = llvm::to_vector(op.getScatterDimsToOperandDims()),
          .indexVector = int64_t(op.getIndexVectorDim())};
}

void ScatterOp::build(OpBuilder &b, OperationState &state, Combiner combiner, Value input,
                      Value indices, Value updates, const IndexDims &dims, bool clip, bool unique) {
  build(b, state, TypeRange{input.getType()}, ValueRange{input}, indices, ValueRange{updates},
        combiner, dims.window, dims.collapsed, dims.operandBatching, dims.indicesBatching,
        dims.indexMap, dims.indexVector, /*indices_are_sorted=*/false, unique, clip);
}

// The windows of the updates; their axes must be among those of the updates.
static FailureOr<Windows> windowsOf(const RuleSite &site, IndexDims dims, RankedTensorType input,
                                    RankedTensorType indices, RankedTensorType updates) {
  SmallVector<int64_t> sizes(input.getRank(), 1), axes = dims.collapsed;
  axes.append(dims.operandBatching);
  axes = otherAxes(input.getRank(), axes);
  if (failed(site.checkAxes("update_window_dims", dims.window, updates.getRank())))
    return failure();
  if (axes.size() != dims.window.size())
    return site.error() << "update_window_dims " << shapeText(dims.window)
                        << " must be as many as the axes of the operand that windows extend along, "
                        << shapeText(axes);
  for (auto [axis, window] : llvm::zip(axes, dims.window))
    sizes[axis] = updates.getDimSize(window);
  return Windows(std::move(dims), input, indices, sizes);
}

static LogicalResult checkCombiner(const RuleSite &site, Combiner combiner, ValueRange inputs) {
  if (combiner == Combiner::Custom)
    return success();
  if (inputs.size() != 1)
    return site.error() << "combines " << inputs.size() << " tensors: that takes a region (custom)";
  Type element = type(inputs[0]).getElementType();
  if (combiner != Combiner::Set && element.isInteger(1))
    return site.error() << "cannot combine truth values by " << stringifyCombiner(combiner);
  return success();
}

LogicalResult ScatterOp::inferTypes(const RuleSite &site, Adaptor op,
                                    SmallVectorImpl<Type> &types) {
  auto indices = site.tensor(op.getScatterIndices(), "scatter_indices");
  if (op.getInputs().empty() || op.getInputs().size() != op.getUpdates().size())
    return site.error() << "needs updates for each operand, and one operand at least";
  if (failed(indices) || failed(checkCombiner(site, op.getCombiner(), op.getInputs())))
    return failure();
  for (auto [given, update] : llvm::zip(op.getInputs(), op.getUpdates())) {
    auto input = site.tensor(given, "operand"), updates = site.tensor(update, "updates");
    if (failed(input) || failed(updates))
      return failure();
    if (input->getElementType() != updates->getElementType())
      return site.error() << "updates must have the operand's element type, but are " << *updates
                          << " for " << *input;
    if (input->getShape() != type(op.getInputs()[0]).getShape())
      return site.error() << "operands must have one shape, but are " << op.getInputs().getTypes();
    auto windows = windowsOf(site, dimsOf(op), *input, *indices, *updates);
    if (failed(windows) || failed(windows->verify(site)))
      return failure();
    auto shape = windows->denseShape(site);
    if (failed(shape))
      return failure();
    if (updates->getShape() != ArrayRef<int64_t>(*shape))
      return site.error() << "updates are " << shapeText(updates->getShape())
                          << ", but indices ask for " << shapeText(*shape);
    types.push_back(*input);
  }
  return success();
}

LogicalResult ScatterOp::verifyRegions() {
  bool isCustom = getCombiner() == Combiner::Custom;
  if (isCustom == getBody().empty())
    return emitOpError(isCustom ? "needs a region to combine by"
                                : "has a region, but is not said to be custom");
  if (!isCustom)
    return success();
  SmallVector<Type> arguments(getInputs().getTypes());
  llvm::append_range(arguments, getUpdates().getTypes());
  return verifyScalarSignature(getBody(), "its region", arguments, getInputs().getTypes());
}

SmallVector<Complex> ScatterOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  bool isLinear = getCombiner() == Combiner::Set || getCombiner() == Combiner::Add;
  return isLinear ? splitLinear(c, *this, in) : SmallVector<Complex>();
}

//===- derivative: linear, each result element by the weights of what went into it ------------===//

namespace {
/// The derivative of an element of the result by those that were combined to it. A null weight is
/// one; of an i1 weight, true is one and false is nought.
struct Weights {
  Value input;   // shaped like the input
  Value updates; // shaped like the updates; nought for those that were dropped
};

class ScatterRules {
public:
  ScatterRules(RuleBuilder &g, ScatterOp op) : g(g), op(op), dims(dimsOf(op)) {
    auto windows = windowsOf({op.getLoc(), op->getName().getStringRef()}, dims, type(input()),
                             type(op.getScatterIndices()), type(updates()));
    sizes = windows->sizes;
  }

  Value input() { return op.getInputs()[0]; }
  Value updates() { return op.getUpdates()[0]; }
  /// For each element of the updates, that of x which it goes to; 0 where it is dropped.
  Value gather(Value x) {
    return g.create<GatherOp>(x, op.getScatterIndices(), sizes, dims, /*drop=*/!op.getClip());
  }
  Value scatter(Combiner combiner, Value x, Value u) {
    return g
        .create<ScatterOp>(combiner, x, op.getScatterIndices(), u, dims, op.getClip(),
                           op.getUniqueIndices())
        .getResult(0);
  }
  Value weigh(Value t, Value weight) {
    if (!weight)
      return t;
    bool isMask = type(weight).getElementType().isInteger(1);
    return isMask ? g.select(weight, t, g.scalar(t, 0)) : g.mul(t, weight);
  }

  Weights setWeights();
  Weights mulWeights();
  Weights extremumWeights();

private:
  Value isLast();

  RuleBuilder &g;
  ScatterOp op;
  IndexDims dims;
  SmallVector<int64_t> sizes;
};
} // namespace

// Of several updates of one element the last one stays: each leaves its number there, and looks
// whether it is still to be found.
Value ScatterRules::isLast() {
  auto shape = type(updates()).getShape();
  Type integer = g.b.getI64Type();
  Value numbers = g.create<IotaOp>(integer, ArrayRef<int64_t>{type(updates()).getNumElements()}, 0);
  numbers = g.reshape(g.add(numbers, 1.0), shape);
  Value none = g.convert(g.zero(input()), integer);
  Value found = gather(scatter(Combiner::Set, none, numbers));
  return g.compare(ComparePredicate::Eq, found, numbers);
}

Weights ScatterRules::setWeights() {
  Type truth = g.b.getI1Type();
  Value stays = scatter(Combiner::Set, g.convert(g.full(input(), 1), truth),
                        g.convert(g.zero(updates()), truth));
  return {stays, isLast()};
}

// The product of all other factors, right with zeros among them: of one zero only that one counts.
Weights ScatterRules::mulWeights() {
  Value x = input(), u = updates();
  Value isZeroX = g.compare(ComparePredicate::Eq, x, 0.0);
  Value isZeroU = g.compare(ComparePredicate::Eq, u, 0.0);
  Type element = type(x).getElementType();
  Value factor = g.select(isZeroU, g.scalar(u, 1), u);
  Value product = scatter(Combiner::Mul, g.select(isZeroX, g.scalar(x, 1), x), factor);
  Value zeros = scatter(Combiner::Add, g.convert(isZeroX, element), g.convert(isZeroU, element));
  Value otherZeros = g.sub(gather(zeros), g.convert(isZeroU, element));
  Value others = g.div(gather(product), factor);
  Value isWhole = g.compare(ComparePredicate::Le, otherZeros, 0.0);
  return {scatter(Combiner::Mul, g.full(x, 1), u), g.select(isWhole, others, g.scalar(others, 0))};
}

// Shared equally among all that are equal to the result.
Weights ScatterRules::extremumWeights() {
  Value result = op.getResult(0);
  Type element = type(result).getElementType();
  Value hitX = g.convert(g.compare(ComparePredicate::Eq, input(), result), element);
  Value hitU = g.convert(g.compare(ComparePredicate::Eq, updates(), gather(result)), element);
  Value share = g.div(1.0, scatter(Combiner::Add, hitX, hitU));
  return {g.mul(hitX, share), g.mul(hitU, gather(share))};
}

// The named combiner that a region amounts to.
static Combiner recognize(ScatterOp op) {
  if (op.getCombiner() != Combiner::Custom || op.getInputs().size() != 1)
    return op.getCombiner();
  Block &block = op.getBody().front();
  if (block.without_terminator().empty() &&
      block.getTerminator()->getOperand(0) == block.getArgument(1))
    return Combiner::Set;
  Operation *sole = soleBinaryOp(op.getBody());
  if (!sole)
    return Combiner::Custom;
  return llvm::TypeSwitch<Operation *, Combiner>(sole)
      .Case([](AddOp) { return Combiner::Add; })
      .Case([](MulOp) { return Combiner::Mul; })
      .Case([](MinOp) { return Combiner::Min; })
      .Case([](MaxOp) { return Combiner::Max; })
      .Default([](Operation *) { return Combiner::Custom; });
}

static std::optional<Weights> weightsOf(ScatterRules &rules, ScatterOp op) {
  switch (recognize(op)) {
  case Combiner::Set:
    return rules.setWeights();
  case Combiner::Add:
    return Weights();
  case Combiner::Mul:
    return rules.mulWeights();
  case Combiner::Min:
  case Combiner::Max:
    return rules.extremumWeights();
  case Combiner::Custom:
    return std::nullopt;
  }
  llvm_unreachable("all combiners are named above");
}

static constexpr char notNamed[] =
    "its region is not one sum, product, maximum, minimum or replacement of one tensor, and its "
    "indices are not unique";

static bool isNothing(ScatterOp op) {
  return type(op.getInputs()[0]).getNumElements() == 0 ||
         type(op.getUpdates()[0]).getNumElements() == 0;
}

// Where no place is written twice, each takes what the region makes of its element and its update.
SmallVector<Value> ScatterOp::unfold(RuleBuilder &g) {
  if (recognize(*this) != Combiner::Custom || !getUniqueIndices() || isNothing(*this))
    return {};
  ScatterRules rules(g, *this);
  SmallVector<Value> elements =
      llvm::map_to_vector(getInputs(), [&](Value input) -> Value { return rules.gather(input); });
  llvm::append_range(elements, getUpdates());
  return llvm::map_to_vector(
      llvm::zip_equal(getInputs(), *inlineOnTensors(g.b, getBody(), elements)), [&](auto pair) {
        auto [input, element] = pair;
        return rules.scatter(Combiner::Set, input, element);
      });
}

SmallVector<Value> ScatterOp::vjp(RuleBuilder &g, ValueRange dy) {
  if (recognize(*this) == Combiner::Custom)
    return reportNoDerivative(*this, notNamed);
  if (isNothing(*this))
    return {dy[0], Value(), g.zero(getUpdates()[0])};
  ScatterRules rules(g, *this);
  Weights weights = *weightsOf(rules, *this);
  return {rules.weigh(dy[0], weights.input), Value(),
          rules.weigh(rules.gather(dy[0]), weights.updates)};
}

SmallVector<Value> ScatterOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (recognize(*this) == Combiner::Custom)
    return reportNoDerivative(*this, notNamed);
  if (isNothing(*this) || (!tangents[0] && !tangents[2]))
    return {tangents[0]};
  ScatterRules rules(g, *this);
  Weights weights = *weightsOf(rules, *this);
  Value dx = tangents[0] ? tangents[0] : g.zero(rules.input());
  Value du = tangents[2] ? tangents[2] : g.zero(rules.updates());
  return {rules.scatter(Combiner::Add, rules.weigh(dx, weights.input),
                        rules.weigh(du, weights.updates))};
}

//===- lowering -----------------------------------------------------------------------------===//

// The code that combines: the op's own, or that of a named combiner, made in `named`.
static Region &combinerCode(RuleBuilder &g, ScatterOp op, Region &named) {
  if (op.getCombiner() == Combiner::Custom)
    return op.getBody();
  SmallVector<Type> two(2, op.getInputs()[0].getType());
  auto combine = [&](RuleBuilder &g, ValueRange in) -> SmallVector<Value> {
    switch (op.getCombiner()) {
    case Combiner::Add:
      return {g.create<AddOp>(in[0], in[1])};
    case Combiner::Mul:
      return {g.create<MulOp>(in[0], in[1])};
    case Combiner::Min:
      return {g.create<MinOp>(in[0], in[1])};
    case Combiner::Max:
      return {g.create<MaxOp>(in[0], in[1])};
    case Combiner::Set:
    case Combiner::Custom:
      return {in[1]};
    }
    llvm_unreachable("all combiners are named above");
  };
  buildScalarRegion(g, named, two, combine);
  return named;
}

namespace {
/// The body of the nest: buffers of the indices, the updates and the operands.
struct ScatterLoops {
  const Windows &windows;
  Region &combiner;
  bool isChecked;
  ValueRange updates, operands;

  void writeWindow(ImplicitLocOpBuilder &b, ValueRange batch, const Windows::Start &start) const {
    forEachPosition(b, windows.windowShape(), [&](ImplicitLocOpBuilder &b, ValueRange window) {
      SmallVector<Value> from = windows.join(batch, window), to = windows.locate(b, start, window);
      SmallVector<Value> elements;
      for (Value operand : operands)
        elements.push_back(loadElement(b, operand, to));
      for (Value update : updates)
        elements.push_back(loadElement(b, update, from));
      SmallVector<Value> combined = inlineScalarRegion(b, combiner, elements);
      for (auto [element, operand] : llvm::zip_equal(combined, operands))
        storeElement(b, element, operand, to);
    });
  }

  void emit(ImplicitLocOpBuilder &b, Value indices) const {
    auto load = [&](ImplicitLocOpBuilder &b, ValueRange place) -> Value {
      return loadElement(b, indices, place);
    };
    forEachPosition(b, windows.batchShape(), [&](ImplicitLocOpBuilder &b, ValueRange batch) {
      Windows::Start start = windows.startAt(b, batch, isChecked, load);
      if (!start.isInside)
        return writeWindow(b, batch, start);
      scf::IfOp::create(b, start.isInside, [&](OpBuilder &inner, Location loc) {
        ImplicitLocOpBuilder b(loc, inner);
        writeWindow(b, batch, start);
        scf::YieldOp::create(b);
      });
    });
  }
};
} // namespace

FailureOr<SmallVector<Value>> ScatterOp::lower(OpBuilder &builder) {
  if (isNothing(*this))
    return SmallVector<Value>(getInputs());
  auto windows = windowsOf({getLoc(), getOperationName()}, dimsOf(*this), type(getInputs()[0]),
                           type(getScatterIndices()), type(getUpdates()[0]));
  RuleBuilder g(builder, getLoc());
  Region named;
  Region &combiner = combinerCode(g, *this, named);
  SmallVector<Value> inputs{getScatterIndices()};
  llvm::append_range(inputs, getUpdates());
  ImplicitLocOpBuilder b(getLoc(), builder);
  size_t count = getInputs().size();
  auto emit = [&](ImplicitLocOpBuilder &b, ValueRange buffers) {
    ScatterLoops{*windows, combiner, !getClip(), buffers.slice(1, count), buffers.take_back(count)}
        .emit(b, buffers[0]);
  };
  auto nest = exec::NestOp::create(b, "scatter", inputs, getInputs(), emit);
  return SmallVector<Value>(nest.getResults());
}
