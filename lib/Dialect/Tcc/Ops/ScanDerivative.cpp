// The derivative of tcc.scan. Reverse mode: the loop is run once more with what each round began
// with (and the results of what is dear to compute again) as further stacked results; then a loop
// the other way carries the cotangents, and sums up those of values from outside.
#include "Control.h"

using namespace mlir;
using namespace tcc::ir;

SmallVector<Value> ScanOp::getPrimals() { return primalsWithCaptures(*this); }

/// Costs more than to keep its result.
static bool isDear(Operation &op) { return isa<MatmulOp, DotOp>(op); }

namespace {
class ReverseScan {
public:
  ReverseScan(ScanOp op, RuleBuilder &g, ValueRange cotangents)
      : op(op), g(g), cotangents(cotangents) {}
  FailureOr<SmallVector<Value>> run();

private:
  ScanOp withResiduals();
  void chooseWanted();
  Value rowOf(Value stacked);
  ScanOp makeBackward();
  LogicalResult fillBackward(ScanOp backward);

  ScanOp op;
  RuleBuilder &g;
  ValueRange cotangents; // of all results
  ScanOp forward;
  SmallVector<unsigned> carried;  // floats
  SmallVector<unsigned> ys;       // floats
  SmallVector<unsigned> rows;     // floats whose cotangent is wanted
  SmallVector<Value> captured;    // the same
  SmallVector<Operation *> dears; // in the body
};
} // namespace

/// Yields also what it carries in and what is dear.
ScanOp ReverseScan::withResiduals() {
  OpBuilder b(op);
  SmallVector<Value> yielded(op.getYielded());
  llvm::append_range(yielded, op.getCarried());
  for (Operation &inner : op.getBlock().without_terminator())
    if (isDear(inner)) {
      dears.push_back(&inner);
      llvm::append_range(yielded, inner.getResults());
    }
  auto types = TypeRange(ValueRange(yielded)).drop_front(op.getInits().size());
  auto wider = ScanOp::create(b, op.getLoc(), op.getInits(), op.getXs(), types, op.getLength(),
                              op.getReverse());
  BodyBuilder body(wider.getBlock(), op.getLoc());
  IRMapping mapping;
  mapping.map(op.getBlock().getArguments(), wider.getBlock().getArguments());
  cloneBody(body.b, op.getBlock(), mapping);
  for (Value &value : yielded)
    value = mapping.lookupOrDefault(value);
  body.g.create<YieldOp>(yielded);
  op->replaceAllUsesWith(wider.getOuts().take_front(op.getNumResults()));
  return wider;
}

void ReverseScan::chooseWanted() {
  for (auto [i, init] : llvm::enumerate(op.getInits()))
    if (isDifferentiated(init))
      carried.push_back(i);
  for (auto [i, y] : llvm::enumerate(op.getYs()))
    if (isDifferentiated(y))
      ys.push_back(i);
  for (auto [i, x] : llvm::enumerate(op.getXs()))
    if (isDifferentiated(x) && g.wants(x))
      rows.push_back(i);
  for (Value value : capturedValues(op))
    if (isDifferentiated(value) && g.wants(value))
      captured.push_back(value);
}

/// Carries the cotangents of carried and of captured values, runs over the rows' cotangents, the
/// residuals and the rows themselves.
ScanOp ReverseScan::makeBackward() {
  SmallVector<Value> inits, xs;
  SmallVector<Type> types;
  for (unsigned i : carried)
    inits.push_back(cotangents[i]);
  for (Value value : captured)
    inits.push_back(g.zero(value));
  for (unsigned i : ys)
    xs.push_back(cotangents[op.getInits().size() + i]);
  llvm::append_range(xs, forward.getOuts().drop_front(op.getNumResults()));
  llvm::append_range(xs, op.getXs());
  for (unsigned i : rows)
    types.push_back(op.getRows()[i].getType());
  return g.create<ScanOp>(inits, xs, types, op.getLength(), !op.getReverse());
}

