// tcc bench: compile, then time calls until the figure is steady. The contract stands in the
// project's benchmark harness: one JSON object with compile_s, best_us, med_us, reps, rss_mb.
#include "Commands.h"

#include "tccrt.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <chrono>
#include <sys/resource.h>

using namespace tcc;
using namespace tcc::cli;

static double seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

namespace {

/// The program with its buffers: one call is one function call. The first `carry` results replace
/// the first arguments.
class Runner {
public:
  Runner(const Executable &executable, const std::vector<Array> &given, int64_t carry)
      : executable(executable), carry(carry), batch(executable.batchOf(given)) {
    for (const Array &input : given)
      arguments.push_back(input.clone());
    for (const ValueInfo &info : executable.results())
      results.push_back(info.alias >= 0 ? arguments[info.alias]
                                        : Array(info.dtype, Executable::shapeOf(info, batch)));
  }

  void call() {
    std::vector<void *> argumentPointers, resultPointers;
    for (Array &a : arguments)
      argumentPointers.push_back(a.data());
    for (Array &r : results)
      resultPointers.push_back(r.data());
    executable.callUnchecked(argumentPointers.data(), resultPointers.data(), batch);
    for (int64_t i = 0; i < carry; ++i)
      if (executable.results()[i].alias != i)
        std::swap(arguments[i], results[i]);
  }

  /// In the order of the results, also after a carry swapped some away.
  std::vector<Array> outputs() const {
    std::vector<Array> latest = results;
    for (int64_t i = 0; i < carry; ++i)
      latest[i] = arguments[i];
    return latest;
  }

private:
  const Executable &executable;
  int64_t carry, batch;
  std::vector<Array> arguments, results;
};

struct Timing {
  double best, median;
  size_t repetitions;
};

} // namespace

/// Batches of calls of about 2 ms each, for about a second, at least 7.
static Timing measure(Runner &runner) {
  runner.call();
  double start = seconds();
  int64_t inBatch = 1;
  runner.call();
  for (double once = seconds() - start; once * double(inBatch) < 2e-3 && inBatch < 1 << 16;)
    inBatch *= 2;
  std::vector<double> times;
  for (double begin = seconds(); times.size() < 7 || seconds() - begin < 1.0;) {
    double t = seconds();
    for (int64_t i = 0; i < inBatch; ++i)
      runner.call();
    times.push_back((seconds() - t) / double(inBatch) * 1e6);
  }
  std::sort(times.begin(), times.end());
  return {times.front(), times[times.size() / 2], times.size() * size_t(inBatch)};
}

/// A program to compile, or an artifact.
static Executable open(const CommandLine &line, std::vector<Array> &inputs, int64_t carry) {
  std::string path = modelPath(line);
  if (path.ends_with(".so") && carry)
    throw Error("--carry is for a program: what an artifact updates in place was settled when it "
                "was compiled");
  if (path.ends_with(".so"))
    return loadArtifact(path, inputs);
  auto program = openProgram(line, inputs);
  program->carry(carry);
  return Executable(program->load());
}

int cli::runBench(const CommandLine &line) {
  tccrt_set_num_threads(int32_t(line.getInteger(OPT_threads, 1, 1)));
  std::vector<Array> inputs = readInputs(line);
  int64_t carry = line.getInteger(OPT_carry, 0, 0), calls = line.getInteger(OPT_calls, 1, 1);
  double start = seconds();
  Executable executable = open(line, inputs, carry);
  {
    Runner first(executable, inputs, carry);
    first.call();
  }
  double compileSeconds = seconds() - start;
  if (line.has(OPT_out_dir)) {
    Runner runner(executable, inputs, carry);
    for (int64_t i = 0; i < calls; ++i)
      runner.call();
    deliver(line, runner.outputs());
  }
  Runner runner(executable, inputs, carry);
  Timing timing = measure(runner);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  double rss = double(usage.ru_maxrss) / 1024;
  if (line.has(OPT_json)) {
    llvm::json::Object figures{{"compile_s", compileSeconds},
                               {"best_us", timing.best},
                               {"med_us", timing.median},
                               {"reps", int64_t(timing.repetitions)},
                               {"rss_mb", rss}};
    llvm::outs() << llvm::json::Value(std::move(figures)) << "\n";
    return 0;
  }
  llvm::outs() << llvm::formatv(
      "best {0:f2} us, median {1:f2} us of {2} calls; compiled in {3:f3} s; {4:f0} MB\n",
      timing.best, timing.median, timing.repetitions, compileSeconds, rss);
  return 0;
}
