// The command line: `tcc model.mlir` compiles and reports; `tcc COMMAND ...` does the rest. Exit
// status: 0, or the blame.
#include "Commands.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <cstdio>
#include <map>

using namespace tcc;
using namespace tcc::cli;

namespace {
struct Command {
  cli::Visibility visibility;
  int (*run)(const CommandLine &);
  const char *title, *usage;
};
} // namespace

static const Command compileCommand = {
    CompileCommand, runCompile, "compile a program and report, print a stage or write an artifact",
    "tcc model.mlir [options]\n"
    "       tcc run | grad | bench | train | tune | cache ... [options]   (tcc COMMAND --help)"};

static const std::map<std::string, Command> commands = {
    {"run",
     {RunCommand, runRun, "run a program or an artifact on .npy files",
      "tcc run model.mlir|model.so x.npy y.npy ... [options]"}},
    {"grad",
     {GradCommand, runGrad, "the value of a program, then its gradients",
      "tcc grad model.mlir x.npy ... [options]"}},
    {"bench",
     {BenchCommand, runBench, "time the calls of a program",
      "tcc bench model.mlir|model.so x.npy ... [options]"}},
    {"train",
     {TrainCommand, runTrain, "train a model on a table",
      "tcc train model.mlir --data=train.csv --label=y --loss=L [options]"}},
    {"tune",
     {TuneCommand, runTune, "search schedules for a program's kernels on this machine",
      "tcc tune model.mlir x.npy ... [-o FILE] [options]"}},
    {"cache",
     {CacheCommand, runCache, "what lies in the compile cache, and making it smaller",
      "tcc cache stats|prune [options]"}},
};
static const char *const laterCommands[] = {"eval", "predict", "explain", "verify", "doctor"};

static int dispatch(int argc, char **argv) {
  std::string first = argc > 1 ? argv[1] : "";
  for (const char *later : laterCommands)
    if (first == later)
      throw Error("not supported: command 'tcc " + first + "'", Blame::Unsupported);
  auto found = commands.find(first);
  bool isCommand = found != commands.end();
  Command command = isCommand ? found->second : compileCommand;
  CommandLine line(llvm::ArrayRef<const char *>(argv, argc).drop_front(isCommand ? 2 : 1),
                   command.visibility);
  if (line.has(OPT_help)) {
    line.printHelp(command.title, command.usage);
    return 0;
  }
  if (line.has(OPT_version)) {
    std::printf("tcc %s (LLVM %s)\n", TCC_VERSION, LLVM_VERSION_STRING);
    return 0;
  }
  return command.run(line);
}

/// A full disk must not look like success.
static void flushOutput() {
  llvm::outs().flush();
  std::error_code error = llvm::outs().error();
  llvm::outs().clear_error();
  if (std::fflush(stdout) != 0)
    error = std::error_code(errno, std::generic_category());
  if (error)
    throw Error("cannot write the output: " + error.message());
}

int main(int argc, char **argv) {
  try {
    int status = dispatch(argc, argv);
    flushOutput();
    return status;
  } catch (const Error &error) {
    std::string message = error.what();
    bool located = message.find("error: ") != std::string::npos;
    std::fprintf(stderr, "%s%s\n", located ? "" : "tcc: error: ", message.c_str());
    return int(error.blame);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "tcc: internal error: %s\n", error.what());
    return int(Blame::Internal);
  }
}
