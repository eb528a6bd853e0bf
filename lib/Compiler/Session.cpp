// One compile, step by step. What belongs to a step alone lives in its own file (TextGuard,
// GraphToModule).
#include "tcc/Compiler/Session.h"

#include "CheckProgram.h"
#include "GraphToModule.h"
#include "ModuleToGraph.h"
#include "tcc/Compiler/TextGuard.h"
#include "tcc/Dialect/Exec/ExecDialect.h"
#include "tcc/Dialect/Tcc/TccDialect.h"
#include "tcc/Import/Passes.h"
#include "tcc/Kernels/Peak.h"
#include "tcc/Kernels/Structure.h"
#include "tcc/Pipelines/Registration.h"
#include "tcc/Support/Diagnostics.h"
#include "tcc/Transforms/Passes.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/thread.h"

#include <chrono>

using namespace mlir;
using namespace tcc;

static constexpr size_t largestModule = size_t(1) << 30; // bytes of text
static constexpr size_t mostPeakTensors = 8;             // in the report
static constexpr llvm::StringLiteral byteOrderMark = "\xef\xbb\xbf";

static double now() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

void tcc::runWithLargeStack(llvm::function_ref<void()> work) {
  llvm::thread worker(std::optional<unsigned>(256u << 20), [&] { work(); });
  worker.join();
}

Session::Session(CompileOptions givenOptions) : options(std::move(givenOptions)) {
  DialectRegistry registry;
  registerDialects(registry);
  context = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  context->printOpOnDiagnostic(false); // the source line says it better
  collector = std::make_unique<DiagnosticCollector>(context.get(), &sources);
}

Session::~Session() = default;

Location Session::here() {
  return root ? root->getLoc() : Location(UnknownLoc::get(context.get()));
}

//===- input ---------------------------------------------------------------------------------===//

LogicalResult Session::parseFile(StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!file) {
    emitError(UnknownLoc::get(context.get())) << path << ": " << file.getError().message();
    return failure();
  }
  return parseText(std::move(*file));
}

LogicalResult Session::parseText(std::unique_ptr<llvm::MemoryBuffer> text) {
  double start = now();
  StringRef content = text->getBuffer(), name = text->getBufferIdentifier();
  if (content.size() > largestModule)
    return emitError(UnknownLoc::get(context.get()))
           << name << ": " << content.size() << " bytes of text; at most " << largestModule
           << " are accepted";
  auto locationAt = [&](size_t offset) {
    StringRef before = content.take_front(offset);
    return FileLineColLoc::get(context.get(), name, unsigned(before.count('\n') + 1),
                               unsigned(offset - before.rfind('\n')));
  };
  if (auto problem = checkModuleText(content))
    return emitError(locationAt(problem->offset)) << problem->message;
  if (auto quantized = findQuantizedType(content))
    return emitUnsupported(locationAt(*quantized)) << "quantized types";
  if (content.starts_with(byteOrderMark)) // editors write one, MLIR's lexer does not know it
    text = llvm::MemoryBuffer::getMemBufferCopy(content.drop_front(byteOrderMark.size()), name);
  if (auto packed = packTruthBytes(text->getBuffer()))
    text = llvm::MemoryBuffer::getMemBufferCopy(*packed, text->getBufferIdentifier());
  sources.AddNewSourceBuffer(std::move(text), SMLoc());
  root = parseSourceFile<ModuleOp>(sources, context.get());
  facts.stages.push_back({"parse", now() - start});
  if (!root || failed(importForeign()))
    return failure();
  return checkProgram(*root);
}

LogicalResult Session::importForeign() {
  PassManager pm(context.get());
  pm.enableVerifier(options.verifyEach);
  buildImport(pm, *root);
  if (pm.empty())
    return success();
  double start = now();
  LogicalResult imported = pm.run(*root);
  facts.stages.push_back({"import", now() - start});
  return imported;
}

static tcc::detail::TensorType toTensorType(Type type) {
  auto tensor = cast<ShapedType>(type);
  tcc::detail::TensorType result{dtypeOf(tensor.getElementType()), {}};
  for (int64_t extent : tensor.getShape())
    result.shape.push_back(ShapedType::isDynamic(extent) ? -1 : extent);
  return result;
}

LogicalResult Session::build(const tcc::detail::Graph &graph) {
  double start = now();
  auto built = graphToModule(graph, context.get());
  facts.stages.push_back({"trace", now() - start});
  if (failed(built))
    return failure();
  root = std::move(*built);
  return selectEntry(graph.name);
}

//===- the entry function --------------------------------------------------------------------===//

func::FuncOp Session::entryFunction() { return root->lookupSymbol<func::FuncOp>(entry); }

