// The CPU features that code may need, by LLVM's names. The compiler's own detection is asked (it
// also looks whether the operating system saves the wide registers), and it takes literals only:
// hence one row a name.
#include "CpuFeatures.h"
#include "Error.h"

#include <string_view>

using namespace tcc::detail;

namespace {
struct Feature {
  std::string_view name;
  bool (*supported)();
};
} // namespace

#if defined(__x86_64__)
#define TCCRT_FEATURE_AS(name, asked) {name, [] { return __builtin_cpu_supports(asked) != 0; }}
#define TCCRT_FEATURE(name) TCCRT_FEATURE_AS(name, name)
static constexpr Feature knownFeatures[] = {
    // What every x86-64 CPU has.
    TCCRT_FEATURE_AS("64bit", "sse2"), TCCRT_FEATURE_AS("x87", "sse2"),
    TCCRT_FEATURE_AS("cx8", "sse2"), TCCRT_FEATURE_AS("fxsr", "sse2"), TCCRT_FEATURE("cmov"),
    TCCRT_FEATURE("mmx"), TCCRT_FEATURE("sse"), TCCRT_FEATURE("sse2"),
    // What came with SSE4.2 or before it, and older compilers cannot ask for.
    TCCRT_FEATURE_AS("crc32", "sse4.2"), TCCRT_FEATURE_AS("cx16", "sse4.2"),
    TCCRT_FEATURE_AS("sahf", "sse4.2"),
    // x86-64-v2 to v4, and what a contraction can use.
    TCCRT_FEATURE("sse3"), TCCRT_FEATURE("ssse3"), TCCRT_FEATURE("sse4.1"), TCCRT_FEATURE("sse4.2"),
    TCCRT_FEATURE("popcnt"), TCCRT_FEATURE("avx"), TCCRT_FEATURE("avx2"), TCCRT_FEATURE("fma"),
    TCCRT_FEATURE("f16c"), TCCRT_FEATURE("bmi"), TCCRT_FEATURE("bmi2"), TCCRT_FEATURE("lzcnt"),
    TCCRT_FEATURE("movbe"), TCCRT_FEATURE("avx512f"), TCCRT_FEATURE("avx512bw"),
    TCCRT_FEATURE("avx512cd"), TCCRT_FEATURE("avx512dq"), TCCRT_FEATURE("avx512vl"),
    TCCRT_FEATURE("avx512ifma"), TCCRT_FEATURE("avx512vbmi"), TCCRT_FEATURE("avx512vbmi2"),
    TCCRT_FEATURE("avx512vnni"), TCCRT_FEATURE("avx512bitalg"), TCCRT_FEATURE("avx512vpopcntdq"),
    TCCRT_FEATURE("avx512bf16"), TCCRT_FEATURE("avx512fp16"), TCCRT_FEATURE("avx512vp2intersect"),
    TCCRT_FEATURE("avxvnni"), TCCRT_FEATURE("amx-tile"), TCCRT_FEATURE("amx-int8"),
    TCCRT_FEATURE("amx-bf16"),
    // The rest of what a host of today reports.
    TCCRT_FEATURE("adx"), TCCRT_FEATURE("aes"), TCCRT_FEATURE("cldemote"),
    TCCRT_FEATURE("clflushopt"), TCCRT_FEATURE("clwb"), TCCRT_FEATURE("clzero"),
    TCCRT_FEATURE("enqcmd"), TCCRT_FEATURE("fma4"), TCCRT_FEATURE("fsgsbase"),
    TCCRT_FEATURE("gfni"), TCCRT_FEATURE("hreset"), TCCRT_FEATURE("kl"), TCCRT_FEATURE("lwp"),
    TCCRT_FEATURE("movdir64b"), TCCRT_FEATURE("movdiri"), TCCRT_FEATURE("mwaitx"),
    TCCRT_FEATURE("pclmul"), TCCRT_FEATURE("pconfig"), TCCRT_FEATURE("pku"),
    TCCRT_FEATURE("prfchw"), TCCRT_FEATURE("ptwrite"), TCCRT_FEATURE("rdpid"),
    TCCRT_FEATURE("rdrnd"), TCCRT_FEATURE("rdseed"), TCCRT_FEATURE("rtm"),
    TCCRT_FEATURE("serialize"), TCCRT_FEATURE("sgx"), TCCRT_FEATURE("sha"), TCCRT_FEATURE("shstk"),
    TCCRT_FEATURE("sse4a"), TCCRT_FEATURE("tbm"), TCCRT_FEATURE("tsxldtrk"), TCCRT_FEATURE("uintr"),
    TCCRT_FEATURE("vaes"), TCCRT_FEATURE("vpclmulqdq"), TCCRT_FEATURE("waitpkg"),
    TCCRT_FEATURE("wbnoinvd"), TCCRT_FEATURE("widekl"), TCCRT_FEATURE("xop"),
    TCCRT_FEATURE("xsave"), TCCRT_FEATURE("xsavec"), TCCRT_FEATURE("xsaveopt"),
    TCCRT_FEATURE("xsaves"),
    // Privileged: no compiler emits it for a user's program, whatever list it stands in.
    TCCRT_FEATURE_AS("invpcid", "sse2")};
#undef TCCRT_FEATURE
#undef TCCRT_FEATURE_AS
#else
// Elsewhere no feature beyond the architecture's baseline can be asked for: the one row is the
// empty name.
static constexpr Feature knownFeatures[] = {{"", [] { return true; }}};
#endif

static const Feature *lookUp(std::string_view name) {
  for (const Feature &feature : knownFeatures)
    if (feature.name == name)
      return &feature;
  return nullptr;
}

tccrt_status tcc::detail::checkCpuFeatures(const char *program, const char *features) {
  std::string_view rest = features;
  while (!rest.empty()) {
    std::string_view name = rest.substr(0, rest.find(','));
    rest.remove_prefix(name.size() < rest.size() ? name.size() + 1 : name.size());
    if (name.empty())
      continue;
    const Feature *feature = lookUp(name);
    if (feature && feature->supported())
      continue;
    return fail(TCCRT_INCOMPATIBLE,
                "'%s' was compiled for CPUs with %s, and %s '%.*s'; compile it for this machine "
                "or for an older one, e.g. with --target=cpu:x86-64-v2",
                program, features, feature ? "this CPU lacks" : "this runtime does not know",
                int(name.size()), name.data());
  }
  return TCCRT_OK;
}
