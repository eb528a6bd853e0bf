// stablehlo.map: its body, which computes on single elements, computes on whole tensors as well.
#include "Site.h"

#include "tcc/Dialect/Tcc/ScalarRegion.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

static Values importMap(Site &s, stablehlo::MapOp op) {
  auto type = Site::type(op.getResult());
  if (!type.hasStaticShape())
    return s.unsupported("a symbolic shape");
  if (failed(s.importRegion(op.getComputation())))
    return failure();
  auto results = ir::inlineOnTensors(s.b, op.getComputation(), op.getInputs());
  if (failed(results))
    return s.unsupported("a body that does more than compute on single elements");
  return one(results->front());
}

void importer::addMapRules(Rules &rules) { rules.add<stablehlo::MapOp>(importMap); }