LogicalResult Session::selectEntry(StringRef name) {
  auto function = root->lookupSymbol<func::FuncOp>(name);
  if (!function || function.isExternal()) {
    SmallVector<StringRef> names;
    for (auto other : root->getOps<func::FuncOp>())
      if (!other.isExternal())
        names.push_back(other.getName());
    return emitError(here()) << "no function '" << name << "' with a body; the module has: "
                             << (names.empty() ? "none" : llvm::join(names, ", "));
  }
  if (failed(checkEntry(function)))
    return failure();
  entry = name.str();
  facts.function = entry;
  for (auto other : root->getOps<func::FuncOp>())
    other.setVisibility(other == function ? SymbolTable::Visibility::Public
                                          : SymbolTable::Visibility::Private);
  return success();
}

LogicalResult Session::differentiate(ArrayRef<int64_t> wrt) {
  func::FuncOp function = entryFunction();
  Block &body = function.front();
  for (int64_t argument : wrt)
    if (argument < 0 || argument >= int64_t(body.getNumArguments()))
      return emitError(function.getLoc())
             << "cannot differentiate with respect to argument " << argument << ": @" << entry
             << " has " << body.getNumArguments();
  OpBuilder b(function);
  Location loc = function.getLoc();
  std::string name = entry + ".value_and_grad";
  while (root->lookupSymbol(name))
    name += "_";
  auto wrapper = func::FuncOp::create(b, loc, name, function.getFunctionType());
  if (ArrayAttr attributes = function.getAllArgAttrs())
    wrapper.setAllArgAttrs(attributes);
  for (unsigned i = 0; i < wrapper.getNumArguments(); ++i)
    wrapper.removeArgAttr(i, b.getStringAttr("tcc.donate")); // the inputs are wanted afterwards
  b.setInsertionPointToStart(wrapper.addEntryBlock());
  SmallVector<Type> types(function.getResultTypes());
  for (int64_t argument : wrt)
    types.push_back(body.getArgument(argument).getType());
  auto gradient = ir::ValueAndGradOp::create(b, loc, types, entry, wrapper.getArguments(), wrt);
  func::ReturnOp::create(b, loc, gradient.getResults());
  wrapper.setFunctionType(b.getFunctionType(function.getArgumentTypes(), types));
  return selectEntry(wrapper.getName());
}

FailureOr<std::shared_ptr<const tcc::detail::Graph>> Session::graph() {
  return moduleToGraph(entryFunction());
}

LogicalResult Session::carry(int64_t count) {
  func::FuncOp function = entryFunction();
  int64_t most = std::min(function.getNumArguments(), function.getNumResults());
  if (count > most)
    return emitError(function.getLoc())
           << "cannot carry " << count << " results: @" << entry << " has "
           << function.getNumArguments() << " arguments and " << function.getNumResults()
           << " results";
  Builder b(context.get());
  for (int64_t i = 0; i < count; ++i) {
    Type argument = function.getArgumentTypes()[i], result = function.getResultTypes()[i];
    if (argument != result)
      return emitError(function.getArgument(i).getLoc())
             << "cannot carry result " << i << ", " << result << ", to argument " << i << ", "
             << argument;
    function.setArgAttr(i, "tcc.donate", b.getI64IntegerAttr(i));
  }
  return success();
}

static StringRef stringAttribute(func::FuncOp function, unsigned argument, StringRef name) {
  auto attribute = function.getArgAttrOfType<StringAttr>(argument, name);
  return attribute ? attribute.getValue() : StringRef();
}

std::vector<ValueDescription> Session::arguments() {
  func::FuncOp function = entryFunction();
  std::vector<ValueDescription> values;
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    StringRef name = stringAttribute(function, i, "tcc.param");
    if (name.empty())
      name = stringAttribute(function, i, "tcc.name");
    values.push_back({name.empty() ? "arg" + std::to_string(i) : name.str(), toTensorType(type),
                      stringAttribute(function, i, "tcc.init").str()});
  }
  return values;
}

std::vector<ValueDescription> Session::results() {
  std::vector<ValueDescription> values;
  for (auto [i, type] : llvm::enumerate(entryFunction().getResultTypes()))
    values.push_back({"out" + std::to_string(i), toTensorType(type), ""});
  return values;
}

/// A symbolic extent takes any size.
static bool accepts(const tcc::detail::TensorType &wanted, const tcc::detail::TensorType &given) {
  return wanted.dtype == given.dtype &&
         llvm::equal(wanted.shape, given.shape,
                     [](int64_t w, int64_t g) { return w < 0 || w == g; });
}

