// The seam between the API and the compiler: a program in, an executable out; MLIR stays behind it.
#ifndef TCC_COMPILER_COMPILER_H
#define TCC_COMPILER_COMPILER_H

#include "tcc/DSL/Graph.h"
#include "tcc/Error.h"

#include <optional>
#include <string>
#include <vector>

struct tccrt_executable;

namespace tcc {

/// Schedules that were measured (tcc tune). The text is what counts; the path stands in reports and
/// errors.
struct TuningFile {
  std::string path, text;

  /// The file of that name; of none, the one that $TCC_TUNING names, or nothing where that is unset
  /// or there is no such file yet.
  static TuningFile open(const std::string &path);
};

/// How to compile. A value: the same options, input and versions give the same bytes.
struct CompileOptions {
  std::string target = "cpu"; // cpu | cpu:<LLVM CPU name> | cuda[:sm_XX] | cuda-emu
  bool fastMath =
      false;       // reassociation and approximate division: results may differ in the last bits
  int threads = 0; // how finely kernels may be split; 0: the CPUs of this machine
  bool verifyEach = false; // check the IR after every pass
  TuningFile tuning = {};
};

/// One line of the compile report per kernel.
struct KernelReport {
  std::string name, kind;
  std::vector<std::string> locations; // the lines that it comes from, one for each that differs
  std::vector<std::string> fused;     // the ops that went in, in order
  int64_t flops = 0, bytes = 0;       // of one launch
  int64_t launches = 0;
  std::string structure; // what a tuning file knows it by, where one was asked
  std::string schedule;  // how it is computed: #exec.contraction<...> and the like
};

/// Two neighbours of the program that became one kernel, or did not.
struct DecisionReport {
  bool together = false;
  std::string producer, consumer, why, location; // of the consumer
  int64_t bytes = 0;                             // of memory traffic that this saves, or would
  int64_t again = 0;                             // elements that are computed once more for it
};

/// A temporary that is alive when the arena is fullest.
struct LiveTensor {
  detail::TensorType type;
  int64_t bytes = 0;
  std::string maker, location; // the kernel that wrote it, and the line that it is a value of
  bool isScratch = false;      // the kernel's own, no value of the program
};

struct StageTime {
  std::string stage;
  double milliseconds = 0;
};

/// What `tcc model.mlir` prints. Kernels, work and memory are those of the largest block of a
/// program that takes any batch.
struct Report {
  std::string function, target;
  std::vector<int64_t> blocks; // their rows, of such a program
  std::vector<KernelReport> kernels;
  std::vector<DecisionReport> decisions; // those that save most first
  std::vector<StageTime> stages;
  std::vector<LiveTensor> peak;         // largest first, the eight largest of them
  int64_t peakCount = 0, peakBytes = 0; // of all that are alive then
  int64_t flops = 0, bytes = 0, arenaBytes = 0, parameterBytes = 0, codeBytes = 0;
  double compileMilliseconds = 0;
  std::string tuning;                             // the tuning file's path; "" without one
  int64_t tunedKernels = 0, foreignSchedules = 0; // whose schedule it gave; its entries for others
  bool fromCache = false;                         // not compiled now: the only stage is loading it
};

/// What tuning did to one kernel. Times are microseconds of one run.
struct KernelTuning {
  std::string name, before, after; // schedules
  int64_t runs = 0;                // in a call of the program
  double microsecondsBefore = 0, microsecondsAfter = 0;
  int64_t tried = 0, refused = 0; // schedules; those with no code or another result
};

struct TuningResult {
  std::string text; // of the tuning file, what was in it before included
  std::vector<KernelTuning> kernels;
};

/// An argument or a result of a program; an extent of -1 is symbolic.
struct ValueDescription {
  std::string name;
  detail::TensorType type;
  std::string initializer; // of a parameter: tcc.init, e.g. "glorot_uniform"; else ""
};

namespace detail {

/// A program read from text. Everything throws tcc::Error and nothing else.
class ProgramInterface {
public:
  virtual ~ProgramInterface() = default;
  /// The function that the rest speaks of. "main" if never called.
  virtual void selectEntry(const std::string &name) = 0;
  /// Makes the entry return its results, then their gradient with respect to the arguments `wrt`.
  virtual void differentiate(const std::vector<int64_t> &wrt) = 0;
  /// Gives symbolic dimensions their sizes: a type for each argument.
  virtual void specialize(const std::vector<TensorType> &arguments) = 0;
  /// Donates the first `count` arguments to the first results, to be updated in place.
  virtual void carry(int64_t count) = 0;
  /// The entry as a traced program: a callee for another one.
  virtual std::shared_ptr<const Graph> graph() = 0;
  virtual std::vector<ValueDescription> arguments() = 0;
  virtual std::vector<ValueDescription> results() = 0;
  /// The program as text after a stage (see `tcc --emit`).
  virtual std::string emit(const std::string &stage, bool locations) = 0;
  /// Machine code in memory; the caller owns one reference.
  virtual tccrt_executable *load() = 0;
  /// Writes model.so, .o or .a by its ending, with a C header beside it.
  virtual void write(const std::string &path) = 0;
  /// Tries schedules on this machine, for so many seconds, from those that compiling would take.
  virtual TuningResult tune(double seconds) = 0;
  virtual const Report &report() = 0;
};

/// Implemented by libtcc-compiler.so; libtcc.so loads it when a program is not in the cache.
/// Everything here throws tcc::Error and nothing else.
class CompilerInterface {
public:
  virtual ~CompilerInterface() = default;
  /// Compiles and loads a traced program. The caller owns one reference of the executable.
  virtual tccrt_executable *compile(const Graph &graph, const CompileOptions &options,
                                    Report *report) = 0;
  /// Compiles a traced program into a shared library, whole or not at all, without a header. False
  /// if the program is fine and the file cannot be written.
  virtual bool compileToFile(const Graph &graph, const CompileOptions &options,
                             const std::string &path, Report *report) = 0;
  /// Types of a node's results: what `shape()` of a traced tensor answers. The graph is complete up
  /// to and including `node`.
  virtual std::vector<TensorType> inferTypes(const Graph &graph, int32_t node) = 0;
  /// The program as text at a stage (see `tcc --emit`).
  virtual std::string emit(const Graph &graph, const CompileOptions &options,
                           const std::string &stage) = 0;
  /// Reads a program from a file, or from text that `name` stands for in messages.
  virtual std::unique_ptr<ProgramInterface> parseFile(const std::string &path,
                                                      const CompileOptions &options) = 0;
  virtual std::unique_ptr<ProgramInterface>
  parseText(const std::string &name, const std::string &text, const CompileOptions &options) = 0;
};

} // namespace detail
} // namespace tcc

/// The one symbol that libtcc-compiler.so exports.
extern "C" __attribute__((visibility("default"))) tcc::detail::CompilerInterface *
tcc_compiler_interface();

#endif
