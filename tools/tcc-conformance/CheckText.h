// MLIR text, as far as one must understand it to take functions out of a module, whatever dialects
// they are in.
#ifndef TCC_TOOLS_TCC_CONFORMANCE_CHECKTEXT_H
#define TCC_TOOLS_TCC_CONFORMANCE_CHECKTEXT_H

#include <string>
#include <string_view>
#include <vector>

namespace tcc::conformance {

struct Function {
  std::string name, arguments; // "%a: tensor<f32>"
  std::string results;         // "(tensor<f32>)", ""
  std::string body;            // from brace to brace
};

struct Module {
  std::string before, after; // what is around the functions
  std::vector<Function> functions;

  const Function *find(std::string_view name) const;
};

/// Text without its comments.
std::string withoutComments(std::string_view text);
/// The parts between lines `// -----`.
std::vector<std::string> split(const std::string &text);
/// Of text without comments.
Module parseModule(const std::string &text);

/// Where the bracket that opens at `at` has been closed again, or the end of the text.
size_t afterBrackets(std::string_view text, size_t at);
/// Where a type that begins at `at` ends.
size_t afterType(std::string_view text, size_t at);
size_t afterSpace(std::string_view text, size_t at);
/// The parts between commas that are in no brackets.
std::vector<std::string> splitList(std::string_view text);
/// The symbols that a text speaks of: "inputs" of @inputs.
std::vector<std::string> symbolsIn(std::string_view text);

} // namespace tcc::conformance

#endif
