// exec.kernel -> func.func with the kernel's code: arguments, then a range of tasks and a worker's
// scratch. The emitter is chosen by kind; what it cannot take becomes plain loops. How the function
// wants to be called stays on it as exec.* attributes.
#include "tcc/Target/CPU/CpuCompiler.h"
#include "tcc/Target/CPU/KernelRecord.h"

using namespace mlir;

namespace tcc::cpu {
#define GEN_PASS_DEF_LOWERKERNELSTOVECTOR
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

using namespace tcc;
using namespace tcc::cpu;

static FailureOr<KernelCode> emit(KernelFunction kernel, const CpuTarget &target) {
  if (kernel.kind == exec::Kind::Contraction && canEmitContraction(kernel, target))
    return emitContraction(kernel, target);
  return emitLoops(kernel, target);
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
  return {function, kernel.getKind(), int64_t(kernel.getInputs()), int64_t(kernel.getOutputs())};
}

// Bare pointers stand for memrefs of static shape, the scratch included.
static void fixScratchType(KernelFunction kernel, int64_t bytes) {
  OpBuilder b(kernel.function);
  kernel.scratch().setType(MemRefType::get({bytes}, b.getI8Type()));
  kernel.function.setType(b.getFunctionType(kernel.function.front().getArgumentTypes(), {}));
}

static LogicalResult lower(exec::KernelOp kernel, const CpuTarget &target) {
  KernelFunction code = makeFunction(kernel);
  FailureOr<KernelCode> how = emit(code, target);
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
    auto named = parseCpuTarget(this->cpu == "host" ? "cpu" : "cpu:" + this->cpu);
    if (!named)
      return emitError(UnknownLoc::get(context), llvm::toString(named.takeError()));
    target = *named;
    target->threads = threads;
    return success();
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
