// Whole programs through the reference interpreter, without MLIR in sight.
#ifndef TCC_INTERPRETER_RUN_H
#define TCC_INTERPRETER_RUN_H

#include "tcc/Array.h"

#include <optional>

namespace tcc::interpreter {

/// A program in text form and what to do with it.
struct Program {
  std::string text;
  std::string entry = "main";
  std::optional<std::vector<int64_t>> wrt = {}; // its gradients by these arguments, too
};

/// The entry's results on `arguments`; none, and what was wrong in `error`, if it has no rule for
/// an op or the program is not valid.
std::optional<std::vector<Array>> run(const Program &program, const std::vector<Array> &arguments,
                                      std::string &error);

} // namespace tcc::interpreter

#endif
