// Names, work and location of a group.
#include "KernelRecord.h"

#include "Contractions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;

static void addLocationNames(Location loc, llvm::SetVector<StringRef> &names) {
  if (auto fused = dyn_cast<FusedLoc>(loc)) {
    for (Location part : fused.getLocations())
      addLocationNames(part, names);
  } else if (auto named = dyn_cast<NameLoc>(loc)) {
    names.insert(named.getName().getValue());
  }
}

/// `linalg.generic` says nothing: its body does.
static void addBodyNames(Operation *op, llvm::SetVector<StringRef> &names) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (auto nest = dyn_cast<exec::NestOp>(op))
    return void(names.insert(nest.getLabel()));
  if (!generic) {
    names.insert(op->getName().stripDialect());
    return;
  }
  if (generic.getNumReductionLoops() != 0)
    names.insert(isContraction(generic) ? "contraction" : "reduce");
  else if (generic.getBody()->without_terminator().empty())
    names.insert("copy");
  else
    for (Operation &inner : generic.getBody()->without_terminator())
      if (!inner.hasTrait<OpTrait::ConstantLike>())
        names.insert(inner.getName().stripDialect());
}

SmallVector<StringRef> tcc::detail::sourceNames(const Group &group) {
  llvm::SetVector<StringRef> names;
  for (Operation *op : group.ops) {
    llvm::SetVector<StringRef> own;
    addLocationNames(op->getLoc(), own);
    if (own.empty())
      addBodyNames(op, own);
    names.insert(own.begin(), own.end());
  }
  return names.takeVector();
}

static bool isFlop(Operation &op) {
  return isa<arith::ArithDialect, math::MathDialect>(op.getDialect()) &&
         !op.hasTrait<OpTrait::ConstantLike>() && op.getNumResults() == 1 &&
         isa<FloatType>(op.getResult(0).getType()) &&
         !isa<arith::SelectOp, arith::ExtFOp, arith::TruncFOp, arith::SIToFPOp, arith::UIToFPOp>(
             op);
}

int64_t tcc::detail::countFlops(const Group &group) {
  int64_t flops = 0;
  for (Operation *op : group.ops)
    if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
      int64_t points = 1;
      for (int64_t range : generic.getStaticLoopRanges())
        points *= range;
      flops += points * llvm::count_if(generic.getBody()->without_terminator(), isFlop);
    }
  return flops;
}

Location tcc::detail::fusedLocation(const Group &group) {
  Operation *anchor =
      group.anchor ? linalg::GenericOp(group.anchor).getOperation() : group.ops.back();
  SmallVector<Location> locations{anchor->getLoc()};
  for (Operation *op : group.ops)
    locations.push_back(op->getLoc());
  return FusedLoc::get(anchor->getContext(), locations);
}
