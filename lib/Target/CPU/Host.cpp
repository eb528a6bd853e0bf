// What a target's name means: this machine's CPU, or one of LLVM's by name, with what code
// generation wants to know of it. Everything that depends on the machine is asked here; a named CPU
// gives the same code wherever the compiler runs.
#include "Native.h"

#include "tcc/Target/CPU/CpuCompiler.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/Threading.h"
#include "llvm/TargetParser/AArch64TargetParser.h"
#include "llvm/TargetParser/ARMTargetParser.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/RISCVTargetParser.h"
#include "llvm/TargetParser/X86TargetParser.h"

#include <unistd.h>

using namespace llvm;
using namespace tcc::cpu;

const Target *tcc::cpu::nativeTarget(const Triple &triple) {
  static const bool registered = [] { // once, whichever thread is first
    InitializeNativeTarget();
    InitializeNativeTargetAsmPrinter();
    return true;
  }();
  std::string error;
  return registered ? TargetRegistry::lookupTarget(triple, error) : nullptr;
}

static std::unique_ptr<MCSubtargetInfo> subtarget(const CpuTarget &target) {
  Triple triple(target.triple);
  const Target *native = nativeTarget(triple);
  if (!native)
    return nullptr;
  return std::unique_ptr<MCSubtargetInfo>(
      native->createMCSubtargetInfo(triple, target.cpu, target.features));
}

// Where this machine differs from its CPU's name. LLVM takes a list of features apart, with all
// that each implies, for every target machine that it makes: a list of all of them costs
// milliseconds.
static std::string hostFeatures(const MCSubtargetInfo &named) {
  StringSet<> implied;
  for (const SubtargetFeatureKV &feature : named.getEnabledProcessorFeatures())
    implied.insert(feature.Key);
  std::vector<std::string> features;
  for (auto &feature : sys::getHostCPUFeatures())
    if (feature.second != implied.contains(feature.first()))
      features.push_back((feature.second ? "+" : "-") + feature.first().str());
  llvm::sort(features); // the map is a hash table
  return llvm::join(features, ",");
}

static int64_t cacheBytes(int name, int64_t fallback) {
  long bytes = sysconf(name);
  return bytes > 0 ? bytes : fallback;
}

/// Caches of a named CPU, the smallest that its kind is sold with: code must be the same wherever
/// it is compiled. A name that is not here is the last line.
static void setTypicalCaches(CpuTarget &target) {
  struct Caches {
    StringRef name; // how LLVM's names of the kind start
    int64_t l1KiB, l2KiB, l3KiB;
  };
  static constexpr Caches kinds[] = {
      {"znver5", 48, 1024, 32768},         {"znver4", 32, 1024, 32768},
      {"znver", 32, 512, 16384},           {"sapphirerapids", 48, 2048, 32768},
      {"emeraldrapids", 48, 2048, 32768},  {"graniterapids", 48, 2048, 32768},
      {"icelake-server", 48, 1280, 16384}, {"skylake-avx512", 32, 1024, 16384},
      {"cascadelake", 32, 1024, 16384},    {"haswell", 32, 256, 8192},
      {"skylake", 32, 256, 8192},          {"neoverse", 64, 1024, 32768},
      {"apple", 64, 4096, 8192},           {"", 48, 1024, 32768}};
  for (const Caches &kind : kinds)
    if (StringRef(target.cpu).starts_with(kind.name)) {
      target.l1Bytes = kind.l1KiB << 10;
      target.l2Bytes = kind.l2KiB << 10;
      target.l3Bytes = kind.l3KiB << 10;
      return;
    }
}

static std::optional<StringRef> foreignArchitecture(StringRef cpu, const Triple &triple) {
  if (!triple.isX86() && X86::parseArchX86(cpu) != X86::CK_None)
    return "x86";
  if (!triple.isAArch64() && AArch64::parseCpu(cpu))
    return "AArch64";
  if (!triple.isARM() && ARM::parseCPUArch(cpu) != ARM::ArchKind::INVALID)
    return "ARM";
  if (!triple.isRISCV() && (RISCV::parseCPU(cpu, true) || RISCV::parseCPU(cpu, false)))
    return "RISC-V";
  return std::nullopt;
}

static Error unknownCpu(StringRef spelling, StringRef cpu, const Triple &triple) {
  if (auto architecture = foreignArchitecture(cpu, triple))
    return createStringError(std::errc::not_supported,
                             "target '%s': %s is a CPU of %s; tcc generates code for %s only",
                             spelling.str().c_str(), cpu.str().c_str(), architecture->str().c_str(),
                             triple.getArchName().str().c_str());
  return createStringError(
      std::errc::invalid_argument,
      "target '%s': no CPU is called '%s'; expected cpu (this machine) or cpu:NAME with a name "
      "such as x86-64-v3, x86-64-v4, znver4, sapphirerapids, generic",
      spelling.str().c_str(), cpu.str().c_str());
}

