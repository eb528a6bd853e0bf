// Decisions as attributes: names and places as they are when the decision falls, for the ops are
// other ones afterwards.
#include "Decisions.h"

#include "KernelRecord.h"

#include "tcc/Support/Diagnostics.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;

/// Of a fused op, its first and its last parts say what it is.
static std::string nameOf(Operation *op) {
  Group alone;
  alone.ops = {op};
  SmallVector<StringRef> names = sourceNames(alone);
  if (names.size() > 3)
    return (names.front() + " ... " + names.back()).str();
  return llvm::join(names, " ");
}

static int64_t bytesOf(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !type.hasStaticShape() || !type.getElementType().isIntOrFloat())
    return 0;
  return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

static Attribute decision(Operation *producer, Operation *consumer, bool together, StringRef why,
                          int64_t bytes, int64_t again) {
  return exec::DecisionAttr::get(consumer->getContext(), together, nameOf(producer),
                                 nameOf(consumer), why, bytes, again,
                                 describeLocation(consumer->getLoc()));
}

void DecisionLog::together(Operation *producer, Operation *consumer, Value value, StringRef why,
                           bool kept, int64_t again) {
  decisions.push_back(
      decision(producer, consumer, true, why, bytesOf(value) * (kept ? 1 : 2), again));
}

void DecisionLog::apart(Operation *producer, Operation *consumer, Value value, StringRef why) {
  decisions.push_back(decision(producer, consumer, false, why, bytesOf(value) * 2, 0));
}

void DecisionLog::store(Operation *function) const {
  SmallVector<Attribute> all;
  if (auto before = function->getAttrOfType<ArrayAttr>(exec::decisionsAttribute))
    all.append(before.begin(), before.end());
  for (Attribute made : decisions)
    if (!llvm::is_contained(all, made)) // a value may be looked at twice
      all.push_back(made);
  if (!all.empty())
    function->setAttr(exec::decisionsAttribute, ArrayAttr::get(function->getContext(), all));
}