LogicalResult ReverseScan::fillBackward(ScanOp backward) {
  BodyBuilder body(backward.getBlock(), op.getLoc());
  // The round again, from what it began with.
  ArrayRef<BlockArgument> residuals = backward.getRows().drop_front(ys.size());
  IRMapping mapping;
  mapping.map(op.getCarried(), residuals.take_front(op.getInits().size()));
  mapping.map(op.getRows(), residuals.take_back(op.getXs().size()));
  cloneBody(body.b, op.getBlock(), mapping);
  auto yield = cast<YieldOp>(body.b.clone(*op.getBlock().getTerminator(), mapping));
  SmallVector<Value> by;
  for (unsigned i : carried)
    by.push_back(mapping.lookup(Value(op.getCarried()[i])));
  for (unsigned i : rows)
    by.push_back(mapping.lookup(Value(op.getRows()[i])));
  llvm::append_range(by, captured);
  auto mode = ReverseMode::record(backward.getBlock(), by);
  if (failed(mode))
    return failure();
  for (auto [i, cotangent] : llvm::zip(carried, backward.getCarried()))
    mode->seed(yield.getValues()[i], cotangent);
  for (auto [i, cotangent] : llvm::zip(ys, backward.getRows()))
    mode->seed(yield.getValues()[op.getInits().size() + i], cotangent);
  if (failed(mode->run()))
    return failure();
  ArrayRef<BlockArgument> kept = residuals.drop_front(op.getInits().size());
  for (Operation *dear : dears)
    for (Value result : dear->getResults()) {
      mapping.lookup(result).replaceAllUsesWith(kept.front());
      kept = kept.drop_front();
    }
  body.b.setInsertionPoint(yield);
  auto orZero = [&](Value primal) {
    Value cotangent = mode->getCotangent(primal);
    return cotangent ? cotangent : body.g.zero(primal);
  };
  SmallVector<Value> next;
  for (unsigned i : carried)
    next.push_back(orZero(mapping.lookup(Value(op.getCarried()[i]))));
  for (auto [value, sum] :
       llvm::zip_equal(captured, backward.getCarried().drop_front(carried.size()))) {
    Value more = mode->getCotangent(value);
    next.push_back(more ? body.g.add(sum, more) : Value(sum));
  }
  for (unsigned i : rows)
    next.push_back(orZero(mapping.lookup(Value(op.getRows()[i]))));
  yield->setOperands(next);
  return success();
}

FailureOr<SmallVector<Value>> ReverseScan::run() {
  chooseWanted();
  SmallVector<Value> primals = op.getPrimals(), results(primals.size());
  forward = withResiduals();
  ScanOp backward = makeBackward();
  if (failed(fillBackward(backward)))
    return failure();
  unsigned count = op.getInits().size();
  ValueRange finals = backward.getFinals();
  for (auto [i, result] : llvm::zip(carried, finals))
    results[i] = result;
  for (auto [i, result] : llvm::zip(rows, backward.getYs()))
    results[count + i] = result;
  for (auto [value, result] : llvm::zip(captured, finals.drop_front(carried.size())))
    for (unsigned i = op->getNumOperands(); i < primals.size(); ++i)
      if (primals[i] == value)
        results[i] = result;
  return results;
}

SmallVector<Value> ScanOp::vjp(RuleBuilder &g, ValueRange cotangents) {
  auto results = ReverseScan(*this, g, cotangents).run();
  return succeeded(results) ? *results : SmallVector<Value>();
}

//===- forward mode -------------------------------------------------------------------------===//

namespace {
/// Tangents are carried and stacked beside what they belong to.
class ForwardScan {
public:
  ForwardScan(ScanOp op, RuleBuilder &g, ValueRange tangents)
      : op(op), g(g), tangents(tangents), count(op.getInits().size()) {}
  SmallVector<Value> run();

private:
  ScanOp makeLoop();
  void findTangents(ScanOp loop, SmallVectorImpl<Value> &by, SmallVectorImpl<Value> &byTangents);
  SmallVector<Value> yieldBoth(ScanOp loop, ArrayRef<Value> pushed);

