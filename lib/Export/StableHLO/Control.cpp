// Control flow: a scan becomes a loop that counts.
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;
using ir::ComparePredicate;

//===- loops and branches --------------------------------------------------------------------===//

static Values exportWhile(Site &s, ir::WhileOp op) {
  auto loop = s.create<stablehlo::WhileOp>(op.getResultTypes(), op.getInits());
  if (failed(s.take(op.getCondition(), loop.getCond())) ||
      failed(s.take(op.getBody(), loop.getBody())))
    return failure();
  return SmallVector<Value>(loop.getResults());
}

/// An index of 32 bits; one out of range is the last branch's.
static Value branchIndex(Site &s, ir::CaseOp op) {
  Value index = op.getIndex();
  Type element = elementOf(index);
  if (element.isInteger(1) || element.getIntOrFloatBitWidth() < 32 || element.isSignlessInteger(32))
    return s.convert(index, s.b.getI32Type());
  Value last = s.scalar(index, double(op.getBranches().size() - 1));
  Value isNegative = s.compare(ComparePredicate::Lt, index, 0.0);
  Value isBeyond = s.compare(ComparePredicate::Gt, index, last);
  Value isOutside = s.create<ir::OrOp>(isNegative, isBeyond);
  return s.convert(s.select(isOutside, last, index), s.b.getI32Type());
}

/// tcc counts false before true.
static Values exportIf(Site &s, ir::CaseOp op) {
  auto branch = s.create<stablehlo::IfOp>(op.getResultTypes(), op.getIndex());
  if (failed(s.take(op.getBranches()[1], branch.getTrueBranch())) ||
      failed(s.take(op.getBranches()[0], branch.getFalseBranch())))
    return failure();
  return SmallVector<Value>(branch.getResults());
}

static Values exportCase(Site &s, ir::CaseOp op) {
  auto branches = op.getBranches();
  if (elementOf(op.getIndex()).isInteger(1) && branches.size() == 2)
    return exportIf(s, op);
  auto choice = s.create<stablehlo::CaseOp>(op.getResultTypes(), branchIndex(s, op),
                                            unsigned(branches.size()));
  for (auto [from, to] : llvm::zip_equal(branches, choice.getBranches()))
    if (failed(s.take(from, to)))
      return failure();
  return SmallVector<Value>(choice.getResults());
}

//===- scan ----------------------------------------------------------------------------------===//

/// Where row number `row` of a stack begins.
static SmallVector<Value> placeOfRow(ir::RuleBuilder &g, Value row, int64_t rank) {
  SmallVector<Value> place{row};
  if (rank > 1)
    place.append(size_t(rank - 1), g.scalar(row, 0));
  return place;
}

static SmallVector<int64_t> shapeOfRow(Value stacked) {
  SmallVector<int64_t> shape(ir::RuleBuilder::type(stacked).getShape());
  shape[0] = 1;
  return shape;
}

static Value rowOf(ir::RuleBuilder &g, Value stacked, Value row) {
  SmallVector<int64_t> shape = shapeOfRow(stacked);
  Value slice = g.create<ir::DynamicSliceOp>(stacked, placeOfRow(g, row, int64_t(shape.size())),
                                             ArrayRef<int64_t>(shape));
  return g.reshape(slice, ArrayRef(shape).drop_front());
}

static Value withRow(ir::RuleBuilder &g, Value stacked, Value row, Value value) {
  SmallVector<int64_t> shape = shapeOfRow(stacked);
  return g.create<ir::DynamicUpdateSliceOp>(stacked, g.reshape(value, shape),
                                            placeOfRow(g, row, int64_t(shape.size())));
}

/// The scan's block with rows read before and written behind it; the loop carries a counter, the
/// scan's values, and the stacks that it makes.
static void fillBody(ir::WhileOp loop, ir::ScanOp scan) {
  Block &body = loop.getBody().front(), &block = scan.getBlock();
  OpBuilder b = OpBuilder::atBlockEnd(&body);
  ir::RuleBuilder g(b, scan.getLoc());
  Value counter = body.getArgument(0);
  Value row = counter;
  if (scan.getReverse())
    row = g.sub(g.scalar(counter, double(scan.getLength()) - 1), counter);
  size_t carried = scan.getInits().size();
  SmallVector<Value> arguments(body.getArguments().slice(1, carried));
  for (Value x : scan.getXs())
    arguments.push_back(rowOf(g, x, row));
  for (auto [argument, value] : llvm::zip_equal(block.getArguments(), arguments))
    argument.replaceAllUsesWith(value);
  SmallVector<Value> yielded(block.getTerminator()->getOperands());
  block.getTerminator()->erase();
  body.getOperations().splice(body.end(), block.getOperations());
  b.setInsertionPointToEnd(&body);
  SmallVector<Value> next{g.add(counter, g.scalar(counter, 1))};
  llvm::append_range(next, ArrayRef(yielded).take_front(carried));
  for (auto [stack, value] : llvm::zip_equal(body.getArguments().drop_front(1 + carried),
                                             ArrayRef(yielded).drop_front(carried)))
    next.push_back(withRow(g, stack, row, value));
  g.create<ir::YieldOp>(next);
}

static Values exportScan(Site &s, ir::ScanOp op) {
  int64_t length = op.getLength();
  SmallVector<Value> inits(op.getInits());
  for (Value y : op.getYs())
    inits.push_back(s.zero(y));
  if (length == 0)
    return inits;
  Type index = length <= INT32_MAX ? s.b.getI32Type() : s.b.getI64Type();
  inits.insert(inits.begin(),
               splat(s, RankedTensorType::get({}, index), s.b.getIntegerAttr(index, 0)));
  auto loop = s.create<ir::WhileOp>(inits);
  Block &condition = loop.getCondition().front();
  OpBuilder b = OpBuilder::atBlockEnd(&condition);
  ir::RuleBuilder g(b, s.loc);
  Value counter = condition.getArgument(0);
  g.create<ir::YieldOp>(
      ValueRange(g.compare(ComparePredicate::Lt, counter, g.scalar(counter, double(length)))));
  fillBody(loop, op);
  return SmallVector<Value>(loop.getResults().drop_front());
}

void exporter::addControlRules(Rules &rules) {
  rules.add<ir::WhileOp>(exportWhile);
  rules.add<ir::CaseOp>(exportCase);
  rules.add<ir::ScanOp>(exportScan);
}
