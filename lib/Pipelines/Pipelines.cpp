// The pipeline, read top to bottom: what runs, in which order, and why there.
#include "tcc/Pipelines/Pipelines.h"

#include "tcc/Export/Passes.h"
#include "tcc/Import/Passes.h"
#include "tcc/Kernels/Passes.h"
#include "tcc/Support/Diagnostics.h"
#include "tcc/Target/CPU/CpuCompiler.h"
#include "tcc/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <chrono>

using namespace mlir;
using namespace tcc;

static constexpr std::pair<Stage, llvm::StringLiteral> stages[] = {{Stage::Tcc, "tcc"},
                                                                   {Stage::Expanded, "expanded"},
                                                                   {Stage::Linalg, "linalg"},
                                                                   {Stage::Kernels, "kernels"},
                                                                   {Stage::Plan, "plan"},
                                                                   {Stage::Tiled, "tiled"},
                                                                   {Stage::Gpu, "gpu"},
                                                                   {Stage::Ptx, "ptx"},
                                                                   {Stage::Vector, "vector"},
                                                                   {Stage::Llvm, "llvm"},
                                                                   {Stage::Asm, "asm"},
                                                                   {Stage::Obj, "obj"},
                                                                   {Stage::StableHLO, "stablehlo"}};

std::optional<Stage> tcc::parseStage(StringRef name) {
  for (auto [stage, text] : stages)
    if (text == name)
      return stage;
  return std::nullopt;
}

StringRef tcc::nameOf(Stage stage) { return stages[size_t(stage)].second; }

std::string tcc::stageNames() {
  return llvm::join(llvm::map_range(stages, [](auto &s) { return s.second; }), ", ");
}

void tcc::buildImport(OpPassManager &pm, Operation *module) {
  if (holdsStableHLO(module)) {
    pm.addPass(createImportStablehlo());
    pm.addPass(createSimplify()); // what is recognised is looked for in its simplest form
    pm.addPass(createRecognizeComposites());
  }
  // These enter at stage `linalg`: the stages before it have nothing to do on them.
  bool isTosa = holdsTosa(module);
  if (isTosa)
    pm.addPass(createImportTosa());
  if (isTosa || holdsLinalg(module))
    pm.addPass(createImportLinalg());
}

bool tcc::hasStage(const Target &target, Stage stage) {
  bool isOfGpu = stage == Stage::Gpu || stage == Stage::Ptx;
  // With a GPU, what follows on Ptx is its host: the plan.
  return target.cuda ? stage != Stage::Vector : !isOfGpu;
}

static void formKernels(OpPassManager &pm, const Target &target) {
  // On tensors, where a value has one definition and fusion needs no alias analysis. Kernels are
  // outlined before bufferization so that each can be tiled, compared and cached alone.
  pm.addNestedPass<func::FuncOp>(createFuseKernels());
  // When reductions have taken in what makes their elements, before kernels share rows.
  pm.addNestedPass<func::FuncOp>(createSplitSums());
  pm.addPass(createOutlineKernels({/*leavesOutTaps=*/!target.cuda}));
}

/// The stages that know the machine.
static void buildCode(OpPassManager &pm, Stage stage, const Target &target) {
  switch (stage) {
  case Stage::Tiled:
    // The first stage that knows the machine: from here on a kernel is for one CPU or GPU.
    if (target.cuda)
      cuda::buildSchedulePipeline(pm);
    else
      cpu::buildSchedulePipeline(pm, target.cpu);
    return;
  case Stage::Gpu:
    cuda::buildKernelPipeline(pm, *target.cuda, target.cpu);
    return;
  case Stage::Ptx:
    cuda::buildNVVMPipeline(pm, *target.cuda, target.cpu);
    return;
  case Stage::Vector:
    // No decisions left: what the schedules say is written out.
    cpu::buildKernelPipeline(pm, target.cpu);
    return;
  case Stage::Llvm:
    cpu::buildLLVMPipeline(pm, target.cpu);
    return;
  default:
    return;
  }
}

void tcc::buildStage(OpPassManager &pm, Stage stage, const Target &target) {
  switch (stage) {
  case Stage::Expanded:
    // What the entry does not use may have shapes that nobody gave.
    pm.addPass(createSymbolDCEPass());
    // Complex numbers before all else: derivatives and lowerings are about real ones.
    pm.addPass(createSplitComplex());
    // Then transforms: they need ops whole (a composite may have a better derivative than its
    // parts), and they leave code without calls, in which counters of loops are seen. Then
    // composites, so that what follows sees primitives only. Simplification last: most of what it
    // folds are the ones and zeros that derivatives bring.
    pm.addPass(createExpandTransforms());
    pm.addPass(createRaiseLoops());
    pm.addPass(createDecomposeComposites());
    // After derivatives, which compute in the elements' types as well.
    pm.addPass(createPromoteSmallFloats());
    pm.addPass(createSimplify());
    // Products have the form by now in which the factors are rows.
    pm.addPass(createSinkSums());
    return;
  case Stage::Linalg:
    // The last point where ops have names; from here on only structure counts.
    pm.addPass(createLowerToLinalg());
    // Nothing below has unsigned integers; nothing above can tell what to compute without them.
    pm.addPass(createLowerElementTypes());
    return;
  case Stage::Kernels:
    return formKernels(pm, target);
  case Stage::Plan:
    // Donation is proved by one-shot's analysis of the plan, which is small because kernels are
    // opaque to it.
    pm.addPass(createBufferizePlan());
    pm.addPass(createPlanMemory());
    // Last: sharing of buffers, by which kernels may differ, is settled; what follows is done once
    // for each kernel.
    pm.addPass(createShareKernels());
    return;
  case Stage::Tiled:
  case Stage::Gpu:
  case Stage::Ptx:
  case Stage::Vector:
  case Stage::Llvm:
    return buildCode(pm, stage, target);
  case Stage::StableHLO:
    // From primitives on whole tensors: what follows has lost the ops that StableHLO has, too.
    pm.addPass(createExportStablehlo());
    return;
  case Stage::Tcc:
  case Stage::Asm:
  case Stage::Obj:
    return;
  }
}

static double now() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

LogicalResult tcc::runStages(ModuleOp module, Stage reached, Stage last, const Target &target,
                             bool verifyEach, llvm::function_ref<void(Stage, double)> finished) {
  for (auto [stage, name] : stages) {
    if (stage <= reached || !hasStage(target, stage))
      continue;
    if (stage > last || stage > Stage::Llvm)
      break;
    double start = now();
    PassManager pm(module.getContext());
    pm.enableVerifier(verifyEach);
    buildStage(pm, stage, target);
    if (failed(pm.run(module)))
      return failure();
    finished(stage, now() - start);
  }
  return success();
}
