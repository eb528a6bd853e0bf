// A kernel alone: its inputs, outputs and scratch become the arguments of a program that launches
// it once. Its inputs are numbers around one, and zeros where they may be indices.
#include "KernelTrial.h"

#include "tcc/Pipelines/Pipelines.h"
#include "tcc/Schedules/CpuCandidates.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

#include <chrono>
#include <cstring>

using namespace mlir;
using namespace tcc;

/// What one sample of a time takes at least: a clock's resolution and a call's cost vanish in it.
static constexpr double sampleSeconds = 100e-6;
static constexpr int64_t mostCalls = 1 << 10;

//===- the program ---------------------------------------------------------------------------===//

static func::FuncOp makePlan(OpBuilder &b, exec::LaunchOp launch, exec::KernelOp kernel) {
  Location loc = kernel.getLoc();
  auto inputs = int64_t(kernel.getEntry().getNumArguments());
  SmallVector<Type> types(kernel.getEntry().getArgumentTypes());
  types.push_back(MemRefType::get({0}, b.getI8Type())); // the arena
  auto plan = func::FuncOp::create(b, loc, "main", b.getFunctionType(types, {}));
  plan->setAttr("tcc.num_inputs", b.getI64IntegerAttr(inputs));
  plan->setAttr("exec.results", b.getDenseI64ArrayAttr({}));
  plan->setAttr("exec.arena_bytes", b.getI64IntegerAttr(0));
  b.setInsertionPointToStart(plan.addEntryBlock());
  b.clone(*launch)->setOperands(plan.getArguments().take_front(inputs));
  func::ReturnOp::create(b, loc);
  return plan;
}

KernelTrial::KernelTrial(exec::LaunchOp launch, exec::KernelOp kernel, const cpu::CpuTarget &target)
    : target(target), context(kernel.getContext()), program(ModuleOp::create(kernel.getLoc())),
      shared(size_t(kernel.getInputs() + kernel.getOutputs())) {
  OpBuilder b = OpBuilder::atBlockEnd(program->getBody());
  for (auto global : kernel->getParentOfType<ModuleOp>().getOps<memref::GlobalOp>())
    if (!SymbolTable::symbolKnownUseEmpty(global, &kernel.getBody()))
      b.clone(*global);
  b.clone(*kernel);
  makePlan(b, launch, kernel);
  for (Type type : kernel.getEntry().getArgumentTypes())
    types.push_back(cast<MemRefType>(type));
}

OwningOpRef<ModuleOp> KernelTrial::withSchedule(Attribute schedule) {
  OwningOpRef<ModuleOp> module = program->clone();
  if (schedule)
    for (auto kernel : module->getOps<exec::KernelOp>())
      kernel.setScheduleAttr(schedule);
  return module;
}

/// The stages after the plan; what goes wrong is a schedule that is not used.
static LogicalResult lower(ModuleOp module, Stage last, const cpu::CpuTarget &target) {
  ScopedDiagnosticHandler quiet(module.getContext(), [](Diagnostic &) { return success(); });
  return runStages(module, Stage::Plan, last, Target{target, std::nullopt}, /*verifyEach=*/false,
                   [](Stage, double) {});
}

static std::string textOf(Attribute attribute) {
  std::string text;
  llvm::raw_string_ostream(text) << attribute;
  return text;
}

std::string KernelTrial::legalized(Attribute schedule) {
  OwningOpRef<ModuleOp> module = withSchedule(schedule);
  if (failed(lower(*module, Stage::Tiled, target)))
    return "";
  auto kernel = *module->getOps<exec::KernelOp>().begin();
  return textOf(kernel.getScheduleAttr());
}

std::string KernelTrial::start() { return legalized({}); }

Attribute KernelTrial::scheduleOf(const std::string &way) { return parseAttribute(way, context); }

