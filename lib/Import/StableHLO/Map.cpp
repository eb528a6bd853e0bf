// stablehlo.map: its body, which computes on single elements, computes on whole tensors as well.
#include "Site.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

/// The same op on the tensors that stand for its scalars. Fails where it would not compute one
/// element from those at the same place.
static LogicalResult widen(OpBuilder &b, Operation *scalar, IRMapping &tensors,
                           ArrayRef<int64_t> shape) {
  auto inference = dyn_cast<InferTypeOpInterface>(scalar);
  if (!inference || scalar->getNumRegions() != 0)
    return failure();
  Operation *op = b.clone(*scalar, tensors);
  SmallVector<Type> types;
  if (failed(inference.inferReturnTypes(op->getContext(), std::nullopt, op->getOperands(),
                                        op->getDiscardableAttrDictionary(),
                                        op->getPropertiesStorage(), op->getRegions(), types)))
    return failure();
  for (auto [result, type] : llvm::zip_equal(op->getResults(), types)) {
    auto tensor = cast<RankedTensorType>(type);
    if (tensor.getRank() != 0 && tensor.getShape() != shape)
      return failure();
    result.setType(type);
  }
  return success();
}

static Values importMap(Site &s, stablehlo::MapOp op) {
  auto type = Site::type(op.getResult());
  if (!type.hasStaticShape())
    return s.unsupported("a symbolic shape");
  if (failed(s.importRegion(op.getComputation())))
    return failure();
  Block &body = op.getComputation().front();
  IRMapping tensors;
  tensors.map(body.getArguments(), op.getInputs());
  for (Operation &scalar : body.without_terminator())
    if (failed(widen(s.b, &scalar, tensors, type.getShape())))
      return s.unsupported("a body that does more than compute on single elements");
  Value result = tensors.lookupOrDefault(body.back().getOperand(0));
  return one(result.getType() == type ? result : s.broadcast(result, type.getShape()));
}

void importer::addMapRules(Rules &rules) { rules.add<stablehlo::MapOp>(importMap); }
