// exec.kernel -> func.func with the kernel's code: arguments, then a range of tasks and a worker's
// scratch. Every number was decided by ScheduleKernels; how the function wants to be called stays
// on it as exec.* attributes.
#include "tcc/Target/CPU/CpuCompiler.h"
#include "tcc/Target/CPU/KernelRecord.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace tcc::cpu {
#define GEN_PASS_DEF_LOWERKERNELSTOVECTOR
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

using namespace tcc;
using namespace tcc::cpu;

static FailureOr<KernelCode> emit(KernelFunction kernel, Attribute schedule,
                                  const CpuTarget &target) {
  return llvm::TypeSwitch<Attribute, FailureOr<KernelCode>>(schedule)
      .Case([&](exec::ContractionScheduleAttr s) { return emitContraction(kernel, s, target); })
      .Case([&](exec::LoopsScheduleAttr s) { return emitLoops(kernel, s, target); });
}

static KernelFunction makeFunction(exec::KernelOp kernel) {
  OpBuilder b(kernel);
  Location loc = kernel.getLoc();
  auto function = func::FuncOp::create(b, loc, kernel.getSymName(), b.getFunctionType({}, {}));
  function.setPrivate();
  function.getBody().takeBody(kernel.getBody());
  Block &body = function.front();
  body.addArguments({b.getIndexType(), b.getIndexType()}, {loc, loc});
  body.addArgument(MemRefType::get({ShapedType::kDynamic}, b.getI8Type()), loc);
  function.setType(b.getFunctionType(body.getArgumentTypes(), {}));
  Operation *terminator = body.getTerminator();
  b.setInsertionPoint(terminator);
  func::ReturnOp::create(b, terminator->getLoc());
  terminator->erase();
  return {function, int64_t(kernel.getInputs()), int64_t(kernel.getOutputs())};
}

// Bare pointers stand for memrefs of static shape, the scratch included.
static void fixScratchType(KernelFunction kernel, int64_t bytes) {
  OpBuilder b(kernel.function);
  kernel.scratch().setType(MemRefType::get({bytes}, b.getI8Type()));
  kernel.function.setType(b.getFunctionType(kernel.function.front().getArgumentTypes(), {}));
}

static LogicalResult lower(exec::KernelOp kernel, const CpuTarget &target) {
  Attribute schedule = kernel.getScheduleAttr();
  if (!schedule)
    return kernel.emitError("expected a schedule: --tcc-cpu-schedule-kernels gives one");
  KernelFunction code = makeFunction(kernel);
  FailureOr<KernelCode> how = emit(code, schedule, target);
  if (failed(how))
    return failure();
  fixScratchType(code, how->scratchBytes);
  KernelRecord record;
  record.kind = stringifyKind(kernel.getKind()).str();
  record.flops = kernel.getFlops();
  record.bytes = kernel.getBytes();
  record.code = *how;
  record.store(code.function);
  kernel.erase();
  return success();
}

namespace {
class LowerKernelsToVector : public tcc::cpu::impl::LowerKernelsToVectorBase<LowerKernelsToVector> {
public:
  using Base::Base;
  explicit LowerKernelsToVector(const CpuTarget &target) : target(target) {}

  LogicalResult initialize(MLIRContext *context) override {
    if (target)
      return success();
    target = targetForPass(context, cpu);
    return success(target.has_value());
  }

  void runOnOperation() override {
    for (auto kernel : llvm::make_early_inc_range(getOperation().getOps<exec::KernelOp>()))
      if (failed(lower(kernel, *target)))
        return signalPassFailure();
  }

private:
  std::optional<CpuTarget> target;
};
} // namespace

std::unique_ptr<Pass> tcc::cpu::createLowerKernelsToVectorFor(const CpuTarget &target) {
  return std::make_unique<LowerKernelsToVector>(target);
}
