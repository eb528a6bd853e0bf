// A linalg op as loops of vectors. Unlike LLVM's vectoriser this knows that a tail may be masked,
// that rows of a square can be turned in registers, and which order of loops keeps results there.
#include "VectorPlan.h"

#include "Contraction/VectorEmitter.h"

#include "tcc/Dialect/Exec/Combiner.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;
using linalg::GenericOp;

/// Elements of results in memory that stay in L1 while the rows of a reduction pass; and rows that
/// are taken at a time, so that results are loaded and stored once for all.
static constexpr int64_t chunkElements = 4096, jammedRows = 4;
/// Inner reductions (windows) of so few steps are no loops.
static constexpr int64_t mostUnrolledSteps = 3;

namespace {

class VectorLoops {
public:
  VectorLoops(VectorEmitter &b, const PlannedOp &planned, const Outermost &outermost);
  void emit();

  /// Before each vector of this op the same vector of that one is computed and stored.
  VectorLoops *producer = nullptr;

private:
  using Values = VectorEmitter::Values;
  struct Range {
    Value begin, end;
  };
  /// Where one vector's elements are: the value of each loop, and a mask (null for all lanes).
  struct Point {
    SmallVector<Value> at;
    Value mask;
  };

  unsigned inputs() { return unsigned(op.getNumDpsInputs()); }
  unsigned results() { return unsigned(op.getNumDpsInits()); }
  VectorType typeOf(unsigned operand) const {
    return VectorType::get({plan.lanes}, plan.operands[operand].element);
  }
  Range rangeOf(unsigned loop);
  Value addressOf(unsigned operand, const Point &point);
  Value load(unsigned operand, const Point &point);
  void store(unsigned result, const Point &point, Value value);
  static Point placed(Point point, unsigned loop, Value at) {
    point.at[loop] = at;
    return point;
  }
  Point moved(Point point, unsigned loop, Value by) {
    point.at[loop] = b.add(point.at[loop], by);
    return point;
  }

  void enter(unsigned depth, const Point &point, Range along);
  Value wholeEnd(Range range, int64_t step);
  void strip(const Point &point, Range along, int64_t rows);
  void emitGroup(const Point &point, int64_t count, int64_t rows);
  Values accumulate(const Point &point, int64_t count, unsigned depth, ValueRange held);
  Values evaluateAll(const Point &point, int64_t count);
  Values evaluate(const Point &point, ArrayRef<Value> held, ArrayRef<Value> turned = {});
  DenseMap<Value, Value> produce(const Point &point);
  Value indexOf(const Point &point, unsigned loop);

  void emitSquares(const Point &point, Range along);
  void emitSquare(const Point &point);

  void sumLanes(const Point &point, Range along);
  Value neutral(unsigned result);
  Value combine(unsigned result, Value x, Value y);
  Value sumOfLanes(unsigned result, Value vector);

  VectorEmitter &b;
  GenericOp op;
  const VectorPlan &plan;
  Outermost outermost;
  SmallVector<Value> buffers;
};

} // namespace

VectorLoops::VectorLoops(VectorEmitter &b, const PlannedOp &planned, const Outermost &outermost)
    : b(b), op(planned.op), plan(planned.plan), outermost(outermost) {
  DenseMap<Value, Value> flat;
  for (const Operand &operand : plan.operands) {
    Value &view = flat[operand.memref];
    if (!view)
      view = operand.isBuffer() ? b.flatten(operand.memref) : operand.memref;
    buffers.push_back(view);
  }
}

VectorLoops::Range VectorLoops::rangeOf(unsigned loop) {
  if (loop == 0 && outermost.lower)
    return {outermost.lower, outermost.upper};
  return {b.index(0), b.index(plan.extents[loop])};
}

//===- one vector ----------------------------------------------------------------------------===//

Value VectorLoops::addressOf(unsigned operand, const Point &point) {
  const Operand &o = plan.operands[operand];
  Value address = b.index(o.offset);
  for (auto [at, stride] : llvm::zip_equal(point.at, o.strides))
    address = b.advance(address, at, stride);
  return address;
}

Value VectorLoops::load(unsigned operand, const Point &point) {
  const Operand &o = plan.operands[operand];
  if (!o.isBuffer())
    return b.splat(o.memref, plan.lanes);
  return b.load(buffers[operand], addressOf(operand, point), typeOf(operand), o.strides[plan.along],
                point.mask);
}

