// Conformance cases, and how they end.
#ifndef TCC_TOOLS_TCC_CONFORMANCE_CASES_H
#define TCC_TOOLS_TCC_CONFORMANCE_CASES_H

#include "tcc/Array.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tcc::conformance {

struct Tensor {
  std::filesystem::path file;
  std::string dtype; // as the manifest says it; bf16 and f8 are stored as bits
  Shape shape;
  double rtol = 0, atol = 0; // of outputs
};

/// What a program says of a pair of its results: the value, and what it should be.
struct Check {
  enum Kind { Equal, AlmostEqual, Close } kind = Equal;
  double tolerance = 0;                                // of AlmostEqual
  uint64_t minUlpDifference = 0, maxUlpDifference = 0; // of Close
};

struct Case {
  std::string name, family, entry, mode; // mode: run, grad, check, accept or refuse
  int64_t tier = 1;
  std::filesystem::path model;
  std::vector<Tensor> inputs, outputs;
  std::vector<int64_t> wrt; // of mode grad
  // Of mode check: the program, that which makes its arguments ("" if it has none), and what holds
  // of each pair of results.
  std::string text = "", inputsText = "", inputsEntry = "";
  std::vector<Check> checks = {};
  bool interpret = false; // by the reference interpreter, too
};

/// What of a manifest is run.
struct Selection {
  std::vector<std::string> families, names; // empty: all
  int64_t tier = 9;
  bool generic = false; // the model in MLIR's generic form
};

/// Whether a list of chosen words, empty if all are, has this one.
bool isChosen(const std::vector<std::string> &chosen, const std::string &word);

/// Reads manifest.json in `folder`. Throws tcc::Error.
std::vector<Case> readManifest(const std::filesystem::path &folder, const Selection &selection);

/// The functions with checks (`check.expect_eq` and the like, as StableHLO's own tests have them)
/// in files, and in the .mlir files of folders. Throws tcc::Error.
std::vector<Case> readChecks(const std::vector<std::string> &paths, const Selection &selection);

/// The parts of such files between lines `// -----`, which are to be refused where they say
/// `expected-error`, and else to be accepted. Throws tcc::Error.
std::vector<Case> readRefusals(const std::vector<std::string> &paths, const Selection &selection);

/// The files, and the .mlir files of folders; what is in one.
std::vector<std::filesystem::path> findModules(const std::vector<std::string> &paths);
std::string readText(const std::filesystem::path &path);

enum class Status { Passed, Wrong, Unsupported, Error, Crash, Timeout };
inline constexpr size_t numStatuses = 6;
const char *nameOf(Status status);

struct Outcome {
  Status status = Status::Crash;
  double compileMilliseconds = 0;
  std::string note; // "" where it passed
};

/// "", or how `got` differs from what is wanted.
std::string compare(const Array &got, const Array &wanted, const Tensor &expected);

/// The same of a value that a check is about.
std::string compare(const Array &got, const Array &wanted, const Check &check);

/// One number of an array of floats.
double element(const Array &array, int64_t i, const std::string &dtype);
/// "2 of 6 differ, first at [0, 1]: 3 expected 4"; "" if none does.
std::string describeDifferences(const Array &got, const Array &wanted, const std::string &dtype,
                                const std::function<bool(int64_t)> &agrees);

struct RunOptions {
  std::string target = "cpu";
  bool throughExport = false; // compile what the program is as StableHLO, read again
  size_t jobs = 2;
  double timeout = 60; // seconds for a case
};

/// Compiles, runs and compares, in this process.
Outcome runCase(const Case &c, const RunOptions &options);

/// Each case in a process of its own.
std::vector<Outcome> runAll(const std::vector<Case> &cases, const RunOptions &options);

/// Counts by family; the last line is "N passed, N failed".
void printTable(const std::vector<Case> &cases, const std::vector<Outcome> &outcomes);
/// The median and the slowest compiles.
void printTimes(const std::vector<Case> &cases, const std::vector<Outcome> &outcomes);

} // namespace tcc::conformance

#endif
