// The commands of `tcc`, one file each. A command returns the exit status or throws tcc::Error.
#ifndef TCC_TOOLS_TCC_COMMANDS_H
#define TCC_TOOLS_TCC_COMMANDS_H

#include "CommandLine.h"
#include "tcc/Executable.h"

namespace tcc::cli {

int runCompile(const CommandLine &line); // tcc model.mlir
int runRun(const CommandLine &line);     // tcc run
int runGrad(const CommandLine &line);    // tcc grad
int runBench(const CommandLine &line);   // tcc bench
int runTrain(const CommandLine &line);   // tcc train
int runCache(const CommandLine &line);   // tcc cache stats|prune
int runTune(const CommandLine &line);    // tcc tune

/// The first input word, which every command needs.
std::string modelPath(const CommandLine &line);
/// The .npy files after the model.
std::vector<Array> readInputs(const CommandLine &line);
/// An artifact, its inputs as it takes them.
Executable loadArtifact(const std::string &path, std::vector<Array> &inputs);
/// The program, at --entry.
std::unique_ptr<detail::ProgramInterface> parseProgram(const CommandLine &line);
/// Takes the inputs as the program does, and gives its symbolic dimensions their sizes.
void specialize(detail::ProgramInterface &program, std::vector<Array> &inputs);
/// Both.
std::unique_ptr<detail::ProgramInterface> openProgram(const CommandLine &line,
                                                      std::vector<Array> &inputs);
/// out0.npy, out1.npy, ... into --out-dir (made if missing), or a short print without it.
void deliver(const CommandLine &line, const std::vector<Array> &outputs);
/// The one-screen report of a compile.
std::string formatReport(const Report &report, bool timing, bool explain);

} // namespace tcc::cli

#endif