void VectorLoops::store(unsigned result, const Point &point, Value value) {
  unsigned operand = inputs() + result;
  b.store(value, buffers[operand], addressOf(operand, point), 1, point.mask);
}

Value VectorLoops::indexOf(const Point &point, unsigned loop) {
  Value first = b.splat(point.at[loop], plan.lanes);
  if (loop != plan.along)
    return first;
  Value steps = vector::StepOp::create(b, VectorType::get({plan.lanes}, b.getIndexType()));
  return arith::AddIOp::create(b, first, steps);
}

/// The body's results. `held` are the results so far (null: what is in memory), `turned` the
/// operands that were turned in registers (null: loaded here).
VectorLoops::Values VectorLoops::evaluate(const Point &point, ArrayRef<Value> held,
                                          ArrayRef<Value> turned) {
  Block &body = *op.getBody();
  IRMapping values;
  DenseMap<Value, Value> produced;
  if (producer)
    produced = producer->produce(point);
  for (auto [i, argument] : llvm::enumerate(body.getArguments())) {
    if (argument.use_empty())
      continue;
    Value known = i >= inputs()    ? held[i - inputs()]
                  : turned.empty() ? produced.lookup(plan.operands[i].memref)
                                   : turned[i];
    values.map(argument, known ? known : load(i, point));
  }
  for (Operation &inner : body.without_terminator())
    if (auto index = dyn_cast<linalg::IndexOp>(inner))
      values.map(index.getResult(), indexOf(point, index.getDim()));
    else
      b.vectorize(inner, plan.lanes, values);
  return llvm::map_to_vector(body.getTerminator()->getOperands(), [&](Value yielded) {
    Value value = values.lookupOrNull(yielded);
    return value ? value : b.splat(yielded, plan.lanes);
  });
}

/// Computes and stores a vector: the values by buffer.
DenseMap<Value, Value> VectorLoops::produce(const Point &point) {
  DenseMap<Value, Value> produced;
  for (auto [result, value] : llvm::enumerate(evaluate(point, Values(results())))) {
    store(result, point, value);
    produced[plan.operands[inputs() + result].memref] = value;
  }
  return produced;
}

//===- loops ---------------------------------------------------------------------------------===//

/// The reductions inside: results of `count` vectors stay in registers.
VectorLoops::Values VectorLoops::accumulate(const Point &point, int64_t count, unsigned depth,
                                            ValueRange held) {
  if (depth == plan.inner.size()) {
    Values all;
    for (int64_t k = 0; k < count; ++k)
      llvm::append_range(all, evaluate(moved(point, plan.along, b.index(k * plan.lanes)),
                                       Values(held.slice(k * results(), results()))));
    return all;
  }
  unsigned loop = plan.inner[depth];
  int64_t extent = plan.extents[loop];
  auto step = [&](Value at, ValueRange carried) {
    return accumulate(placed(point, loop, at), count, depth + 1, carried);
  };
  if (extent > mostUnrolledSteps)
    return b.fold(b.index(0), b.index(extent), held, step);
  Values all(held);
  for (int64_t i = 0; i < extent; ++i)
    all = step(b.index(i), all);
  return all;
}

/// `count` vectors side by side, over `rows` steps of a reduction around them.
void VectorLoops::emitGroup(const Point &point, int64_t count, int64_t rows) {
  bool isHeld = !plan.inner.empty() || rows > 1;
  Values held(count * results());
  for (int64_t i = 0; isHeld && i < count * results(); ++i)
    held[i] = load(inputs() + i % results(),
                   moved(point, plan.along, b.index(i / results() * plan.lanes)));
  for (int64_t row = 0; row < rows; ++row) {
    Point at = row ? moved(point, plan.outer.back(), b.index(row)) : point;
    held = isHeld ? accumulate(at, count, 0, held) : evaluateAll(at, count);
  }
  for (int64_t i = 0; i < count * results(); ++i)
    store(i % results(), moved(point, plan.along, b.index(i / results() * plan.lanes)), held[i]);
}

VectorLoops::Values VectorLoops::evaluateAll(const Point &point, int64_t count) {
  Values all;
  for (int64_t k = 0; k < count; ++k)
    llvm::append_range(
        all, evaluate(moved(point, plan.along, b.index(k * plan.lanes)), Values(results())));
  return all;
}