static void setRegisters(CpuTarget &target, const MCSubtargetInfo &info) {
  if (!Triple(target.triple).isX86()) {
    target.vectorBytes = 16;
    target.vectorRegisters = 32;
    target.hasFma = true;
    target.convertsBf16 = info.checkFeatures("+bf16");
    return;
  }
  bool avx512 = info.checkFeatures("+avx512f"), avx = info.checkFeatures("+avx");
  target.vectorBytes = avx512 ? 64 : avx ? 32 : 16;
  target.vectorRegisters = avx512 ? 32 : 16;
  target.hasFma = avx512 || info.checkFeatures("+fma");
  target.convertsF16 = avx512 || info.checkFeatures("+f16c");
  target.convertsBf16 = info.checkFeatures("+avx512bf16") || info.checkFeatures("+avxneconvert");
  target.hasBf16Dot = avx512 && info.checkFeatures("+avx512bf16");
  target.hasIntDot = avx512 && info.checkFeatures("+avx512vnni");
}

Expected<CpuTarget> tcc::cpu::parseCpuTarget(StringRef spelling) {
  StringRef cpu = spelling;
  if (!cpu.consume_front("cpu") || (!cpu.empty() && !cpu.consume_front(":")))
    return createStringError(std::errc::invalid_argument,
                             "target '%s' is no CPU target; expected cpu or cpu:NAME",
                             spelling.str().c_str());
  CpuTarget target;
  target.triple = sys::getProcessTriple();
  target.threads = hardware_concurrency().compute_thread_count();
  if (spelling == "cpu") {
    target.cpu = sys::getHostCPUName().str();
    if (auto named = subtarget(target))
      target.features = hostFeatures(*named);
    target.l1Bytes = cacheBytes(_SC_LEVEL1_DCACHE_SIZE, target.l1Bytes);
    target.l2Bytes = cacheBytes(_SC_LEVEL2_CACHE_SIZE, target.l2Bytes);
    target.l3Bytes = cacheBytes(_SC_LEVEL3_CACHE_SIZE, target.l3Bytes);
  } else {
    target.cpu = "generic"; // so that LLVM does not complain before we do
  }
  auto info = subtarget(target);
  if (!info)
    return createStringError(std::errc::not_supported, "tcc generates no code for %s",
                             target.triple.c_str());
  if (spelling != "cpu") {
    if (cpu.empty() || !info->isCPUStringValid(cpu))
      return unknownCpu(spelling, cpu, Triple(target.triple));
    target.cpu = cpu.str();
    setTypicalCaches(target);
    info = subtarget(target);
    if (Triple(target.triple).isX86() && !info->checkFeatures("+64bit"))
      return createStringError(std::errc::not_supported,
                               "target '%s': %s has no 64-bit mode; tcc needs one",
                               spelling.str().c_str(), target.cpu.c_str());
  }
  setRegisters(target, *info);
  return target;
}

// Feature names that say how fast something is, or that only an operating system uses, do not bind
// an artifact to a CPU.
static bool bindsCode(StringRef feature) {
  static constexpr StringRef sets[] = {"sse3",
                                       "ssse3",
                                       "sse4.1",
                                       "sse4.2",
                                       "avx",
                                       "avx2",
                                       "fma",
                                       "f16c",
                                       "bmi",
                                       "bmi2",
                                       "lzcnt",
                                       "popcnt",
                                       "movbe",
                                       "adx",
                                       "aes",
                                       "pclmul",
                                       "gfni",
                                       "vaes",
                                       "xop",
                                       "fma4",
                                       "tbm",
                                       "avxvnni",
                                       "vpclmulqdq",
                                       "avx512f",
                                       "avx512bw",
                                       "avx512cd",
                                       "avx512dq",
                                       "avx512vl",
                                       "avx512ifma",
                                       "avx512vbmi",
                                       "sha",
                                       "avx512vbmi2",
                                       "avx512vnni",
                                       "avx512bitalg",
                                       "avx512vpopcntdq",
                                       "avx512bf16",
                                       "avx512fp16",
                                       "avx512vp2intersect",
                                       "avxifma",
                                       "avxvnniint8",
                                       "avxneconvert"};
  return llvm::is_contained(sets, feature);
}

std::optional<CpuTarget> tcc::cpu::targetForPass(mlir::MLIRContext *context, StringRef cpu,
                                                 int64_t threads) {
  auto named = parseCpuTarget(cpu == "host" ? "cpu" : ("cpu:" + cpu).str());
  if (named) {
    named->threads = threads;
    return *named;
  }
  mlir::emitError(mlir::UnknownLoc::get(context), llvm::toString(named.takeError()));
  return std::nullopt;
}

std::string tcc::cpu::describe(const CpuTarget &target) {
  return llvm::formatv("{0} {1} {2} l1={3} l2={4} l3={5} threads={6}", target.triple, target.cpu,
                       target.features.empty() ? "-" : target.features, target.l1Bytes,
                       target.l2Bytes, target.l3Bytes, target.threads);
}

std::string tcc::cpu::requiredFeatures(const CpuTarget &target) {
  std::vector<std::string> names;
  if (auto info = subtarget(target); info && Triple(target.triple).isX86())
    for (const SubtargetFeatureKV &feature : info->getEnabledProcessorFeatures())
      if (bindsCode(feature.Key))
        names.push_back(feature.Key);
  llvm::sort(names);
  return llvm::join(names, ",");
}
