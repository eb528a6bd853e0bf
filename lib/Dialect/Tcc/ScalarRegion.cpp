// Regions that compute on single elements: verified, built and inlined.
#include "tcc/Dialect/Tcc/ScalarRegion.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace tcc::ir;

SmallVector<Type> tcc::ir::scalarsOf(TypeRange types) {
  return llvm::map_to_vector(types, [](Type type) -> Type {
    return RankedTensorType::get({}, getElementTypeOrSelf(type));
  });
}

//===- verification -------------------------------------------------------------------------===//

static bool isScalar(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() == 0;
}

static LogicalResult verifyElementOp(Operation &inner, Operation *holder) {
  if (!isa<ScalarCode, Composite>(inner)) {
    auto error = inner.emitOpError() << "does not compute element by element, as the ops in a "
                                        "region of '"
                                     << holder->getName() << "' must";
    error.attachNote(holder->getLoc()) << "the region is this op's";
    return error;
  }
  for (Type type : inner.getResultTypes())
    if (!isScalar(type))
      return inner.emitOpError() << "gives " << type << ", but a region of '" << holder->getName()
                                 << "' computes with single elements (tensors of rank 0)";
  return success();
}

LogicalResult tcc::ir::verifyScalarRegions(Operation *op) {
  for (Region &region : op->getRegions()) {
    if (region.empty()) // of an op that has one only in some forms; others demand it
      continue;
    if (!isa<YieldOp>(region.front().back()))
      return op->emitOpError() << "has a region that does not end with tcc.yield";
    for (Operation &inner : region.front().without_terminator())
      if (failed(verifyElementOp(inner, op)))
        return failure();
  }
  return success();
}

LogicalResult tcc::ir::verifyScalarSignature(Region &region, StringRef name, TypeRange arguments,
                                             TypeRange results) {
  Operation *op = region.getParentOp();
  auto takes = scalarsOf(arguments), gives = scalarsOf(results);
  if (TypeRange(region.getArgumentTypes()) != TypeRange(takes))
    return op->emitOpError() << name << " must take (" << takes << "), but takes ("
                             << region.getArgumentTypes() << ")";
  Operation *yield = region.front().getTerminator();
  if (TypeRange(yield->getOperandTypes()) != TypeRange(gives))
    return yield->emitOpError() << "must give (" << gives << ") to " << name << " of '"
                                << op->getName() << "', but gives (" << yield->getOperandTypes()
                                << ")";
  return success();
}

//===- use ----------------------------------------------------------------------------------===//

SmallVector<Value> tcc::ir::inlineScalarRegion(OpBuilder &b, Region &region, ValueRange elements) {
  IRMapping scalars;
  for (auto [argument, element] : llvm::zip_equal(region.getArguments(), elements))
    scalars.map(argument, castSign(b, element, getElementTypeOrSelf(argument)));
  auto lookup = [&](Value value) { return scalars.lookup(value); };
  for (Operation &op : region.front().without_terminator())
    scalars.map(op.getResult(0), cast<ScalarCode>(op).lowerElement(
                                     b, llvm::map_to_vector(op.getOperands(), lookup)));
  return llvm::map_to_vector(region.front().getTerminator()->getOperands(), [&](Value value) {
    Value result = scalars.lookup(value);
    return castSign(b, result, computedType(result.getType()));
  });
}

// The same op on the tensors that stand for its scalars.
static LogicalResult widen(OpBuilder &b, Operation &scalar, IRMapping &tensors,
                           ArrayRef<int64_t> shape) {
  if (!isa<InferTypeOpInterface>(scalar) || scalar.getNumRegions() != 0)
    return failure();
  Operation *op = b.clone(scalar, tensors);
  auto types = inferResultTypes(op);
  if (failed(types))
    return failure();
  for (auto [result, type] : llvm::zip_equal(op->getResults(), *types)) {
    auto tensor = cast<RankedTensorType>(type);
    if (tensor.getRank() != 0 && tensor.getShape() != shape)
      return failure();
    result.setType(type);
  }
  return success();
}

FailureOr<SmallVector<Value>> tcc::ir::inlineOnTensors(OpBuilder &b, Region &region,
                                                       ValueRange tensors) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(tensors[0].getType()).getShape();
  IRMapping mapping;
  mapping.map(region.getArguments(), tensors);
  for (Operation &scalar : region.front().without_terminator())
    if (failed(widen(b, scalar, mapping, shape)))
      return failure();
  RuleBuilder g(b, region.getLoc());
  return llvm::map_to_vector(region.front().getTerminator()->getOperands(), [&](Value value) {
    return g.broadcast(mapping.lookupOrDefault(value), shape);
  });
}

void tcc::ir::buildScalarRegion(
    RuleBuilder &g, Region &region, TypeRange arguments,
    llvm::function_ref<SmallVector<Value>(RuleBuilder &, ValueRange)> body) {
  OpBuilder b(g.b.getContext());
  SmallVector<Location> locations(arguments.size(), g.loc);
  Block *block = b.createBlock(&region, region.end(), scalarsOf(arguments), locations);
  RuleBuilder inside(b, g.loc);
  SmallVector<Value> results = body(inside, block->getArguments());
  inside.create<YieldOp>(results);
}

void tcc::ir::cloneScalarRegion(Region &from, Region &to) {
  IRMapping mapping;
  from.cloneInto(&to, mapping);
}

Operation *tcc::ir::soleBinaryOp(Region &region) {
  Block &block = region.front();
  Operation &op = block.front(), *yield = block.getTerminator();
  if (block.getNumArguments() != 2 || &op == yield || op.getNextNode() != yield ||
      op.getNumOperands() != 2 || op.getNumResults() != 1 || yield->getNumOperands() != 1 ||
      yield->getOperand(0) != op.getResult(0))
    return nullptr;
  Value a = block.getArgument(0), b = block.getArgument(1);
  bool inOrder = op.getOperand(0) == a && op.getOperand(1) == b;
  bool swapped = op.getOperand(0) == b && op.getOperand(1) == a;
  return inOrder || (swapped && op.hasTrait<OpTrait::IsCommutative>()) ? &op : nullptr;
}