/// How far whole steps reach. Nothing is emitted to find out where the length is a known multiple.
Value VectorLoops::wholeEnd(Range range, int64_t step) {
  if (outermost.lower && range.begin == outermost.lower && outermost.multiple % step == 0)
    return range.end;
  return b.add(range.begin, b.roundDown(b.sub(range.end, range.begin), step));
}

/// Whole groups, then vector by vector; the last one is masked, all of them where it is not known
/// which is the last.
void VectorLoops::strip(const Point &point, Range along, int64_t rows) {
  int64_t group = plan.unroll * plan.lanes;
  Value groups = wholeEnd(along, group), vectors = wholeEnd(along, plan.lanes);
  auto at = [&](Value first) { return placed(point, plan.along, first); };
  b.loop(along.begin, groups, group, [&](Value first) { emitGroup(at(first), plan.unroll, rows); });
  bool isKnown = vectors == along.end || getConstantIntValue(vectors);
  if (isKnown)
    b.loop(groups, vectors, plan.lanes, [&](Value first) { emitGroup(at(first), 1, rows); });
  b.loop(isKnown ? vectors : groups, along.end, plan.lanes, [&](Value first) {
    Point next = at(first);
    next.mask = b.mask(b.sub(along.end, first), 0, plan.lanes);
    emitGroup(next, 1, rows);
  });
}

void VectorLoops::enter(unsigned depth, const Point &point, Range along) {
  if (depth == plan.outer.size()) {
    if (plan.sumsLanes)
      sumLanes(point, along);
    else if (plan.turned >= 0)
      emitSquares(point, along);
    else
      strip(point, along, 1);
    return;
  }
  unsigned loop = plan.outer[depth];
  Range range = rangeOf(loop);
  auto at = [&](Value i) { return placed(point, loop, i); };
  if (plan.extents[loop] == 1)
    return enter(depth + 1, at(range.begin), along);
  bool isJammed = plan.hasOuterSums && depth + 1 == plan.outer.size();
  Value jammed = range.begin;
  if (isJammed) {
    jammed = b.add(range.begin, b.roundDown(b.sub(range.end, range.begin), jammedRows));
    b.loop(range.begin, jammed, jammedRows, [&](Value i) { strip(at(i), along, jammedRows); });
  }
  b.loop(jammed, range.end, 1, [&](Value i) { enter(depth + 1, at(i), along); });
}

void VectorLoops::emit() {
  Point start{SmallVector<Value>(plan.extents.size(), b.index(0)), {}};
  Range along = rangeOf(plan.along);
  if (!plan.hasOuterSums || plan.extents[plan.along] <= chunkElements)
    return enter(0, start, along);
  b.loop(along.begin, along.end, chunkElements, [&](Value first) {
    enter(0, start, {first, b.min(b.add(first, chunkElements), along.end)});
  });
}

//===- squares -------------------------------------------------------------------------------===//

/// As many rows as lanes at a time are read along `turned`, turned, and written along `along`; such
/// squares in blocks of four by four, so that pages are met again while they are known. What is
/// left over is gathered.
void VectorLoops::emitSquares(const Point &point, Range along) {
  int64_t lanes = plan.lanes, block = 4 * lanes;
  Range turned = rangeOf(plan.turned);
  auto at = [&](Value row, Value column) {
    return placed(placed(point, plan.turned, row), plan.along, column);
  };
  Value rows = wholeEnd(turned, lanes), columns = wholeEnd(along, lanes);
  auto inBlocks = [&](Value begin, Value end, llvm::function_ref<void(Value, Value)> body) {
    b.loop(begin, end, block, [&](Value i) { body(i, b.min(b.add(i, block), end)); });
  };
  inBlocks(turned.begin, rows, [&](Value row, Value rowEnd) {
    inBlocks(along.begin, columns, [&](Value column, Value columnEnd) {
      b.loop(row, rowEnd, lanes, [&](Value i) {
        b.loop(column, columnEnd, lanes, [&](Value j) { emitSquare(at(i, j)); });
      });
    });
  });
  b.loop(turned.begin, rows, 1,
         [&](Value i) { strip(at(i, along.begin), {columns, along.end}, 1); });
  b.loop(rows, turned.end, 1, [&](Value i) { strip(at(i, along.begin), along, 1); });
}