LogicalResult Session::specialize(ArrayRef<tcc::detail::TensorType> given) {
  func::FuncOp function = entryFunction();
  if (given.size() != function.getNumArguments())
    return emitError(function.getLoc()) << "@" << entry << " takes " << function.getNumArguments()
                                        << " arguments, got " << given.size();
  SmallVector<std::string> shapes;
  for (auto [i, given, wanted] : llvm::enumerate(given, arguments())) {
    if (!accepts(wanted.type, given))
      return emitError(function.getArgument(i).getLoc())
             << "argument " << i << " (" << wanted.name << ") is "
             << toString(wanted.type.shape, wanted.type.dtype) << ", got "
             << toString(given.shape, given.dtype);
    auto extents = llvm::map_range(
        given.shape, [](int64_t extent) { return extent < 0 ? "?" : std::to_string(extent); });
    shapes.push_back(llvm::join(extents, "x"));
  }
  SpecializeShapesOptions passOptions;
  passOptions.entry = entry;
  passOptions.shapes.assign(shapes.begin(), shapes.end());
  PassManager pm(context.get());
  pm.enableVerifier(options.verifyEach);
  pm.addPass(createSpecializeShapes(passOptions));
  return pm.run(*root);
}

//===- lowering ------------------------------------------------------------------------------===//

LogicalResult Session::resolveCuda() {
  auto cuda = cuda::parseCudaTarget(options.target);
  if (cuda) {
    target->cuda = *cuda;
    facts.target = (cuda->isEmulated ? "cuda-emu:" : "cuda:") + cuda->chip;
    return success();
  }
  bool isOld = llvm::errorToErrorCode(cuda.takeError()) == std::errc::not_supported;
  if (isOld)
    return emitUnsupported(here()) << "target '" << options.target << "': a GPU before sm_80";
  return emitError(here()) << "no target '" << options.target
                           << "'; expected cuda or cuda:<architecture>, e.g. cuda:sm_90a";
}

LogicalResult Session::resolveTarget() {
  if (target)
    return success();
  StringRef name = options.target;
  bool isCuda = name.starts_with("cuda");
  auto parsed = cpu::parseCpuTarget(isCuda ? "cpu" : name);
  if (!parsed) {
    llvm::Error error = parsed.takeError();
    bool unsupported = llvm::errorToErrorCode(std::move(error)) == std::errc::not_supported;
    return unsupported
               ? emitUnsupported(here()) << "target '" << name << "': a CPU of another architecture"
               : emitError(here()) << "no target '" << name
                                   << "'; expected cpu or cpu:<LLVM CPU name>, e.g. cpu:x86-64-v3";
  }
  target = Target{*parsed, std::nullopt};
  if (options.threads > 0)
    target->cpu.threads = options.threads;
  facts.target = "cpu:" + target->cpu.cpu;
  return isCuda ? resolveCuda() : readTuning();
}

LogicalResult Session::checkStage(Stage stage) {
  if (failed(resolveTarget()))
    return failure();
  if (hasStage(*target, stage))
    return success();
  return emitError(here()) << "a program for " << facts.target << " has no stage '" << nameOf(stage)
                           << "'";
}

LogicalResult Session::readTuning() {
  if (options.tuning.path.empty())
    return success();
  auto read = Tuning::parse(options.tuning.text, options.tuning.path, context.get());
  if (failed(read))
    return failure();
  tuning = std::move(*read);
  facts.tuning = options.tuning.path;
  facts.foreignSchedules = tuning->countForOthers(cpu::describe(target->cpu));
  return success();
}

/// A schedule that stands in the program comes first, then what was measured, then the rules.
void Session::takeTuning() {
  facts.tunedKernels = 0;
  if (!tuning || target->cuda)
    return;
  std::string machine = cpu::describe(target->cpu);
  for (auto [kernel, record] : llvm::zip_equal(root->getOps<exec::KernelOp>(), facts.kernels)) {
    record.structure = structureOf(kernel);
    Attribute schedule = tuning->find(machine, record.structure);
    if (!schedule || kernel.getScheduleAttr())
      continue;
    kernel.setScheduleAttr(schedule);
    ++facts.tunedKernels;
  }
}

LogicalResult Session::checkShapesKnown() {
  for (auto [i, value] : llvm::enumerate(arguments())) {
    if (!llvm::is_contained(value.type.shape, -1))
      continue;
    auto diagnostic = emitError(entryFunction().getArgument(i).getLoc())
                      << "argument " << i << " (" << value.name << ") has a symbolic dimension";
    diagnostic.attachNote() << "give it a size: --shape=" << value.name
                            << "=<extents>, or run it on data";
    return failure();
  }
  return success();
}

