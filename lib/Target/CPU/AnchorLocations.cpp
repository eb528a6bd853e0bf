// Every fused location becomes the one that stands for it: LLVM turns a fused location into line 0,
// and profiles and debuggers would lose the user's line. What was fused stays in the kernel's
// record.
#include "tcc/Target/CPU/CpuCompiler.h"
#include "tcc/Target/CPU/KernelRecord.h"

#include "mlir/IR/AttrTypeSubElements.h"

using namespace mlir;

namespace tcc::cpu {
#define GEN_PASS_DEF_ANCHORLOCATIONS
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

using namespace tcc::cpu;

namespace {
class AnchorLocations : public tcc::cpu::impl::AnchorLocationsBase<AnchorLocations> {
public:
  void runOnOperation() override {
    AttrTypeReplacer replacer;
    replacer.addReplacement([](FusedLoc fused) -> Attribute { return anchorOf(fused); });
    replacer.recursivelyReplaceElementsIn(getOperation(), /*replaceAttrs=*/false,
                                          /*replaceLocs=*/true);
  }
};
} // namespace
