// Floats of 8 bits are stored, not computed with: every op that computes gets f32, and what it
// gives is rounded back. In regions that compute on single elements, their ops do so one by one.
#include "tcc/Transforms/Passes.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace tcc::ir;

namespace tcc {
#define GEN_PASS_DEF_PROMOTESMALLFLOATS
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

static bool isSmall(Type type) { return isSmallFloat(getElementTypeOrSelf(type)); }

/// Whether elements only pass through: into regions, to another place, or to another type.
static bool onlyPasses(Operation *op) {
  bool holdsCode = llvm::any_of(op->getRegions(), [](Region &r) { return !r.empty(); });
  auto scatter = dyn_cast<ScatterOp>(op);
  return holdsCode || op->hasTrait<MovesElements>() || op->hasTrait<OpTrait::IsTerminator>() ||
         isa<ConstantOp, ConvertOp, BitcastConvertOp>(op) || !isa<LowersToLinalg>(op) ||
         (scatter && scatter.getCombiner() == Combiner::Set);
}

/// The same attribute with f32 where it names a small float.
static Attribute promoted(Attribute attribute, Type f32) {
  auto type = dyn_cast<TypeAttr>(attribute);
  return type && isSmallFloat(type.getValue()) ? TypeAttr::get(f32) : attribute;
}

static void promoteAttributes(Operation *op, Type f32) {
  auto given = dyn_cast_or_null<DictionaryAttr>(op->getPropertiesAsAttribute());
  if (!given)
    return;
  NamedAttrList attributes(given);
  for (NamedAttribute attribute : given)
    attributes.set(attribute.getName(), promoted(attribute.getValue(), f32));
  // Attributes of the op's own, of which only types have changed.
  (void)op->setPropertiesFromAttribute(attributes.getDictionary(op->getContext()), nullptr);
}

static void promote(Operation *op) {
  OpBuilder b(op);
  RuleBuilder before(b, op->getLoc());
  Type f32 = b.getF32Type();
  for (OpOperand &operand : op->getOpOperands())
    if (isSmall(operand.get().getType()))
      operand.set(before.convert(operand.get(), f32));
  promoteAttributes(op, f32);
  b.setInsertionPointAfter(op);
  RuleBuilder after(b, op->getLoc());
  for (Value result : op->getResults()) {
    auto type = cast<RankedTensorType>(result.getType());
    if (!isSmall(type))
      continue;
    result.setType(type.clone(f32));
    auto rounded = after.create<ConvertOp>(result, type.getElementType());
    result.replaceAllUsesExcept(rounded.getResult(), rounded);
  }
}

namespace {
struct PromoteSmallFloats : tcc::impl::PromoteSmallFloatsBase<PromoteSmallFloats> {
  void runOnOperation() override {
    SmallVector<Operation *> found;
    getOperation().walk([&](Operation *op) {
      if ((llvm::any_of(op->getOperandTypes(), isSmall) ||
           llvm::any_of(op->getResultTypes(), isSmall)) &&
          !onlyPasses(op))
        found.push_back(op);
    });
    for (Operation *op : found)
      promote(op);
  }
};
} // namespace
