// Conformance cases, and how they end.
#ifndef TCC_TOOLS_TCC_CONFORMANCE_CASES_H
#define TCC_TOOLS_TCC_CONFORMANCE_CASES_H

#include "tcc/Array.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tcc::conformance {

struct Tensor {
  std::filesystem::path file;
  std::string dtype; // as the manifest says it; bf16 and f8 are stored as bits
  Shape shape;
  double rtol = 0, atol = 0; // of outputs
};

struct Case {
  std::string name, family, entry, mode; // mode: run or grad
  int64_t tier = 1;
  std::filesystem::path model;
  std::vector<Tensor> inputs, outputs;
  std::vector<int64_t> wrt; // of mode grad
};

/// What of a manifest is run.
struct Selection {
  std::vector<std::string> families, names; // empty: all
  int64_t tier = 9;
  bool generic = false; // the model in MLIR's generic form
};

/// Reads manifest.json in `folder`. Throws tcc::Error.
std::vector<Case> readManifest(const std::filesystem::path &folder, const Selection &selection);

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

/// Compiles, runs and compares, in this process.
Outcome runCase(const Case &c);

/// Each case in a process of its own, `jobs` at a time, for `timeout` seconds at most.
std::vector<Outcome> runAll(const std::vector<Case> &cases, size_t jobs, double timeout);

/// Counts by family; the last line is "N passed, N failed".
void printTable(const std::vector<Case> &cases, const std::vector<Outcome> &outcomes);
/// The median and the slowest compiles.
void printTimes(const std::vector<Case> &cases, const std::vector<Outcome> &outcomes);

} // namespace tcc::conformance

#endif
