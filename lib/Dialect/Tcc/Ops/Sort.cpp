// Sorting: of each op verification, inference, derivative, lowering, in this order.
#include "../Positions.h"

#include "tcc/Dialect/Exec/ExecDialect.h"
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/ScalarRegion.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- top_k
//-----------------------------------------------------------------------------------===//

LogicalResult TopKOp::inferTypes(const RuleSite &site, Adaptor op, SmallVectorImpl<Type> &types) {
  auto x = site.tensor(op.getX(), "operand");
  int64_t k = op.getK();
  if (failed(x))
    return failure();
  if (x->getRank() == 0)
    return site.error() << "operand must have an axis to choose along, but is " << *x;
  int64_t last = x->getRank() - 1;
  if (k < 0 || (!x->isDynamicDim(last) && k > x->getDimSize(last)))
    return site.error() << "k is " << k << ", but the last axis has " << x->getDimSize(last)
                        << " elements";
  SmallVector<int64_t> shape(x->getShape());
  shape.back() = k;
  types.push_back(x->clone(shape));
  types.push_back(x->clone(shape, IntegerType::get(x->getContext(), 32)));
  return success();
}

SmallVector<Value> TopKOp::decompose(RuleBuilder &g) {
  auto x = type(getX());
  int64_t axis = x.getRank() - 1;
  Value places = g.create<IotaOp>(g.b.getI32Type(), x.getShape(), axis);
  auto sorted = g.create<SortOp>(SortOrder::Descending, ValueRange{getX(), places}, axis);
  return llvm::map_to_vector(sorted.getResults(),
                             [&](Value all) { return g.slice(all, axis, 0, getK()); });
}

//===- sort
//------------------------------------------------------------------------------------===//

void SortOp::build(OpBuilder &b, OperationState &state, SortOrder order, ValueRange inputs,
                   int64_t axis) {
  build(b, state, inputs.getTypes(), inputs, axis, order);
}

LogicalResult SortOp::inferTypes(const RuleSite &site, Adaptor op, SmallVectorImpl<Type> &types) {
  if (op.getInputs().empty())
    return site.error() << "needs something to sort";
  for (Value input : op.getInputs()) {
    auto x = site.tensor(input, "operand");
    if (failed(x))
      return failure();
    if (x->getShape() != type(op.getInputs()[0]).getShape())
      return site.error() << "operands must have one shape, but are " << op.getInputs().getTypes();
    types.push_back(*x);
  }
  return site.checkAxis("axis", op.getAxis(), type(op.getInputs()[0]).getRank());
}

LogicalResult SortOp::verifyRegions() {
  bool isCustom = getOrder() == SortOrder::Custom;
  if (isCustom == getComparator().empty())
    return emitOpError(isCustom ? "needs a region to compare by"
                                : "has a region, but is not said to be custom");
  if (!isCustom)
    return success();
  SmallVector<Type> pairs;
  for (Type type : getInputs().getTypes())
    pairs.append(2, type);
  return verifyScalarSignature(getComparator(), "its comparator", pairs,
                               RankedTensorType::get({}, IntegerType::get(getContext(), 1)));
}

// The same sort with the places of elements as one operand more.
static Value sortPlaces(RuleBuilder &g, SortOp op) {
  auto x = type(op.getInputs()[0]);
  SmallVector<Value> inputs(op.getInputs());
  inputs.push_back(g.create<IotaOp>(g.b.getI32Type(), x.getShape(), op.getAxis()));
  auto sorted = g.create<SortOp>(op.getOrder(), inputs, op.getAxis());
  if (op.getOrder() == SortOrder::Custom) {
    cloneScalarRegion(op.getComparator(), sorted.getComparator());
    auto place = RankedTensorType::get({}, g.b.getI32Type());
    sorted.getComparator().addArguments({place, place}, {op.getLoc(), op.getLoc()});
  }
  return sorted.getResults().back();
}

namespace {
/// Elements along an axis, each at a place of its own: `places` has the operands' shape.
struct Permutation {
  RuleBuilder &g;
  Value places;
  int64_t axis;

