// Loops and branches: a region is run as often as the op says.
#include "Rules.h"

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

static FailureOr<Literals> runWhile(WhileOp op, const Literals &in, Evaluator &evaluator) {
  Literals carried = in;
  while (true) {
    FailureOr<Literals> more = evaluator.run(op.getCondition().front(), carried);
    if (failed(more))
      return failure();
    if ((*more)[0][0].integer == 0)
      return carried;
    FailureOr<Literals> next = evaluator.run(op.getBody().front(), carried);
    if (failed(next))
      return failure();
    carried = std::move(*next);
  }
}

static FailureOr<Literals> runCase(CaseOp op, const Literals &in, Evaluator &evaluator) {
  WideInt index = in[0][0].integer, last = WideInt(op.getBranches().size()) - 1;
  if (in[0].elementType().isInteger(1))
    index = index != 0;
  size_t branch = size_t(index < 0 || index > last ? last : index);
  return evaluator.run(op.getBranches()[branch].front(), {});
}

static Literal rowOf(const Literal &stacked, int64_t row) {
  auto type = stacked.type();
  Literal result(RankedTensorType::get(type.getShape().drop_front(), type.getElementType()));
  for (int64_t i = 0; i < result.size(); ++i)
    result.set(i, stacked[row * result.size() + i]);
  return result;
}

static FailureOr<Literals> runScan(ScanOp op, const Literals &in, Evaluator &evaluator) {
  size_t count = op.getInits().size();
  Literals carried(in.begin(), in.begin() + count), stacked;
  for (Value y : op.getYs())
    stacked.emplace_back(cast<RankedTensorType>(y.getType()));
  int64_t length = op.getLength();
  for (int64_t round = 0; round < length; ++round) {
    int64_t row = op.getReverse() ? length - 1 - round : round;
    Literals arguments = carried;
    for (size_t x = count; x < in.size(); ++x)
      arguments.push_back(rowOf(in[x], row));
    FailureOr<Literals> yielded = evaluator.run(op.getBlock(), arguments);
    if (failed(yielded))
      return failure();
    carried.assign(yielded->begin(), yielded->begin() + count);
    for (size_t y = 0; y < stacked.size(); ++y)
      for (int64_t i = 0, size = (*yielded)[count + y].size(); i < size; ++i)
        stacked[y].set(row * size + i, (*yielded)[count + y][i]);
  }
  carried.insert(carried.end(), stacked.begin(), stacked.end());
  return carried;
}

void tcc::interpreter::addControlRules(Rules &rules) {
  rules.addGeneral<WhileOp>(runWhile);
  rules.addGeneral<CaseOp>(runCase);
  rules.addGeneral<ScanOp>(runScan);
}
