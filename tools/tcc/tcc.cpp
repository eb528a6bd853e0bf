// The command line: `tcc model.mlir` compiles and reports; `tcc COMMAND ...` does the rest. Exit
// status: 0, or the blame.
#include "Commands.h"

#include "llvm/Config/llvm-config.h"

#include <cstdio>
#include <map>

using namespace tcc;
using namespace tcc::cli;

namespace {
struct Command {
  cli::Visibility visibility;
  int (*run)(const CommandLine &);
  const char *usage;
};
} // namespace

static const char *const compileUsage =
    "tcc model.mlir [options]\n"
    "       tcc run | grad | bench | train | cache ... [options]   (tcc COMMAND --help)";

static const std::map<std::string, Command> commands = {
    {"run", {RunCommand, runRun, "tcc run model.mlir|model.so x.npy y.npy ... [options]"}},
    {"grad", {GradCommand, runGrad, "tcc grad model.mlir x.npy ... [options]"}},
    {"bench", {BenchCommand, runBench, "tcc bench model.mlir x.npy ... [options]"}},
    {"train",
     {TrainCommand, runTrain, "tcc train model.mlir --data=train.csv --label=y [options]"}},
    {"cache", {CacheCommand, runCache, "tcc cache stats|prune [options]"}},
};
static const char *const laterCommands[] = {"eval",    "predict", "tune",
                                            "explain", "verify",  "doctor"};

static int dispatch(int argc, char **argv) {
  std::string first = argc > 1 ? argv[1] : "";
  for (const char *later : laterCommands)
    if (first == later)
      throw Error("not supported: command 'tcc " + first + "'", Blame::Unsupported);
  auto found = commands.find(first);
  bool isCommand = found != commands.end();
  Command command = isCommand ? found->second : Command{CompileCommand, runCompile, compileUsage};
  CommandLine line(llvm::ArrayRef<const char *>(argv, argc).drop_front(isCommand ? 2 : 1),
                   command.visibility, command.usage);
  if (line.has(OPT_help)) {
    line.printHelp();
    return 0;
  }
  if (line.has(OPT_version)) {
    std::printf("tcc %s (LLVM %s)\n", TCC_VERSION, LLVM_VERSION_STRING);
    return 0;
  }
  return command.run(line);
}

int main(int argc, char **argv) {
  try {
    return dispatch(argc, argv);
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