  IndexDims dims() const {
    int64_t rank = type(places).getRank();
    SmallVector<int64_t> others = otherAxes(rank, {axis});
    return {.collapsed = {axis},
            .operandBatching = others,
            .indicesBatching = others,
            .indexMap = {axis},
            .indexVector = rank};
  }
  Value gather(Value x) const {
    SmallVector<int64_t> ones(type(places).getRank(), 1);
    return g.create<GatherOp>(x, places, ones, dims(), /*drop=*/false);
  }
  Value scatter(Value x) const {
    return g
        .create<ScatterOp>(Combiner::Set, g.zero(x), places, x, dims(), /*clip=*/false,
                           /*unique=*/true)
        .getResult(0);
  }
};
} // namespace

static bool isFloat(Value x) { return isa<FloatType>(type(x).getElementType()); }

SmallVector<Value> SortOp::vjp(RuleBuilder &g, ValueRange dy) {
  Permutation order{g, sortPlaces(g, *this), int64_t(getAxis())};
  return llvm::map_to_vector(llvm::zip(getInputs(), dy), [&](auto pair) -> Value {
    auto [input, cotangent] = pair;
    return isFloat(input) ? order.scatter(cotangent) : Value();
  });
}
SmallVector<Value> SortOp::jvp(RuleBuilder &g, ValueRange tangents) {
  Permutation order{g, sortPlaces(g, *this), int64_t(getAxis())};
  return llvm::map_to_vector(
      tangents, [&](Value tangent) { return tangent ? order.gather(tangent) : tangent; });
}

//===- lowering: merge sort of rows ----------------------------------------------------------===//

// Whether a comes before b: NaN is the largest number, and -0 is 0.
static Value isLess(ImplicitLocOpBuilder &b, Value x, Value y, bool isUnsigned) {
  if (!isa<FloatType>(x.getType())) {
    bool noSign = isUnsigned || x.getType().isInteger(1);
    auto less = noSign ? arith::CmpIPredicate::ult : arith::CmpIPredicate::slt;
    return arith::CmpIOp::create(b, less, x, y);
  }
  Value less = arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, x, y);
  Value isNumber = arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, x, x);
  Value isNan = arith::CmpFOp::create(b, arith::CmpFPredicate::UNO, y, y);
  return arith::OrIOp::create(b, less, arith::AndIOp::create(b, isNumber, isNan));
}

namespace {

/// Rows of [rows, length], of several tensors at once. Every merge writes each place of its range
/// once, whatever the comparator says.
class RowSorter {
public:
  RowSorter(ImplicitLocOpBuilder &b, SortOp op, int64_t length)
      : b(b), op(op), length(length), one(number(1)), end(number(length)) {}

  /// Sorts row `row` of `data`, with `scratch` of the same shape.
  void sort(Value row, ValueRange data, ValueRange scratch);

private:
  Value number(int64_t n) { return arith::ConstantIndexOp::create(b, n); }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, x, y); }
  Value least(Value x, Value y) { return arith::MinSIOp::create(b, x, y); }
  SmallVector<Value> load(ValueRange from, Value row, Value at);
  void store(ValueRange elements, ValueRange to, Value row, Value at);
  Value comesBefore(ValueRange x, ValueRange y);
  void pass(Value row, Value width, ValueRange from, ValueRange to);
  void merge(Value row, Value begin, Value middle, Value last, ValueRange from, ValueRange to);
  void copy(Value row, Value first, Value last, Value target, ValueRange from, ValueRange to);

  ImplicitLocOpBuilder &b;
  SortOp op;
  int64_t length;
  Value one, end;
};

} // namespace

SmallVector<Value> RowSorter::load(ValueRange from, Value row, Value at) {
  return llvm::map_to_vector(
      from, [&](Value buffer) -> Value { return loadElement(b, buffer, {row, at}); });
}

void RowSorter::store(ValueRange elements, ValueRange to, Value row, Value at) {
  for (auto [element, buffer] : llvm::zip_equal(elements, to))
    storeElement(b, element, buffer, {row, at});
}

