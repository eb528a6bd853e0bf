// MLIR's parser recurses with the nesting of its input: 200,000 brackets overflow any stack.
// Programs nest a few dozen deep.
#include "tcc/Compiler/TextGuard.h"

#include "llvm/ADT/StringExtras.h"

using namespace tcc;
using llvm::StringRef;

static constexpr int deepestNesting = 512;
static constexpr int longestSignRun = 64;

/// The offset just behind the string literal or comment that starts at `i`, or `i` if none does.
static size_t skipQuoted(StringRef text, size_t i) {
  if (text[i] == '"') {
    size_t end = i + 1;
    while (end < text.size() && text[end] != '"' && text[end] != '\n')
      end += text[end] == '\\' ? 2 : 1;
    return std::min(end + 1, text.size());
  }
  if (text.substr(i).starts_with("//"))
    return std::min(text.find('\n', i), text.size());
  return i;
}

static std::string nestingMessage(char bracket) {
  return "'" + std::string(1, bracket) + "' opens nesting level " +
         std::to_string(deepestNesting + 1) + "; at most " + std::to_string(deepestNesting) +
         " are accepted";
}

std::optional<TextProblem> tcc::checkModuleText(StringRef text) {
  if (text.starts_with("ML\xefR"))
    return TextProblem{0, "this is MLIR bytecode; expected text (write it with mlir-opt)"};
  if (size_t zero = text.find('\0'); zero != StringRef::npos)
    return TextProblem{zero, "a zero byte; expected a module as text"};
  int depth = 0, angles = 0, signs = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (size_t end = skipQuoted(text, i); end != i) {
      i = end - 1;
      continue;
    }
    char c = text[i];
    bool isArrowHead = c == '>' && i > 0 && (text[i - 1] == '-' || text[i - 1] == '=');
    if (StringRef("([{").contains(c) && ++depth > deepestNesting)
      return TextProblem{i, nestingMessage(c)};
    if (StringRef(")]}").contains(c))
      depth = std::max(0, depth - 1);
    // '<' may also compare in an affine set, so it is counted apart and never below nought.
    if (c == '<' && ++angles > deepestNesting)
      return TextProblem{i, nestingMessage(c)};
    if (c == '>' && !isArrowHead)
      angles = std::max(0, angles - 1);
    if (c == '-' && ++signs > longestSignRun)
      return TextProblem{i, "more than " + std::to_string(longestSignRun) + " signs in a row"};
    if (c != '-' && !llvm::isSpace(c))
      signs = 0;
  }
  return std::nullopt;
}
