// The one-screen report of a compile.
#include "Commands.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <map>

using namespace tcc;
using namespace tcc::cli;
using llvm::formatv;

/// 1536 -> "1.5 K": three significant digits, powers of 1000.
static std::string withUnit(double value, const char *unit) {
  const char *prefixes[] = {"", "K", "M", "G", "T"};
  int i = 0;
  while (value >= 999.5 && i < 4)
    value /= 1000, ++i;
  return formatv(value < 10 && i    ? "{0:f2} {1}{2}"
                 : value < 100 && i ? "{0:f1} {1}{2}"
                                    : "{0:f0} {1}{2}",
                 value, prefixes[i], unit);
}

static std::string summary(const std::vector<KernelReport> &kernels) {
  std::map<std::string, int> kinds;
  int64_t ops = 0, launches = 0;
  for (const KernelReport &kernel : kernels) {
    ++kinds[kernel.kind];
    ops += kernel.launches * int64_t(kernel.fused.size());
    launches += kernel.launches;
  }
  std::string text;
  for (auto &[kind, count] : kinds)
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + kind;
  return formatv(
      "{0} ({1}){2}, from {3} ops", kernels.size(), text,
      launches == int64_t(kernels.size()) ? "" : formatv(", {0} launches", launches).str(), ops);
}

static void printKernels(llvm::raw_ostream &os, const Report &report, bool explain) {
  os << "\n  kernel                           kind           flops      bytes launches  fused\n";
  size_t shown = 0, limit = explain ? report.kernels.size() : 24;
  for (const KernelReport &kernel : report.kernels) {
    if (shown++ == limit) {
      os << formatv("  ... and {0} more (--explain lists all)\n", report.kernels.size() - limit);
      break;
    }
    std::string fused;
    for (const std::string &op : kernel.fused)
      fused += (fused.empty() ? "" : " ") + op;
    if (!explain && fused.size() > 40)
      fused = fused.substr(0, 37) + "...";
    os << formatv("  {0,-32} {1,-12} {2,8} {3,10} {4,8}  {5}\n", kernel.name, kernel.kind,
                  withUnit(kernel.flops, ""), withUnit(kernel.bytes, "B"), kernel.launches, fused);
    for (const std::string &location : explain ? kernel.locations : std::vector<std::string>())
      os << "      at " << location << "\n";
    if (explain && !kernel.schedule.empty())
      os << "      " << kernel.schedule << "\n";
    if (explain && !kernel.structure.empty())
      os << "      structure " << kernel.structure << "\n";
  }
}

/// What became one kernel and what did not, by what it saves or would.
static void printDecisions(llvm::raw_ostream &os, const Report &report) {
  for (bool together : {true, false}) {
    os << (together ? "\n       saves  brought together\n" : "\n  would save  left apart\n");
    for (const DecisionReport &d : report.decisions)
      if (d.together == together)
        os << formatv("  {0,10}  {1} -> {2}{3}: {4}{5}\n", withUnit(d.bytes, "B"), d.producer,
                      d.consumer, d.location.empty() ? "" : " at " + d.location, d.why,
                      d.again ? formatv(", {0} elements", withUnit(d.again, "")).str() : "");
  }
}

/// "made by" of a tensor at the peak: the ops of its kernel.
static std::string makerOf(const LiveTensor &tensor, const Report &report) {
  std::string text = tensor.isScratch ? "scratch of" : "";
  for (const KernelReport &kernel : report.kernels)
    if (kernel.name == tensor.maker)
      for (const std::string &op : kernel.fused)
        text += (text.empty() ? "" : " ") + op;
  return text.size() > 40 ? text.substr(0, 37) + "..." : text;
}

static void printPeak(llvm::raw_ostream &os, const Report &report) {
  if (report.peak.empty())
    return;
  os << "\n  alive at the peak              bytes  made by\n";
  int64_t rest = report.peakBytes;
  for (const LiveTensor &tensor : report.peak) {
    rest -= tensor.bytes;
    os << formatv("  {0,-24} {1,11}  {2}{3}{4}\n", toString(tensor.type.shape, tensor.type.dtype),
                  withUnit(tensor.bytes, "B"), makerOf(tensor, report),
                  tensor.location.empty() ? "" : " at ", tensor.location);
  }
  if (int64_t more = report.peakCount - int64_t(report.peak.size()))
    os << formatv("  ... and {0} more {1,22}\n", more, withUnit(rest, "B"));
  if (int64_t gaps = report.arenaBytes - report.peakBytes)
    os << formatv("  alignment and gaps       {0,11}\n", withUnit(gaps, "B"));
}

/// "1, 8 or 64"
static std::string listed(const std::vector<int64_t> &numbers) {
  std::string text;
  for (size_t i = 0; i < numbers.size(); ++i)
    text += (i == 0 ? "" : i + 1 < numbers.size() ? ", " : " or ") + std::to_string(numbers[i]);
  return text;
}

static std::string foreign(int64_t schedules) {
  return schedules ? formatv(", which has {0} for other targets", schedules).str() : "";
}

std::string cli::formatReport(const Report &report, bool timing, bool explain) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << formatv("@{0} for {1}\n", report.function, report.target);
  if (!report.blocks.empty())
    os << formatv("  batch        any, in blocks of {0} rows; what follows is of a block of {1}\n",
                  listed(report.blocks), report.blocks.back());
  os << formatv("  kernels      {0}\n", summary(report.kernels));
  if (!report.tuning.empty())
    os << formatv("  schedules    {0} of {1} from {2}{3}\n", report.tunedKernels,
                  report.kernels.size(), report.tuning, foreign(report.foreignSchedules));
  os << formatv("  work         {0}, {1} moved by kernels\n", withUnit(report.flops, "FLOP"),
                withUnit(report.bytes, "B"));
  os << formatv("  memory       {0} of temporaries at the peak, {1} of arguments and results\n",
                withUnit(report.arenaBytes, "B"), withUnit(report.parameterBytes, "B"));
  os << formatv("  code         {0}\n", withUnit(report.codeBytes, "B"));
  os << formatv("  compiled in  {0:f1} ms\n", report.compileMilliseconds);
  printKernels(os, report, explain);
  printPeak(os, report);
  if (explain)
    printDecisions(os, report);
  if (timing) {
    os << "\n  stage            ms\n";
    for (const StageTime &stage : report.stages)
      os << formatv("  {0,-12} {1,6:f2}\n", stage.stage, stage.milliseconds);
  }
  return text;
}