Value RowSorter::comesBefore(ValueRange x, ValueRange y) {
  if (op.getOrder() == SortOrder::Custom) {
    SmallVector<Value> pairs;
    for (auto [left, right] : llvm::zip_equal(x, y))
      pairs.append({left, right});
    return inlineScalarRegion(b, op.getComparator(), pairs)[0];
  }
  bool isUnsigned = type(op.getInputs()[0]).getElementType().isUnsignedInteger();
  bool ascends = op.getOrder() == SortOrder::Ascending;
  return ascends ? isLess(b, x[0], y[0], isUnsigned) : isLess(b, y[0], x[0], isUnsigned);
}

void RowSorter::copy(Value row, Value first, Value last, Value target, ValueRange from,
                     ValueRange to) {
  Value shift = arith::SubIOp::create(b, target, first);
  auto loop = scf::ForOp::create(b, first, last, one);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  store(load(from, row, loop.getInductionVar()), to, row, add(loop.getInductionVar(), shift));
}

/// [begin, middle) and [middle, last) of one buffer become [begin, last) of the other. The right
/// one's element is taken only where it comes before the left one's: equal ones keep their order.
void RowSorter::merge(Value row, Value begin, Value middle, Value last, ValueRange from,
                      ValueRange to) {
  Type index = b.getIndexType();
  auto loop = scf::WhileOp::create(
      b, TypeRange{index, index}, ValueRange{begin, middle},
      [&](OpBuilder &inner, Location loc, ValueRange heads) {
        ImplicitLocOpBuilder b(loc, inner);
        Value left = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, heads[0], middle);
        Value right = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, heads[1], last);
        scf::ConditionOp::create(b, arith::AndIOp::create(b, left, right), heads);
      },
      [&](OpBuilder &inner, Location loc, ValueRange heads) {
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPoint(inner.getInsertionBlock(), inner.getInsertionPoint());
        SmallVector<Value> left = load(from, row, heads[0]), right = load(from, row, heads[1]);
        Value takesRight = comesBefore(right, left);
        SmallVector<Value> taken;
        for (auto [x, y] : llvm::zip_equal(right, left))
          taken.push_back(arith::SelectOp::create(b, takesRight, x, y));
        // How far both heads have come is how much has been written.
        Value written = arith::SubIOp::create(b, add(heads[0], heads[1]), middle);
        store(taken, to, row, written);
        Value step = arith::IndexCastUIOp::create(b, b.getIndexType(), takesRight);
        Value other = arith::SubIOp::create(b, one, step);
        scf::YieldOp::create(b, ValueRange{add(heads[0], other), add(heads[1], step)});
      });
  Value left = loop.getResult(0), right = loop.getResult(1);
  Value written = arith::SubIOp::create(b, add(left, right), middle);
  copy(row, left, middle, written, from, to);
  copy(row, right, last, add(written, arith::SubIOp::create(b, middle, left)), from, to);
}

/// Runs of `width` are sorted in `from`; runs of twice that in `to`.
void RowSorter::pass(Value row, Value width, ValueRange from, ValueRange to) {
  auto loop = scf::ForOp::create(b, number(0), end, add(width, width));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value begin = loop.getInductionVar(), middle = least(add(begin, width), end);
  merge(row, begin, middle, least(add(middle, width), end), from, to);
}

void RowSorter::sort(Value row, ValueRange data, ValueRange scratch) {
  // Two passes at a time, so that the row ends where it was; the last one may find one run only.
  int64_t passes = llvm::Log2_64_Ceil(std::max<int64_t>(length, 1));
  Value two = number(2);
  auto loop =
      scf::ForOp::create(b, number(0), number(llvm::divideCeil(passes, 2)), one, ValueRange{one});
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value width = loop.getRegionIterArg(0), twice = arith::MulIOp::create(b, width, two);
  pass(row, width, data, scratch);
  pass(row, twice, scratch, data);
  scf::YieldOp::create(b, ValueRange{arith::MulIOp::create(b, twice, two).getResult()});
}

