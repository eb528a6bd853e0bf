// Objects into this process: ORC links them, the runtime takes the manifest, and the executable
// owns the memory.
#include "Native.h"

#include "tcc/Target/CPU/CpuCompiler.h"

#include "tccrt.h"

#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/MapperJITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/Orc/MemoryMapper.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;
using namespace tcc::cpu;

/// Room for all of a program's objects: they reach each other by 32-bit offsets, and the system may
/// place two mappings anywhere.
static size_t roomFor(const CompiledObject &object) {
  constexpr size_t segments = 1 << 16; // each starts a page of its own
  size_t bytes = object.bytes.size() + segments;
  for (const std::string &other : object.others)
    bytes += other.size() + segments;
  return bytes;
}

static orc::LLJITBuilderState::ObjectLinkingLayerCreator layerWith(size_t room) {
  return [room](orc::ExecutionSession &session) -> Expected<std::unique_ptr<orc::ObjectLayer>> {
    auto memory = orc::MapperJITLinkMemoryManager::CreateWithMapper<orc::InProcessMemoryMapper>(
        alignTo(room, 1 << 16));
    if (!memory)
      return memory.takeError();
    return std::make_unique<orc::ObjectLinkingLayer>(session, std::move(*memory));
  };
}

static Expected<std::unique_ptr<orc::LLJIT>> link(const CompiledObject &object) {
  nativeTarget(Triple(sys::getProcessTriple())); // registers it
  // Our code has no constructors: without a platform none is compiled for them.
  auto jit = orc::LLJITBuilder()
                 .setPlatformSetUp(orc::setUpInactivePlatform)
                 .setObjectLinkingLayerCreator(layerWith(roomFor(object)))
                 .create();
  if (!jit)
    return jit.takeError();
  auto add = [&](StringRef bytes) {
    return (*jit)->addObjectFile(MemoryBuffer::getMemBufferCopy(bytes, "tcc"));
  };
  if (Error error = add(object.bytes))
    return std::move(error);
  for (const std::string &other : object.others)
    if (Error error = add(other))
      return std::move(error);
  return jit;
}

Expected<tccrt_executable *> tcc::cpu::loadObject(const CompiledObject &object) {
  auto jit = link(object);
  if (!jit)
    return jit.takeError();
  auto manifest = (*jit)->lookup(object.manifestSymbol);
  if (!manifest)
    return manifest.takeError();
  auto release = [](void *owner) { delete static_cast<orc::LLJIT *>(owner); };
  tccrt_executable *executable = nullptr;
  tccrt_status status = tccrt_executable_create(manifest->toPtr<const tccrt_manifest *>(), release,
                                                jit->get(), &executable);
  if (status != TCCRT_OK)
    return createStringError(std::errc::invalid_argument, "%s", tccrt_last_error());
  jit->release(); // the executable's now
  return executable;
}
