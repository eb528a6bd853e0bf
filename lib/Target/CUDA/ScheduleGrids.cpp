// Every decision about a kernel's code for a GPU, as one attribute: as on the CPU.
#include "tcc/Schedules/CpuLoops.h"
#include "tcc/Schedules/CudaGrid.h"
#include "tcc/Target/CUDA/CudaCompiler.h"

using namespace mlir;
using namespace tcc;

namespace tcc::cuda {
#define GEN_PASS_DEF_SCHEDULEGRIDS
#include "tcc/Target/CUDA/Passes.h.inc"
} // namespace tcc::cuda

namespace {
class ScheduleGrids : public tcc::cuda::impl::ScheduleGridsBase<ScheduleGrids> {
public:
  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<exec::KernelOp>()) {
      if (failed(cpu::formLoops(kernel)))
        return signalPassFailure();
      auto given = dyn_cast_or_null<exec::GridScheduleAttr>(kernel.getScheduleAttr());
      auto schedule = given ? given : cuda::scheduleGrid(kernel.getEntry());
      kernel.setScheduleAttr(cuda::legalizeSchedule(schedule, kernel.getEntry()));
    }
  }
};
} // namespace