// Rows one after the other, each a task: a copy of the operands that is sorted in place.
static SmallVector<Value> sortRows(ImplicitLocOpBuilder &b, SortOp op, ValueRange inputs) {
  int64_t rows = type(inputs[0]).getDimSize(0), length = type(inputs[0]).getDimSize(1);
  SmallVector<Value> empty;
  for (Value input : inputs)
    empty.push_back(
        tensor::EmptyOp::create(b, type(input).getShape(), type(input).getElementType()));
  auto emit = [&](ImplicitLocOpBuilder &b, ValueRange buffers) {
    ValueRange from = buffers.take_front(inputs.size()), to = buffers.drop_front(inputs.size());
    SmallVector<Value> scratch;
    for (Value buffer : to)
      scratch.push_back(memref::AllocOp::create(b, cast<MemRefType>(buffer.getType())));
    auto number = [&](int64_t n) -> Value { return arith::ConstantIndexOp::create(b, n); };
    auto body = [&](OpBuilder &inner, Location loc, ValueRange row) {
      ImplicitLocOpBuilder b(loc, inner);
      forEachPosition(b, {length}, [&](ImplicitLocOpBuilder &b, ValueRange at) {
        SmallVector<Value> place{row[0], at[0]};
        for (auto [source, target] : llvm::zip_equal(from, to))
          storeElement(b, loadElement(b, source, place), target, place);
      });
      RowSorter(b, op, length).sort(row[0], to, scratch);
    };
    scf::ParallelOp::create(b, ValueRange{number(0)}, ValueRange{number(rows)},
                            ValueRange{number(1)}, body);
  };
  return tcc::exec::NestOp::create(b, "sort", inputs, empty, emit).getResults();
}

// All axes but the last one as one, and back.
static SmallVector<ReassociationIndices> rowGroups(int64_t rank) {
  if (rank == 1)
    return {{0, 1}};
  return {llvm::to_vector<2>(llvm::seq<int64_t>(0, rank - 1)), {rank - 1}};
}
static Value toRows(LinalgBuilder &b, Value x) {
  auto shape = type(x).getShape();
  int64_t rank = shape.size(), length = shape.back();
  if (rank == 2)
    return x;
  auto rows = type(x).clone({type(x).getNumElements() / length, length});
  if (rank == 1)
    return tensor::ExpandShapeOp::create(b, rows, x, rowGroups(rank));
  return tensor::CollapseShapeOp::create(b, rows, x, rowGroups(rank));
}
static Value fromRows(LinalgBuilder &b, Value rows, ArrayRef<int64_t> shape) {
  int64_t rank = shape.size();
  if (rank == 2)
    return rows;
  if (rank == 1)
    return tensor::CollapseShapeOp::create(b, type(rows).clone(shape), rows, rowGroups(rank));
  return tensor::ExpandShapeOp::create(b, type(rows).clone(shape), rows, rowGroups(rank));
}

// Axis i of the result is axis order[i] of x.
static Value transposed(LinalgBuilder &b, Value x, ArrayRef<int64_t> order) {
  if (llvm::equal(order, llvm::seq<int64_t>(0, order.size())))
    return x;
  auto result = type(x).clone(applyPermutation(type(x).getShape(), order));
  return b.parallel({{x, b.project(order.size(), invertPermutationVector(order))}}, result,
                    [](ImplicitLocOpBuilder &, ValueRange in) { return in[0]; });
}

// The sorted axis becomes the last one, and all others one.
FailureOr<SmallVector<Value>> SortOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto shape = type(getInputs()[0]).getShape();
  int64_t rank = shape.size(), axis = getAxis();
  if (type(getInputs()[0]).getNumElements() == 0 || shape[axis] == 1)
    return SmallVector<Value>(getInputs());
  SmallVector<int64_t> order = otherAxes(rank, {axis});
  order.push_back(axis);
  SmallVector<int64_t> back = invertPermutationVector(order);
  auto moved = applyPermutation(shape, order);
  SmallVector<Value> rows;
  for (Value input : getInputs())
    rows.push_back(toRows(b, transposed(b, input, order)));
  SmallVector<Value> sorted = sortRows(b, *this, rows);
  for (Value &result : sorted)
    result = transposed(b, fromRows(b, result, moved), back);
  return sorted;
}