void VectorLoops::emitSquare(const Point &point) {
  SmallVector<Values> columns(inputs());
  for (unsigned i = 0; i < inputs(); ++i) {
    if (!plan.isTurned(plan.operands[i]))
      continue;
    Values rows;
    for (int64_t row = 0; row < plan.lanes; ++row)
      rows.push_back(
          b.load(buffers[i], addressOf(i, moved(point, plan.along, b.index(row))), typeOf(i)));
    columns[i] = b.transpose(rows);
  }
  for (int64_t lane = 0; lane < plan.lanes; ++lane) {
    Point line = moved(point, plan.turned, b.index(lane));
    Values turned(inputs());
    for (unsigned i = 0; i < inputs(); ++i)
      turned[i] = columns[i].empty() ? Value() : columns[i][lane];
    for (auto [result, value] : llvm::enumerate(evaluate(line, Values(results()), turned)))
      store(result, line, value);
  }
}

//===- sums of lanes -------------------------------------------------------------------------===//

Value VectorLoops::neutral(unsigned result) {
  auto type = typeOf(inputs() + result);
  TypedAttr element = *arith::getNeutralElement(exec::combinerOf(op, result));
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, element));
}

Value VectorLoops::combine(unsigned result, Value x, Value y) {
  Operation *combined = b.clone(*exec::combinerOf(op, result));
  combined->setOperands({x, y});
  combined->getResult(0).setType(x.getType());
  return combined->getResult(0);
}

/// Halves on halves, down to a vector of one.
Value VectorLoops::sumOfLanes(unsigned result, Value vector) {
  for (int64_t half = plan.lanes / 2; half > 0; half /= 2) {
    auto low = llvm::to_vector(llvm::seq<int64_t>(0, half)),
         high = llvm::to_vector(llvm::seq<int64_t>(half, 2 * half));
    vector = combine(result, vector::ShuffleOp::create(b, vector, vector, low),
                     vector::ShuffleOp::create(b, vector, vector, high));
  }
  return vector;
}

/// Sums by lane, several vectors side by side, then over these, the lanes, and what the result
/// held.
void VectorLoops::sumLanes(const Point &point, Range along) {
  int64_t group = plan.unroll * plan.lanes;
  Value count = b.div(b.sub(along.end, along.begin), group);
  Values start;
  for (int64_t i = 0; i < plan.unroll * results(); ++i)
    start.push_back(neutral(i % results()));
  auto at = [&](Value first) { return placed(point, plan.along, first); };
  Values sums = b.fold(b.index(0), count, start, [&](Value i, ValueRange held) {
    return accumulate(at(b.add(along.begin, b.mul(i, group))), plan.unroll, 0, held);
  });
  Value rest = b.add(along.begin, b.mul(count, group));
  Value vectors = b.div(b.add(b.sub(along.end, rest), plan.lanes - 1), plan.lanes);
  bool isWhole = wholeEnd(along, plan.lanes) == along.end;
  auto more = [&](Value i, ValueRange held) {
    Point next = at(b.add(rest, b.mul(i, plan.lanes)));
    if (!isWhole)
      next.mask = b.mask(b.sub(along.end, next.at[plan.along]), 0, plan.lanes);
    Values values = evaluate(next, Values(held));
    for (auto [value, old] : llvm::zip_equal(values, held))
      value = isWhole ? value : arith::SelectOp::create(b, next.mask, value, old).getResult();
    return values;
  };
  Values first = b.fold(b.index(0), vectors, Values(ArrayRef(sums).take_front(results())), more);
  for (unsigned result = 0; result < results(); ++result) {
    Value sum = first[result];
    for (int64_t k = 1; k < plan.unroll; ++k)
      sum = combine(result, sum, sums[k * results() + result]);
    unsigned operand = inputs() + result;
    Value address = addressOf(operand, point);
    auto one = VectorType::get({1}, plan.operands[operand].element);
    Value held = b.load(buffers[operand], address, one);
    b.store(combine(result, held, sumOfLanes(result, sum)), buffers[operand], address);
  }
}

void tcc::cpu::emitVectors(const PlannedOp &planned, const Outermost &outermost,
                           const PlannedOp *producer) {
  PlannedOp taken = planned;
  if (producer)
    taken.plan.unroll = std::min(taken.plan.unroll, producer->plan.unroll);
  VectorEmitter b(taken.op.getLoc(), taken.op);
  VectorLoops loops(b, taken, outermost);
  std::optional<VectorLoops> before;
  if (producer)
    loops.producer = &before.emplace(b, *producer, outermost);
  loops.emit();
}
