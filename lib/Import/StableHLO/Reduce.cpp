// Reductions over axes and windows.
#include "Bodies.h"
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

//===- reduce --------------------------------------------------------------------------------===//

static StringRef reductionOf(Kind kind) {
  switch (kind) {
  case Kind::Sum:
    return "tcc.reduce_sum";
  case Kind::Product:
    return "tcc.reduce_prod";
  case Kind::Max:
    return "tcc.reduce_max";
  default:
    return "tcc.reduce_min";
  }
}

/// Truth values are reduced as bytes.
static Values reduceBy(Site &s, Kind kind, stablehlo::ReduceOp op) {
  Value x = op.getInputs()[0], initial = op.getInitValues()[0];
  Type element = elementOf(op.getResult(0));
  bool isTruth = element.isInteger(1), starts = !isNeutral(kind, initial);
  Type computed = isTruth ? s.b.getI8Type() : element;
  x = s.convert(x, computed);
  auto reduced = s.build(reductionOf(kind), Site::type(op.getResult(0)).clone(computed), x,
                         s.named("axes", op.getDimensions()));
  if (failed(reduced))
    return failure();
  Value result = reduced->front();
  if (starts)
    result = combine(s, kind, result, s.convert(initial, computed));
  if (isTruth) {
    // The least byte stands for nothing at all.
    auto predicate = kind == Kind::Max ? ir::ComparePredicate::Gt : ir::ComparePredicate::Ne;
    result = s.compare(predicate, result, s.zero(result));
  }
  return one(result);
}

static Values importReduce(Site &s, stablehlo::ReduceOp op) {
  Kind kind = op.getInputs().size() == 1 ? kindOf(op.getBody()) : Kind::Any;
  if (kind != Kind::Any)
    return reduceBy(s, kind, op);
  if (failed(s.importRegion(op.getBody())))
    return failure();
  return s.replaceBy("tcc.reduce", promoted(s, op), s.named("axes", op.getDimensions()),
                     &op.getBody());
}

void importer::addReduceRules(Rules &rules) { rules.add<stablehlo::ReduceOp>(importReduce); }
