// The structure of a kernel: its text, without names, schedule and locations.
#include "tcc/Kernels/Structure.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace tcc;

/// What a person knows a kernel by; two that differ in nothing else are equal.
static bool isRecord(exec::KernelOp kernel, NamedAttribute attribute) {
  return attribute.getName() == kernel.getSymNameAttrName() ||
         attribute.getName() == kernel.getFusedAttrName();
}

SmallVector<NamedAttribute> tcc::structuralAttributes(exec::KernelOp kernel) {
  return llvm::to_vector(llvm::make_filter_range(
      kernel->getAttrs(), [&](NamedAttribute a) { return !isRecord(kernel, a); }));
}

std::string tcc::structureOf(exec::KernelOp kernel) {
  OwningOpRef<exec::KernelOp> bare = kernel.clone();
  bare->setSymName("kernel");
  bare->setFusedAttr(ArrayAttr::get(kernel.getContext(), {}));
  bare->removeScheduleAttr();
  std::string text;
  llvm::raw_string_ostream os(text);
  bare->print(os, OpPrintingFlags().useLocalScope()); // no aliases: they depend on the module
  llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(text));
  return llvm::utohexstr(hash.high64, /*LowerCase=*/true, /*Width=*/16) +
         llvm::utohexstr(hash.low64, /*LowerCase=*/true, /*Width=*/16);
}

int64_t tcc::knownRounds(Operation *op) {
  int64_t rounds = 1;
  for (auto loop = op->getParentOfType<scf::ForOp>(); loop;
       loop = loop->getParentOfType<scf::ForOp>())
    if (auto count = loop.getStaticTripCount())
      rounds *= count->getSExtValue();
  return rounds;
}
