// Kernels that do the same are one kernel: twenty-four equal layers are generated, compiled and
// kept once. Runs when no two arguments of a kernel share a buffer any more: kernels that differed
// in what shares what differ in their bodies by now. Linear: a hash of the structure first, then a
// comparison only of those that have the same.
#include "tcc/Kernels/Passes.h"

#include "tcc/Kernels/Structure.h"

#include "mlir/IR/OperationSupport.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tcc;

namespace tcc {
#define GEN_PASS_DEF_SHAREKERNELS
#include "tcc/Kernels/Passes.h.inc"
} // namespace tcc

/// Ops, their attributes and types, in order; which value an operand is, is left to the comparison.
static llvm::hash_code hashOf(exec::KernelOp kernel) {
  llvm::hash_code hash = llvm::hash_combine(kernel.getEntry().getNumArguments());
  for (NamedAttribute attribute : structuralAttributes(kernel))
    hash = llvm::hash_combine(hash, attribute.getName(), attribute.getValue());
  kernel.getBody().walk([&](Operation *op) {
    hash = llvm::hash_combine(
        hash, OperationEquivalence::computeHash(op, OperationEquivalence::ignoreHashValue,
                                                OperationEquivalence::ignoreHashValue,
                                                OperationEquivalence::IgnoreLocations));
    for (Type type : op->getOperandTypes())
      hash = llvm::hash_combine(hash, type);
  });
  return hash;
}

namespace {
/// For a set of kernels in which equal ones are one.
struct Structure : llvm::DenseMapInfo<Operation *> {
  static unsigned getHashValue(Operation *kernel) {
    return unsigned(size_t(hashOf(cast<exec::KernelOp>(kernel))));
  }
  static bool isEqual(Operation *lhs, Operation *rhs) {
    auto isKey = [](Operation *op) { return op == getEmptyKey() || op == getTombstoneKey(); };
    if (lhs == rhs || isKey(lhs) || isKey(rhs))
      return lhs == rhs;
    auto a = cast<exec::KernelOp>(lhs), b = cast<exec::KernelOp>(rhs);
    return structuralAttributes(a) == structuralAttributes(b) &&
           OperationEquivalence::isRegionEquivalentTo(&a.getBody(), &b.getBody(),
                                                      OperationEquivalence::IgnoreLocations);
  }
};
} // namespace

/// All lines that a shared kernel comes from, its own first; all that was fused.
static void record(exec::KernelOp kernel, ArrayRef<exec::KernelOp> twins) {
  SmallVector<Location> locations{kernel.getLoc()};
  llvm::SetVector<Attribute> fused(kernel.getFused().begin(), kernel.getFused().end());
  for (exec::KernelOp twin : twins) {
    locations.push_back(twin.getLoc());
    fused.insert_range(twin.getFused());
  }
  Builder b(kernel.getContext());
  kernel->setLoc(FusedLoc::get(b.getContext(), locations));
  kernel.setFusedAttr(b.getArrayAttr(fused.getArrayRef()));
}

namespace {
class ShareKernels : public tcc::impl::ShareKernelsBase<ShareKernels> {
public:
  using Base::Base;

  void runOnOperation() override {
    DenseSet<Operation *, Structure> different;
    llvm::MapVector<Operation *, SmallVector<exec::KernelOp>> twinsOf;
    DenseMap<StringAttr, StringAttr> kept; // by the name of a twin
    for (auto kernel : getOperation().getOps<exec::KernelOp>()) {
      auto [first, isNew] = different.insert(kernel.getOperation());
      if (isNew)
        continue;
      twinsOf[*first].push_back(kernel);
      kept[kernel.getSymNameAttr()] = cast<exec::KernelOp>(*first).getSymNameAttr();
    }
    getOperation().walk([&](exec::LaunchOp launch) {
      if (StringAttr name = kept.lookup(launch.getKernelAttr().getAttr()))
        launch.setKernelAttr(FlatSymbolRefAttr::get(name));
    });
    for (auto &[kernel, twins] : twinsOf) {
      record(cast<exec::KernelOp>(kernel), twins);
      for (exec::KernelOp twin : twins)
        twin.erase();
    }
  }
};
} // namespace
