// What a session gives away: text of a stage, loaded code, files.
#include "tcc/Compiler/Session.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/Threading.h"

#include <chrono>

using namespace mlir;
using namespace tcc;

/// Objects for this process: one a thread, up to where what a part costs by itself (4 ms) is what
/// it saves. The kernels' code is the same in any number.
static int64_t partsForThisProcess() {
  return std::min(4u, llvm::hardware_concurrency().compute_thread_count());
}

static double now() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

static std::string textOf(ModuleOp module, bool locations) {
  std::string text;
  llvm::raw_string_ostream os(text);
  OpPrintingFlags flags;
  flags.enableDebugInfo(locations, /*prettyForm=*/locations);
  module->print(os, flags);
  os << '\n';
  return text;
}

/// A copy in StableHLO, whose readers look for @main; this program goes on from where it was.
FailureOr<OwningOpRef<ModuleOp>> Session::exported() {
  if (failed(lower(Stage::Expanded)) || failed(checkShapesKnown()))
    return failure();
  double start = now();
  OwningOpRef<ModuleOp> copy = root->clone();
  PassManager pm(context.get());
  pm.enableVerifier(options.verifyEach);
  buildStage(pm, Stage::StableHLO, *target);
  if (failed(pm.run(*copy)))
    return failure();
  copy->lookupSymbol<func::FuncOp>(entry).setName("main");
  addTime(nameOf(Stage::StableHLO), now() - start);
  return copy;
}

FailureOr<std::string> Session::emit(Stage stage, bool locations) {
  if (stage == Stage::StableHLO) {
    auto module = exported();
    if (failed(module))
      return failure();
    return textOf(**module, locations);
  }
  if (failed(checkStage(stage)) || failed(lower(std::min(stage, Stage::Llvm))))
    return failure();
  if (stage == Stage::Ptx)
    return cuda::emitPtx(*root, *target->cuda);
  if (stage == Stage::Asm)
    return cpu::emitAssembly(*root, target->cpu);
  if (stage == Stage::Obj) {
    if (failed(generateObject(/*forArtifact=*/true)))
      return failure();
    return object->bytes;
  }
  return textOf(*root, locations);
}

LogicalResult Session::generateObject(bool forArtifact, StringRef manifestSymbol) {
  if (failed(resolveTarget()))
    return failure();
  if (target->cuda && !target->cuda->isEmulated)
    return emitUnsupported(here()) << "target '" << options.target
                                   << "' beyond --emit=ptx; this version runs programs on cpu and "
                                      "cuda-emu";
  if (failed(lowerToCode()))
    return failure();
  double start = now();
  cpu::EmitOptions emission;
  emission.optimizeHard = forArtifact;
  emission.manifestSymbol = manifestSymbol;
  emission.parts = forArtifact || target->cuda ? 1 : partsForThisProcess();
  if (target->cuda) {
    emission.deviceTarget = facts.target;
    emission.addDevice = [&](llvm::Module &host) {
      return cuda::addEmulatedDevice(host, *root, *target->cuda);
    };
  }
  auto emitted = cpu::emitObject(*root, target->cpu, emission);
  if (failed(emitted))
    return failure();
  object = std::move(*emitted);
  facts.stages.push_back({"llvm-ir", object->translateMilliseconds});
  facts.stages.push_back({"optimize", object->optimizeMilliseconds});
  facts.stages.push_back({"obj", object->codegenMilliseconds});
  facts.codeBytes = object->codeBytes;
  facts.compileMilliseconds += now() - start;
  return success();
}

FailureOr<tccrt_executable *> Session::load() {
  if (failed(generateObject(/*forArtifact=*/false)))
    return failure();
  double start = now();
  auto executable = cpu::loadObject(*object);
  facts.stages.push_back({"load", now() - start});
  facts.compileMilliseconds += now() - start;
  if (executable)
    return *executable;
  emitInternal(here()) << llvm::toString(executable.takeError());
  return failure();
}

FailureOr<bool> Session::link(StringRef path) {
  if (failed(generateObject(/*forArtifact=*/false)))
    return failure();
  double start = now();
  llvm::Error error = cpu::linkSharedLibrary(*object, path);
  facts.stages.push_back({"link", now() - start});
  facts.compileMilliseconds += now() - start;
  bool isWritten = !error;
  llvm::consumeError(std::move(error));
  return isWritten;
}

/// "out/my-model.so" -> "my_model", a C identifier.
static std::string identifierOf(StringRef path) {
  std::string name = llvm::sys::path::stem(path).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return name.empty() || llvm::isDigit(name[0]) ? "model_" + name : name;
}

LogicalResult Session::write(StringRef path) {
  StringRef ending = llvm::sys::path::extension(path);
  if (ending != ".so" && ending != ".o" && ending != ".a")
    return emitError(here()) << "cannot write '" << path
                             << "': expected a name that ends in .so, .o or .a";
  // A library is opened by path and found by the one name; of objects a program may link several.
  std::string name = identifierOf(path);
  cpu::EmitOptions emission;
  if (ending != ".so")
    emission.manifestSymbol = name + "_manifest";
  if (failed(generateObject(/*forArtifact=*/true, emission.manifestSymbol)))
    return failure();
  auto header = cpu::emitHeader(*root, target->cpu, name, emission);
  if (failed(header))
    return failure();
  llvm::Error error = ending == ".so"  ? cpu::linkSharedLibrary(*object, path)
                      : ending == ".o" ? cpu::writeObjectFile(*object, path)
                                       : cpu::writeArchive(*object, path);
  if (!error) {
    SmallString<128> headerPath(path);
    llvm::sys::path::replace_extension(headerPath, ".h");
    error = cpu::writeWhole(*header, headerPath);
  }
  if (error)
    return emitError(here()) << "cannot write '" << path
                             << "': " << llvm::toString(std::move(error));
  return success();
}