  ScanOp op;
  RuleBuilder &g;
  ValueRange tangents;                // of the primals
  unsigned count;                     // of what is carried
  SmallVector<unsigned> moving, rows; // carried floats; rows with a tangent
};
} // namespace

/// The rounds as they are, with room for tangents behind what is carried and behind the rows.
ScanOp ForwardScan::makeLoop() {
  SmallVector<Value> inits(op.getInits()), xs(op.getXs());
  for (auto [i, init] : llvm::enumerate(op.getInits()))
    if (isDifferentiated(init)) {
      moving.push_back(i);
      inits.push_back(tangents[i] ? tangents[i] : g.zero(init));
    }
  for (unsigned i = 0; i < op.getXs().size(); ++i)
    if (Value tangent = tangents[count + i]) {
      rows.push_back(i);
      xs.push_back(tangent);
    }
  SmallVector<Value> ys(op.getYielded().drop_front(count));
  ys.append(llvm::filter_to_vector(ys, isDifferentiated));
  auto loop =
      g.create<ScanOp>(inits, xs, TypeRange(ValueRange(ys)), op.getLength(), op.getReverse());
  BodyBuilder body(loop.getBlock(), op.getLoc());
  IRMapping mapping;
  mapping.map(op.getCarried(), loop.getCarried().take_front(count));
  mapping.map(op.getRows(), loop.getRows().take_front(op.getXs().size()));
  cloneBody(body.b, op.getBlock(), mapping);
  body.b.clone(*op.getBlock().getTerminator(), mapping);
  return loop;
}

void ForwardScan::findTangents(ScanOp loop, SmallVectorImpl<Value> &by,
                               SmallVectorImpl<Value> &byTangents) {
  auto add = [&](Value value, Value tangent) {
    by.push_back(value);
    byTangents.push_back(tangent);
  };
  for (auto [i, tangent] : llvm::zip(moving, loop.getCarried().drop_front(count)))
    add(loop.getCarried()[i], tangent);
  for (auto [i, tangent] : llvm::zip(rows, loop.getRows().drop_front(op.getXs().size())))
    add(loop.getRows()[i], tangent);
  SmallVector<Value> primals = op.getPrimals();
  for (unsigned i = op->getNumOperands(); i < primals.size(); ++i)
    if (tangents[i])
      add(primals[i], tangents[i]);
}

/// Completes the yield; the tangents of the results.
SmallVector<Value> ForwardScan::yieldBoth(ScanOp loop, ArrayRef<Value> pushed) {
  Operation *yield = loop.getBlock().getTerminator();
  OpBuilder b(yield);
  RuleBuilder end(b, op.getLoc());
  SmallVector<Value> next(yield->getOperands().take_front(count)),
      stacked(yield->getOperands().drop_front(count)), results(op.getNumResults());
  auto orZero = [&](unsigned i) { return pushed[i] ? pushed[i] : end.zero(yield->getOperand(i)); };
  for (unsigned i : moving) {
    results[i] = loop.getFinals()[next.size()];
    next.push_back(orZero(i));
  }
  for (unsigned i = count; i < op.getNumResults(); ++i)
    if (isDifferentiated(op.getOuts()[i])) {
      results[i] = loop.getYs()[stacked.size()];
      stacked.push_back(orZero(i));
    }
  llvm::append_range(next, stacked);
  yield->setOperands(next);
  return results;
}

SmallVector<Value> ForwardScan::run() {
  ScanOp loop = makeLoop();
  SmallVector<Value> by, byTangents;
  findTangents(loop, by, byTangents);
  auto pushed = pushForward(loop.getBlock(), by, byTangents);
  return succeeded(pushed) ? yieldBoth(loop, *pushed) : SmallVector<Value>();
}

SmallVector<Value> ScanOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return ForwardScan(*this, g, tangents).run();
}
