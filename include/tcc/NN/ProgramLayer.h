// A model in text as a layer: the parameters are the arguments that say tcc.param, initialised as
// tcc.init says.
#ifndef TCC_NN_PROGRAMLAYER_H
#define TCC_NN_PROGRAMLAYER_H

#include "tcc/NN/Layers.h"

#include <filesystem>

namespace tcc::nn {

struct ProgramOptions {
  std::string entry = "main";
  /// Leave out a final sigmoid or softmax: losses take logits.
  bool logits = false;
};

/// Reads a .mlir file. Its entry takes one batch of samples beside the parameters, and gives one
/// result.
Layer programLayer(const std::filesystem::path &path, const ProgramOptions &options = {});

} // namespace tcc::nn

#endif
