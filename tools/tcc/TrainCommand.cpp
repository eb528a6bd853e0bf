#include "Commands.h"

int tcc::cli::runTrain(const CommandLine &) {
  throw Error("not supported: command 'tcc train'", Blame::Unsupported);
}
