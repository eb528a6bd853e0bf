// Every decision about a kernel's code, as one attribute that can be read, written by hand and
// tuned. Before: kernels on memrefs. After: each has a legal schedule; those of loops are in the
// form that their schedule counts rows of.
#include "tcc/Schedules/CpuContraction.h"
#include "tcc/Schedules/CpuLoops.h"
#include "tcc/Target/CPU/CpuCompiler.h"

using namespace mlir;

namespace tcc::cpu {
#define GEN_PASS_DEF_SCHEDULEKERNELS
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

using namespace tcc;
using namespace tcc::cpu;

static LogicalResult scheduleContraction(exec::KernelOp kernel, Contraction contraction,
                                         const CpuTarget &target) {
  auto given = dyn_cast_or_null<exec::ContractionScheduleAttr>(kernel.getScheduleAttr());
  auto schedule = given ? ContractionSchedule::fromAttribute(given)
                        : cpu::scheduleContraction(contraction, target);
  legalizeSchedule(schedule, contraction, target);
  kernel.setScheduleAttr(schedule.toAttribute(kernel.getContext()));
  return success();
}

static LogicalResult scheduleLoops(exec::KernelOp kernel, const CpuTarget &target) {
  if (failed(formLoops(kernel)))
    return failure();
  auto given = dyn_cast_or_null<exec::LoopsScheduleAttr>(kernel.getScheduleAttr());
  auto schedule = given ? given : cpu::scheduleLoops(kernel.getEntry(), target);
  kernel.setScheduleAttr(legalizeSchedule(schedule, kernel.getEntry()));
  return success();
}

/// Loops take any kernel: a contraction is one where that was asked for, or where nothing was and
/// it is of that kind.
static LogicalResult schedule(exec::KernelOp kernel, const CpuTarget &target) {
  Attribute given = kernel.getScheduleAttr();
  bool isAsked = isa_and_nonnull<exec::ContractionScheduleAttr>(given);
  if (!isAsked && (given || kernel.getKind() != exec::Kind::Contraction))
    return scheduleLoops(kernel, target);
  FailureOr<Contraction> contraction =
      analyseContraction(kernel.getBody(), kernel.getInputs() + kernel.getOutputs());
  if (succeeded(contraction))
    return scheduleContraction(kernel, *contraction, target);
  if (!isAsked)
    return scheduleLoops(kernel, target);
  InFlightDiagnostic error = kernel.emitError("kernel ")
                             << kernel.getSymNameAttr()
                             << " has a schedule for a contraction, and is none that the CPU "
                                "generator can take";
  error.attachNote() << "hint: #exec.loops<rows = 0> fits any kernel; without a schedule one is "
                        "chosen";
  return error;
}

namespace {
class ScheduleKernels : public tcc::cpu::impl::ScheduleKernelsBase<ScheduleKernels> {
public:
  using Base::Base;
  explicit ScheduleKernels(const CpuTarget &target) : target(target) {}

  LogicalResult initialize(MLIRContext *context) override {
    if (!target)
      target = targetForPass(context, cpu, threads);
    return success(target.has_value());
  }

  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<exec::KernelOp>())
      if (failed(schedule(kernel, *target)))
        return signalPassFailure();
  }

private:
  std::optional<CpuTarget> target;
};
} // namespace

std::unique_ptr<Pass> tcc::cpu::createScheduleKernelsFor(const CpuTarget &target) {
  return std::make_unique<ScheduleKernels>(target);
}
