// Sorting: the orders that have a name become comparators.
#include "Site.h"

#include "tcc/Dialect/Tcc/ScalarRegion.h"

#include <cmath>

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;
using ir::ComparePredicate;

/// A float with one name for each NaN and for nought, so that the total order puts NaN last.
static Value canonical(ir::RuleBuilder &g, Value x) {
  if (!isa<FloatType>(elementOf(x)))
    return x;
  Value zero = g.scalar(x, 0), nan = g.scalar(x, NAN);
  Value number = g.select(g.compare(ComparePredicate::Eq, x, zero), zero, x);
  return g.select(g.compare(ComparePredicate::Ne, x, x), nan, number);
}

static SmallVector<Value> asCustom(Site &s, ir::SortOp op) {
  auto custom = s.create<ir::SortOp>(ir::SortOrder::Custom, op.getInputs(), int64_t(op.getAxis()));
  SmallVector<Type> pairs;
  for (Type type : op.getInputs().getTypes())
    pairs.append(2, type);
  auto predicate =
      op.getOrder() == ir::SortOrder::Ascending ? ComparePredicate::Lt : ComparePredicate::Gt;
  ir::buildScalarRegion(s, custom.getComparator(), pairs,
                        [&](ir::RuleBuilder &g, ValueRange in) -> SmallVector<Value> {
                          bool isTotal = isa<FloatType>(elementOf(in[0]));
                          return {g.create<ir::CompareOp>(canonical(g, in[0]), canonical(g, in[1]),
                                                          predicate, isTotal)};
                        });
  return SmallVector<Value>(custom.getResults());
}

static Values exportSort(Site &s, ir::SortOp op) {
  if (op.getOrder() != ir::SortOrder::Custom)
    return asCustom(s, op);
  auto sort = s.create<stablehlo::SortOp>(op.getResultTypes(), op.getInputs(),
                                          uint64_t(op.getAxis()), /*is_stable=*/true);
  if (failed(s.take(op.getComparator(), sort.getComparator())))
    return failure();
  return SmallVector<Value>(sort.getResults());
}

void exporter::addSortRules(Rules &rules) { rules.add<ir::SortOp>(exportSort); }
