// tcc tune: each kernel of the plan alone, timed on this machine, its schedule searched for.
#include "KernelTrial.h"

#include "tcc/Compiler/Session.h"
#include "tcc/Kernels/Structure.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/FormatVariadic.h"

#include <chrono>

using namespace mlir;
using namespace tcc;

namespace {

class SteadyClock : public Clock {
public:
  double seconds() override {
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
  }
};

/// A kernel, with one of its launches and how often it runs in a call of the program.
struct Launched {
  exec::LaunchOp launch;
  int64_t runs = 0;
};

} // namespace

/// Kernels of dense buffers, in the order in which they are first launched.
static llvm::MapVector<Operation *, Launched> launchedKernels(ModuleOp module) {
  llvm::MapVector<Operation *, Launched> kernels;
  SymbolTable symbols(module);
  module.walk([&](exec::LaunchOp launch) {
    auto kernel = symbols.lookup<exec::KernelOp>(launch.getKernel());
    bool isDense = llvm::all_of(kernel.getEntry().getArgumentTypes(), [](Type type) {
      auto buffer = dyn_cast<MemRefType>(type);
      return buffer && buffer.hasStaticShape() && buffer.getLayout().isIdentity();
    });
    if (!isDense)
      return;
    auto [entry, isNew] = kernels.try_emplace(kernel, Launched{launch});
    entry->second.runs += knownRounds(launch);
  });
  return kernels;
}

static KernelTuning describe(exec::KernelOp kernel, const SearchTask &task,
                             const SearchResult &result) {
  KernelTuning tuning;
  tuning.name = kernel.getSymName().str();
  tuning.before = task.start;
  tuning.after = result.best;
  tuning.runs = task.runs;
  tuning.microsecondsBefore = result.startSeconds * 1e6;
  tuning.microsecondsAfter = result.bestSeconds * 1e6;
  tuning.tried = result.tried;
  tuning.refused = result.refused;
  return tuning;
}

FailureOr<TuningResult> Session::tune(double seconds) {
  if (failed(resolveTarget()))
    return failure();
  if (target->cuda)
    return emitUnsupported(here()) << "tuning for target '" << options.target << "'";
  if (failed(lower(Stage::Plan)))
    return failure();
  std::string machine = cpu::describe(target->cpu);
  if (!tuning)
    tuning.emplace();
  tuning->addTarget(machine);
  takeTuning();
  auto kernels = launchedKernels(*root);
  std::vector<std::unique_ptr<KernelTrial>> trials;
  std::vector<SearchTask> tasks;
  for (auto &[kernel, launched] : kernels) {
    trials.push_back(
        std::make_unique<KernelTrial>(launched.launch, cast<exec::KernelOp>(kernel), target->cpu));
    tasks.push_back({*trials.back(), trials.back()->start(), launched.runs});
  }
  SteadyClock clock;
  std::vector<SearchResult> found = search(tasks, clock, seconds);
  TuningResult result;
  for (size_t i = 0; i < tasks.size(); ++i) {
    auto kernel = cast<exec::KernelOp>(kernels.getArrayRef()[i].first);
    result.kernels.push_back(describe(kernel, tasks[i], found[i]));
    const KernelTuning &k = result.kernels.back();
    if (found[i].best != tasks[i].start)
      tuning->insert(machine, structureOf(kernel), trials[i]->scheduleOf(found[i].best),
                     llvm::formatv("{0}: {1:f2} us, was {2:f2}", k.name, k.microsecondsAfter,
                                   k.microsecondsBefore));
  }
  result.text = tuning->text();
  return result;
}
