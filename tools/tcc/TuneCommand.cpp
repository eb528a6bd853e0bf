// tcc tune: searches schedules for a program's kernels on this machine and keeps them in a tuning
// file, beside what other programs left there.
#include "Commands.h"

#include "tcc/Support/File.h"
#include "tccrt.h"

#include <cstdlib>
#include <filesystem>

using namespace tcc;
using namespace tcc::cli;

/// -o FILE, else what $TCC_TUNING names: where compiling looks.
static std::string tuningPath(const CommandLine &line) {
  const char *variable = std::getenv("TCC_TUNING");
  std::string path = line.get(OPT_output, variable ? variable : "");
  if (path.empty())
    throw Error("expected -o FILE, the tuning file to write, or its name in TCC_TUNING");
  return path;
}

static void print(const KernelTuning &kernel) {
  if (kernel.tried == 0 && kernel.microsecondsBefore == 0) {
    std::printf("  %-32s %8lld          -          -\n", kernel.name.c_str(),
                static_cast<long long>(kernel.runs));
    return;
  }
  std::printf("  %-32s %8lld %10.2f %10.2f %8lld", kernel.name.c_str(),
              static_cast<long long>(kernel.runs), kernel.microsecondsBefore,
              kernel.microsecondsAfter, static_cast<long long>(kernel.tried));
  if (kernel.refused)
    std::printf("  (%lld refused)", static_cast<long long>(kernel.refused));
  std::printf("\n");
}

int cli::runTune(const CommandLine &line) {
  std::string path = tuningPath(line);
  double budget = line.getNumber(OPT_budget, 60);
  if (!(budget >= 0 && budget <= 1e6))
    throw Error("--budget expects seconds from 0 to a million, got '" + line.get(OPT_budget) + "'");
  tccrt_set_num_threads(int32_t(line.getInteger(OPT_threads, 0, 1)));
  std::vector<Array> inputs = readInputs(line);
  CompileOptions options = line.compileOptions();
  options.tuning = std::filesystem::exists(path) ? TuningFile::open(path) : TuningFile{};
  auto program = tcc_compiler_interface()->parseFile(modelPath(line), options);
  program->selectEntry(line.get(OPT_entry, "main"));
  if (!inputs.empty())
    specialize(*program, inputs);
  TuningResult result = program->tune(budget);
  writeFile(path, result.text);

  std::printf("  kernel                               runs  us before   us after    tried\n");
  double before = 0, after = 0;
  int64_t better = 0;
  for (const KernelTuning &kernel : result.kernels) {
    print(kernel);
    before += double(kernel.runs) * kernel.microsecondsBefore;
    after += double(kernel.runs) * kernel.microsecondsAfter;
    better += kernel.before != kernel.after;
  }
  std::printf(
      "%lld of %zu kernels have a better schedule: %.1f us of kernels, was %.1f; wrote %s\n",
      static_cast<long long>(better), result.kernels.size(), after, before, path.c_str());
  return 0;
}