LogicalResult Session::lower(Stage last) {
  if (failed(resolveTarget()))
    return failure();
  if (last >= Stage::Expanded && failed(verify(*root)))
    return failure();
  if (last >= Stage::Linalg && reached < Stage::Linalg && failed(checkShapesKnown()))
    return failure();
  if (last > Stage::Plan && reached <= Stage::Plan) { // what was measured comes before the rules
    if (reached < Stage::Plan && failed(lower(Stage::Plan)))
      return failure();
    takeTuning();
  }
  auto finished = [&](Stage stage, double milliseconds) {
    if (stage != Stage::Tcc)
      addTime(nameOf(stage), milliseconds);
    if (stage == Stage::Tiled)
      noteSchedules();
    if (stage == Stage::Plan) {
      noteDecisions();
      countKernels();
      recordPeak();
    }
    reached = stage;
  };
  double start = now();
  LogicalResult result = runStages(*root, reached, last, *target, options.verifyEach, finished);
  facts.compileMilliseconds += now() - start;
  return result;
}

/// A program in blocks goes through a stage several times.
void Session::addTime(StringRef stage, double milliseconds) {
  auto known = llvm::find_if(facts.stages, [&](const StageTime &t) { return t.stage == stage; });
  if (known == facts.stages.end())
    facts.stages.push_back({stage.str(), milliseconds});
  else
    known->milliseconds += milliseconds;
}

void Session::countKernels() {
  llvm::StringMap<size_t> numbers;
  for (auto kernel : root->getOps<exec::KernelOp>()) {
    KernelReport record;
    record.name = kernel.getSymName().str();
    record.kind = stringifyKind(kernel.getKind()).str();
    record.flops = kernel.getFlops();
    record.bytes = kernel.getBytes();
    for (Attribute op : kernel.getFused())
      record.fused.push_back(cast<StringAttr>(op).str());
    numbers[record.name] = facts.kernels.size();
    facts.kernels.push_back(std::move(record));
  }
  root->walk([&](exec::LaunchOp launch) {
    KernelReport &kernel = facts.kernels[numbers.lookup(launch.getKernel())];
    ++kernel.launches;
    facts.flops += kernel.flops * knownRounds(launch);
    facts.bytes += kernel.bytes * knownRounds(launch);
    std::string line = describeLocation(launch.getLoc());
    if (!line.empty() && !llvm::is_contained(kernel.locations, line))
      kernel.locations.push_back(line);
  });
  // By now the arguments are inputs, results that take no input's buffer, and last the arena.
  for (Type type : entryFunction().getArgumentTypes().drop_back())
    facts.parameterBytes += cast<MemRefType>(type).getNumElements() *
                            int64_t(sizeOf(dtypeOf(cast<MemRefType>(type).getElementType())));
  if (auto arena = entryFunction()->getAttrOfType<IntegerAttr>("exec.arena_bytes"))
    facts.arenaBytes = arena.getInt();
}

void Session::noteSchedules() {
  llvm::StringMap<Attribute> schedules;
  for (auto kernel : root->getOps<exec::KernelOp>())
    schedules[kernel.getSymName()] = kernel.getScheduleAttr();
  for (KernelReport &kernel : facts.kernels)
    if (Attribute schedule = schedules.lookup(kernel.name)) {
      kernel.schedule.clear();
      llvm::raw_string_ostream(kernel.schedule) << schedule;
    }
}

void Session::noteDecisions() {
  facts.decisions.clear();
  auto decisions = entryFunction()->getAttrOfType<ArrayAttr>(exec::decisionsAttribute);
  if (!decisions)
    return;
  for (auto made : decisions.getAsRange<exec::DecisionAttr>())
    facts.decisions.push_back({made.getTogether(), made.getProducer().str(),
                               made.getConsumer().str(), made.getWhy().str(), made.getAt().str(),
                               made.getBytes(), made.getAgain()});
  llvm::sort(facts.decisions, [](const DecisionReport &a, const DecisionReport &b) {
    return std::tie(b.bytes, a.location, a.producer, a.consumer, a.why) <
           std::tie(a.bytes, b.location, b.producer, b.consumer, b.why);
  });
}

void Session::recordPeak() {
  for (const LiveBuffer &buffer : findPeak(entryFunction())) {
    ++facts.peakCount;
    facts.peakBytes += buffer.bytes;
    if (facts.peak.size() < mostPeakTensors)
      facts.peak.push_back({toTensorType(buffer.type), buffer.bytes,
                            exec::LaunchOp(buffer.maker).getKernel().str(),
                            describeLocation(buffer.location), buffer.isScratch});
  }
}
