// The words after `tcc`, checked against Options.td.
#ifndef TCC_TOOLS_TCC_COMMANDLINE_H
#define TCC_TOOLS_TCC_COMMANDLINE_H

#include "tcc/Compiler/Compiler.h"

#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"

namespace tcc::cli {

enum OptionId {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

enum Visibility : unsigned {
  CompileCommand = llvm::opt::DefaultVis << 1,
  RunCommand = CompileCommand << 1,
  GradCommand = RunCommand << 1,
  BenchCommand = GradCommand << 1,
  TrainCommand = BenchCommand << 1,
  CacheCommand = TrainCommand << 1,
  TuneCommand = CacheCommand << 1
};

/// Parsed words of one command. Wrong usage throws tcc::Error.
class CommandLine {
public:
  CommandLine(llvm::ArrayRef<const char *> words, Visibility command);

  bool has(OptionId id) const { return arguments.hasArg(id); }
  std::string get(OptionId id, const std::string &fallback = "") const {
    return arguments.getLastArgValue(id, fallback).str();
  }
  std::vector<std::string> getAll(OptionId id) const { return arguments.getAllArgValues(id); }
  /// A whole number >= least.
  int64_t getInteger(OptionId id, int64_t fallback, int64_t least) const;
  double getNumber(OptionId id, double fallback) const;
  /// What is not an option, in order.
  const std::vector<std::string> &inputs() const { return inputWords; }
  CompileOptions compileOptions() const;
  void printHelp(const char *title, const char *usage) const;

private:
  llvm::opt::InputArgList arguments;
  std::vector<std::string> inputWords;
  Visibility command;
};

} // namespace tcc::cli

#endif
