// tcc cache: what lies in the compile cache, and making it smaller.
#include "Commands.h"

#include "tcc/Support/DiskCache.h"

using namespace tcc;
using namespace tcc::cli;

static double megabytes(int64_t bytes) { return double(bytes) / double(1 << 20); }

static void print(const char *verb, const DiskCache::Statistics &what) {
  std::printf("%s: %lld entries, %.1f MB\n", verb, static_cast<long long>(what.entries),
              megabytes(what.bytes));
}

int cli::runCache(const CommandLine &line) {
  const auto &words = line.inputs();
  bool isPrune = words == std::vector<std::string>{"prune"};
  if (!isPrune && words != std::vector<std::string>{"stats"})
    throw Error("expected 'tcc cache stats' or 'tcc cache prune' (tcc cache --help)");
  if (!isPrune && line.has(OPT_max_mb))
    throw Error("--max-mb is an option of 'tcc cache prune'");
  int64_t keep = line.getInteger(OPT_max_mb, 0, 0);
  if (keep > int64_t(1) << 40)
    throw Error("--max-mb expects megabytes, at most 2^40");
  auto disk = DiskCache::fromEnvironment();
  if (!disk) {
    std::printf("there is no cache: TCC_CACHE is off, or none of TCC_CACHE_DIR, XDG_CACHE_HOME "
                "and HOME is set\n");
    return 0;
  }
  std::printf("folder: %s\n", disk->folder().c_str());
  if (isPrune)
    print("removed", disk->prune(keep << 20));
  print("there", disk->statistics());
  std::printf("limit: %.1f MB (TCC_CACHE_MAX_MB)\n", megabytes(disk->limitBytes()));
  return 0;
}