std::vector<std::string> KernelTrial::neighbours(const std::string &way) {
  std::vector<std::string> ways;
  for (Attribute schedule : cpu::neighbours(scheduleOf(way), target))
    if (std::string legal = legalized(schedule); !legal.empty() && legal != way)
      ways.push_back(std::move(legal));
  return ways;
}

KernelTrial::Executable KernelTrial::compile(Attribute schedule) {
  OwningOpRef<ModuleOp> module = withSchedule(schedule);
  if (failed(lower(*module, Stage::Llvm, target)))
    return nullptr;
  ScopedDiagnosticHandler quiet(context, [](Diagnostic &) { return success(); });
  auto object = cpu::emitObject(*module, target);
  if (failed(object))
    return nullptr;
  auto executable = cpu::loadObject(*object);
  if (executable)
    return Executable(*executable);
  llvm::consumeError(executable.takeError());
  return nullptr;
}

//===- running it ----------------------------------------------------------------------------===//

static size_t bytesOf(MemRefType type) {
  return size_t(type.getNumElements()) * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

/// Floats from 0.5 to 1, their last bits in use: sums in another order would differ. All else is
/// nought.
static void fillWithNumbers(MemRefType type, char *to) {
  std::memset(to, 0, bytesOf(type));
  auto element = dyn_cast<FloatType>(type.getElementType());
  if (!element || element.getWidth() < 16 || element.getWidth() > 64)
    return;
  unsigned width = element.getWidth(), mantissa = element.getFPMantissaWidth() - 1;
  uint64_t half = APFloat(element.getFloatSemantics(), "0.5").bitcastToAPInt().getZExtValue();
  uint64_t state = 0x9e3779b97f4a7c15u;
  for (int64_t i = 0; i < type.getNumElements(); ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint64_t bits = half + (state >> (64 - mantissa));
    std::memcpy(to + i * (width / 8), &bits, width / 8);
  }
}

/// Every buffer as it is before a run. False if there is no memory for it.
bool KernelTrial::fill() {
  for (auto [i, type] : llvm::enumerate(types)) {
    if (i == buffers.size())
      buffers.emplace_back(tccrt_alloc(std::max<size_t>(bytesOf(type), 1)));
    if (!buffers[i])
      return false;
    fillWithNumbers(type, static_cast<char *>(buffers[i].get()));
  }
  return true;
}

/// A hash of what the kernel reads and writes; its scratch is nobody's result.
uint64_t KernelTrial::content() const {
  uint64_t hash = 0;
  for (size_t i = 0; i < shared; ++i) {
    auto *bytes = static_cast<const uint8_t *>(buffers[i].get());
    hash = hash * 31 + llvm::xxh3_64bits(ArrayRef(bytes, bytesOf(types[i])));
  }
  return hash;
}

bool KernelTrial::call(const std::string &way) {
  SmallVector<void *> arguments;
  for (auto &buffer : buffers)
    arguments.push_back(buffer.get());
  return tccrt_executable_call(ready[way].get(), arguments.data(), int32_t(arguments.size()),
                               nullptr, 0) == TCCRT_OK;
}

bool KernelTrial::prepare(const std::string &way) {
  Executable executable = compile(scheduleOf(way));
  if (!executable || !fill())
    return false;
  ready[way] = std::move(executable);
  bool isSame = call(way) && content() == expected.value_or(content());
  if (!isSame)
    drop(way);
  else
    expected = content();
  return isSame;
}

double KernelTrial::time(const std::string &way) {
  using namespace std::chrono;
  auto secondsOf = [&](int64_t calls) {
    auto begin = steady_clock::now();
    for (int64_t i = 0; i < calls; ++i)
      call(way);
    return duration<double>(steady_clock::now() - begin).count();
  };
  while (secondsOf(callsInSample) < sampleSeconds && callsInSample < mostCalls)
    callsInSample *= 2; // once: ways of one kernel are about as fast
  return secondsOf(callsInSample) / double(callsInSample);
}

void KernelTrial::finish() {
  ready.clear();
  buffers.clear();
}
