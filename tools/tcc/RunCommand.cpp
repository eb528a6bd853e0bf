// tcc run: a program, or an artifact that was compiled before, on .npy files.
#include "Commands.h"

#include "tccrt.h"

using namespace tcc;
using namespace tcc::cli;

int cli::runRun(const CommandLine &line) {
  std::string path = modelPath(line);
  tccrt_set_num_threads(int32_t(line.getInteger(OPT_threads, 0, 1)));
  std::vector<Array> inputs = readInputs(line);
  Executable executable = path.ends_with(".so") ? loadArtifact(path, inputs)
                                                : Executable(openProgram(line, inputs)->load());
  deliver(line, executable.call(inputs));
  return 0;
}
