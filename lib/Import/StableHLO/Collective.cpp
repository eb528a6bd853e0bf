// What devices exchange. A program runs on one device, so a group of one is all that there is: what
// is summed or gathered over it is the operand itself.
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

static int64_t countOf(Operation *op, StringRef name) {
  auto module = op->getParentOfType<ModuleOp>();
  auto count = module ? module->getAttrOfType<IntegerAttr>(name) : IntegerAttr();
  return count ? count.getInt() : 1;
}

/// Whether each group is one device; groups that are left out are one of all devices.
static bool isAlone(Operation *op) {
  auto groups = op->getAttrOfType<DenseIntElementsAttr>("replica_groups");
  bool isOne = countOf(op, "mhlo.num_replicas") == 1 && countOf(op, "mhlo.num_partitions") == 1;
  return groups && groups.getNumElements() <= 1 && isOne;
}

static Values importIdentity(Site &s, Operation *op) {
  if (!isAlone(op))
    return s.unsupported("between several devices");
  SmallVector<Value> results;
  for (auto [operand, result] : llvm::zip(op->getOperands(), op->getResults())) {
    results.push_back(s.convert(operand, elementOf(result)));
    if (results.back().getType() != result.getType())
      return s.unsupported("between several devices");
  }
  if (results.size() != op->getNumResults())
    return s.unsupported();
  return results;
}

/// What nobody sends to this device is nought.
static Values importPermute(Site &s, stablehlo::CollectivePermuteOp op) {
  auto pairs = dyn_cast<DenseIntElementsAttr>(op.getSourceTargetPairs());
  auto operands = op.getOperands();
  if (!pairs || operands.size() != 1 || op->getNumResults() != 1 ||
      pairs.getType().getRank() != 2 || !pairs.getElementType().isInteger(64))
    return s.unsupported();
  SmallVector<int64_t> numbers = llvm::to_vector(pairs.getValues<int64_t>());
  for (size_t i = 0; i + 1 < numbers.size(); i += 2) {
    if (numbers[i + 1] != 0)
      continue;
    if (numbers[i] == 0)
      return one(operands[0]);
    return s.unsupported("between several devices");
  }
  return one(s.zero(operands[0]));
}

/// This device is the first one.
static Values importDeviceNumber(Site &s, Operation *op) { return one(s.zero(op->getResult(0))); }

void importer::addCollectiveRules(Rules &rules) {
  for (StringRef name : {"stablehlo.all_gather", "stablehlo.all_reduce", "stablehlo.all_to_all",
                         "stablehlo.collective_broadcast", "stablehlo.cross-replica-sum",
                         "stablehlo.reduce_scatter"})
    rules.add(name, importIdentity);
  rules.add<stablehlo::CollectivePermuteOp>(importPermute);
  for (StringRef name : {"stablehlo.partition_id", "stablehlo.replica_id"})
    rules.add(name, importDeviceNumber);
}
